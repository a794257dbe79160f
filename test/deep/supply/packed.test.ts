// The desk as it is packed for people: what lies in it (U-5), its fuses, its developer tools, its archive (U-4). Packs once; the same files are
// then read by eyes other than those of `npm run pack`, and started.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { devToolsAreOff, TEST_ONLY_TEXT } from '../../../scripts/lib/check-release.mjs'
import { readFuses } from '../../../scripts/lib/fuses.mjs'
import { OUT, RUNTIME_DIST, RUNTIME_EXE } from '../../../scripts/lib/paths.mjs'
import { prepareOnce } from '../../e2e/launch'
import { layPacked, pack, PACKED, PROGRAM, REFUSED, type PackedDesk, type StartedDesk } from './packed-desk'

const isLinux = process.platform === 'linux'
const ARCHIVE = join(PACKED, 'resources', 'app.asar')
const REAL = join(PACKED, `${PROGRAM}.bin`)

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort()
/** Every file of the archive with its bytes. */
const archived = (): ReadonlyMap<string, Buffer> => new Map(listPackage(ARCHIVE, { isPack: false }).flatMap((name) => {
  try {
    return [[name, extractFile(ARCHIVE, name.slice(1))] as const]
  } catch {
    return [] // a folder
  }
}))

describe.skipIf(!isLinux)(`the packed desk${isLinux ? '' : ' (skipped: what these tests read is a Linux package; elsewhere npm run pack checks its own)'}`, () => {
  let inside: ReadonlyMap<string, Buffer>
  beforeAll(() => {
    pack()
    inside = archived()
  })

  test('U-5: every file beside the archive is the runtime’s, byte for byte, or ours by name; no start-up snapshot is another’s', () => {
    const ours = /^(resources\/app\.asar|resources\/app\.asar\.unpacked\/node_modules\/sqlite3\/build\/Release\/node_sqlite3\.node|privacy-desk|privacy-desk\.bin|sbom\.cdx\.json|THIRD-PARTY-NOTICES\.txt|FOR-TESTS-ONLY\.txt|resources\/app-update\.yml)$/
    const files = filesOf(PACKED)
    const theirs = files.filter((file) => !ours.test(file))
    const changed = theirs.filter((file) => {
      // electron-builder gives the runtime's licence a name of its own.
      const from = [join(RUNTIME_DIST, file), join(RUNTIME_DIST, file.replace('LICENSE.electron.txt', 'LICENSE'))].find(existsSync)
      return from === undefined || !readFileSync(from).equals(readFileSync(join(PACKED, file)))
    })
    console.log(`U-5: ${String(files.length)} files, ${String(theirs.length)} of the runtime, ${String(changed.length)} of them changed or of nobody`)
    expect(changed).toEqual([])
    expect(files.filter((file) => /snapshot/.test(file)).sort()).toEqual(['snapshot_blob.bin', 'v8_context_snapshot.bin'])
    expect(files.filter((file) => /default_app/.test(file))).toEqual([])
  })

  test('U-5: the program is the runtime’s own but for its fuses', () => {
    const [theirs, packed] = [readFileSync(join(RUNTIME_DIST, RUNTIME_EXE)), readFileSync(REAL)]
    const changed = [...differences(theirs, packed)]
    const wire = fuseWire(packed)
    console.log(`U-5: ${String(changed.length)} bytes differ, all among the ${String(wire.states.length)} fuses: ${changed.every((at) => at >= wire.at && at < wire.at + wire.states.length) ? 'yes' : 'no'}`)
    expect(packed.length).toBe(theirs.length)
    expect(changed.filter((at) => at < wire.at || at >= wire.at + wire.states.length)).toEqual([])
  })

  test('U-5, R-13: the archive holds the release build, no test runtime, no source map, and nothing that only test builds know', () => {
    const names = [...inside.keys()]
    const strange = names.filter((name) => !/^\/(package\.json|out\/(main|preload|renderer)\/|resources\/|node_modules\/(sqlite3|bindings|file-uri-to-path|node-addon-api)\/)/.test(name))
    const runtime = names.filter((name) => /playwright|vitest|electron-builder|\.(test|e2e|spec|bench)\.|\/(test|tests|__tests__|fixtures)\/|\.map$|\.tsx?$/.test(name))
    const texts = [...inside].filter(([name]) => /\.(c?m?js|html|json)$/.test(name)).flatMap(([name, bytes]) => [...TEST_ONLY_TEXT, 'sourceMappingURL', 'openDevTools', 'toggleDevTools', 'DEMO_STAFF'].filter((text) => bytes.includes(text)).map((text) => `${text} in ${name}`))
    console.log(`U-5: ${String(names.length)} files in the archive, ${String(strange.length)} strange, ${String(runtime.length)} of a test runtime or a source, ${String(texts.length)} texts of test builds or of developer tools`)
    expect({ strange, runtime, texts }).toEqual({ strange: [], runtime: [], texts: [] })
    for (const [name, bytes] of inside) if (name.startsWith('/out/')) expect(bytes.equals(readFileSync(join(OUT.release, name.slice('/out/'.length)))), name).toBe(true)
    expect(devToolsAreOff(OUT.release)).toBe(true)
    expect(names.length).toBeGreaterThan(20)
  })

  test('R-2: the fuses of the packed binary, read twice', async () => {
    const golden = { RunAsNode: false, EnableCookieEncryption: true, EnableNodeOptionsEnvironmentVariable: false, EnableNodeCliInspectArguments: false, EnableEmbeddedAsarIntegrityValidation: true, OnlyLoadAppFromAsar: true, LoadBrowserProcessSpecificV8Snapshot: false, GrantFileProtocolExtraPrivileges: false }
    expect(await readFuses(REAL)).toEqual(golden)
    // As @electron/fuses numbers them.
    expect(fuseWire(readFileSync(REAL)).states.slice(0, 8)).toBe(Object.values(golden).map(Number).join(''))
    // The runtime's own is another: the reading tells them apart.
    expect(await readFuses(join(RUNTIME_DIST, RUNTIME_EXE))).not.toEqual(golden)
    console.log(`R-2: 8 of 8 fuses as they must be: ${fuseWire(readFileSync(REAL)).states}`)
  })
})

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Behind the sentinel: version, number, then one digit a fuse. */
function fuseWire(binary: Buffer): { readonly at: number; readonly states: string } {
  const found = binary.indexOf(SENTINEL)
  const count = binary[found + SENTINEL.length + 1] ?? 0
  const at = found + SENTINEL.length + 2
  return { at, states: binary.toString('latin1', at, at + count) }
}

function* differences(one: Buffer, other: Buffer): Generator<number> {
  const BLOCK = 65_536
  for (let block = 0; block < one.length; block += BLOCK) {
    if (one.subarray(block, block + BLOCK).equals(other.subarray(block, block + BLOCK))) continue
    for (let at = block; at < Math.min(block + BLOCK, one.length); at++) if (one[at] !== other[at]) yield at
  }
}

/** A way to get a debugger or code of one's own into it, before it starts. */
const SWITCHES = ['--remote-debugging-port=0', '--remote-debugging-port=9333', '--remote-debugging-pipe', '--inspect', '--inspect=0', '--inspect-brk=0', '--inspect-port=0', '--auto-open-devtools-for-tabs', '--js-flags=--expose-gc', '--load-extension=/tmp', '--debug', '--no-sandbox']
const WHILE_STARTING_MS = 8_000

/** What makes Node, Electron or OpenSSL load code, or write files, where nobody stops it: by itself, and two of them together. */
function triesOf(evil: string, place: string): readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] {
  return [
    [[evil], { ELECTRON_RUN_AS_NODE: '1' }],
    [[], { NODE_OPTIONS: `--require ${evil}` }],
    [[], { NODE_OPTIONS: `--require=${evil} --inspect=0` }],
    [[evil], { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${evil}` }],
    [[], { NODE_REPL_EXTERNAL_MODULE: evil }],
    [[], { NODE_PATH: place, NODE_V8_COVERAGE: join(place, 'coverage') }],
    [[], { ELECTRON_OVERRIDE_DIST_PATH: place, ELECTRON_NO_ASAR: '1' }],
    [[], { OPENSSL_CONF: join(place, 'openssl.cnf'), OPENSSL_MODULES: place }],
    [[], { SSLKEYLOGFILE: join(place, 'keys.log'), NODE_EXTRA_CA_CERTS: evil, NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    [[], { ELECTRON_ENABLE_LOGGING: 'file', ELECTRON_LOG_FILE: join(place, 'electron.log'), ELECTRON_ENABLE_STACK_DUMPING: '1' }],
    [[], { BREAKPAD_DUMP_LOCATION: place, CHROME_CRASHPAD_PIPE_NAME: 'x' }],
    [[], { HTTPS_PROXY: 'http://127.0.0.1:1', ALL_PROXY: 'socks5://127.0.0.1:1' }],
  ]
}

describe.skipIf(!isLinux)('the packed desk, started', () => {
  let desk: PackedDesk
  let why: string | undefined
  beforeAll(async () => {
    why = (await prepareOnce()).sandboxProblem
    desk = await layPacked()
  })
  afterAll(() => desk?.remove())

  async function running(started: StartedDesk): Promise<readonly string[]> {
    await expect.poll(() => started.processes().map(({ kind }) => kind), { timeout: 60_000 }).toEqual(expect.arrayContaining(['renderer', 'utility node.mojom.NodeService']))
    return started.processes().map(({ kind }) => kind)
  }

  test('R-13: no switch opens developer tools: each is refused, and nothing listens', async (context) => {
    if (why !== undefined) context.skip(why)
    const outcomes: (readonly [string, number | null | undefined, number])[] = []
    for (const word of SWITCHES) {
      const started = desk.start([word])
      let most = 0
      const watch = setInterval(() => (most = Math.max(most, started.ports().length)), 20)
      outcomes.push([word, await started.ended(WHILE_STARTING_MS), most])
      clearInterval(watch)
    }
    console.log(`R-13: ${String(outcomes.filter(([, status, ports]) => status === REFUSED && ports === 0).length)} of ${String(SWITCHES.length)} switches refused with status ${String(REFUSED)} and no port`)
    expect(outcomes.filter(([, status, ports]) => status !== REFUSED || ports > 0)).toEqual([])
  })

  test('R-13: at work it listens on nothing, and the signal that opens Node’s debugger opens none in any of its processes', async (context) => {
    if (why !== undefined) context.skip(why)
    const started = desk.start([])
    try {
      const kinds = await running(started)
      expect(started.ports()).toEqual([])
      for (const { pid } of [...started.processes()].reverse()) {
        try {
          process.kill(pid, 'SIGUSR1')
        } catch {
          continue // it went with one before it
        }
        await wait(300)
        expect(started.ports()).toEqual([])
      }
      await wait(1_000)
      expect(started.ports()).toEqual([])
      console.log(`R-13: SIGUSR1 to ${String(kinds.length)} processes (${kinds.join(', ')}): 0 ports`)
    } finally {
      await started.stop()
    }
  })

  test('R-13 would be seen: the runtime by itself opens a port at that signal', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    await wait(500)
    child.kill('SIGUSR1')
    await expect.poll(() => said).toContain('Debugger listening')
    child.kill('SIGKILL')
  })

  test('R-2, R-4: no variable runs code in it or makes it write anywhere; it starts or ends by itself', async (context) => {
    if (why !== undefined) context.skip(why)
    const prepared = await prepareOnce()
    const [evil, marker] = [join(desk.place, 'evil.js'), join(desk.place, 'ran')]
    writeFileSync(evil, `require('fs').writeFileSync(${JSON.stringify(marker)}, 'x')`)
    writeFileSync(join(desk.place, 'openssl.cnf'), `openssl_conf = x\n[x]\nengines = y\n[y]\nz = z\n[z]\ndynamic_path = ${evil}\ninit = 1\n`)
    prepared.giveToDesk(evil)
    const before = readdirSync(desk.place).sort()
    const left: string[] = []
    const outcomes: string[] = []
    for (const [words, env] of triesOf(evil, desk.place)) {
      const started = desk.start(words, env)
      const isOpen = (): boolean => started.processes().some(({ kind }) => kind === 'renderer')
      for (let step = 0; step < 120 && started.child.exitCode === null && started.child.signalCode === null && !isOpen(); step++) await wait(250)
      outcomes.push(isOpen() ? 'window' : started.child.exitCode !== null ? 'ended by itself' : `neither, with ${JSON.stringify(env)}`)
      await started.stop()
      left.push(...readdirSync(desk.place).filter((name) => !before.includes(name)).map((name) => `${name} with ${JSON.stringify(env)}`))
    }
    console.log(`R-4: code ran or a file was written in ${String(left.length)} of ${String(outcomes.length)} starts: ${String(outcomes.filter((one) => one === 'window').length)} came to their window, ${String(outcomes.filter((one) => one === 'ended by itself').length)} ended by themselves`)
    expect(left).toEqual([])
    expect(outcomes.filter((one) => one.startsWith('neither'))).toEqual([])
    expect(existsSync(marker)).toBe(false)
    // The runtime as it comes does run it.
    spawnSync(join(RUNTIME_DIST, RUNTIME_EXE), [evil], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
    expect(existsSync(marker)).toBe(true)
  })

  test('U-4: one changed byte of the archive: start refused', (context) => {
    context.skip('macOS and Windows alone check the archive (electron: ASAR integrity); on Linux the fuse is set and read back above, and the defence is the folder that its user cannot write (U-6)')
  })
})
