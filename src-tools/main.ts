// The commands of `privacy-desk`: what is asked, which file it is, and one finding with its exit status.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { version as ownVersion } from '../package.json'
import newestPack from '../resources/rules/rules-2026.7.json'
import { deadlineLine, readPack } from './deadline-lines'
import { linesOf } from './lines'
import { EXIT, USAGE, type ExitCode } from './messages'
import { readOrgKey } from './org-key'
import { report, type Finding, type Io } from './report'
import { verifyAudit } from './verify-audit'
import { verifyEvidence } from './verify-evidence'
import { verifyUpdate } from './verify-update'
import { isVersion } from '../src-shared/formats/update-notice'

export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const asked = readArguments(argv)
  if (!asked) {
    io.err(USAGE)
    return EXIT.unreadable
  }
  if (asked.command === 'help') {
    io.out(USAGE)
    return EXIT.valid
  }
  if (asked.command === 'verify-update') return report(await verifiedUpdate(asked, io.now()), asked.format, io)
  if (asked.command === 'deadline') return deadlines(asked.pack, asked.format, io)
  const finding = await verified(asked)
  return report(finding, asked.format, io)
}

interface Verification {
  readonly command: 'verify' | 'verify-audit'
  readonly path: string
  readonly keyPath?: string
  readonly passphrasePath?: string
  readonly format: 'text' | 'json'
}
interface UpdateVerification {
  readonly command: 'verify-update'
  readonly noticePath: string
  readonly installerPath: string
  readonly keyPath?: string
  readonly running: string
  readonly format: 'text' | 'json'
}
type Asked = Verification | UpdateVerification | { readonly command: 'help' } | { readonly command: 'deadline'; readonly pack?: string; readonly format: 'text' | 'json' }

function readArguments(argv: readonly string[]): Asked | undefined {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch {
    return undefined
  }
  const { values, positionals } = parsed
  const [command, path, ...rest] = positionals
  if (values.help || command === 'help') return { command: 'help' }
  const format = values.json ? 'json' : 'text'
  if (command === 'deadline') return path === undefined ? { command, format, ...(values.pack === undefined ? {} : { pack: values.pack }) } : undefined
  if (command === 'verify-update') {
    const [installerPath, ...more] = rest
    // Without a word on it: of the version that this command line came with.
    const running = values.running ?? ownVersion
    if (path === undefined || installerPath === undefined || more.length > 0 || !isVersion(running)) return undefined
    return { command, noticePath: path, installerPath, running, format, ...(values.key === undefined ? {} : { keyPath: values.key }) }
  }
  if ((command !== 'verify' && command !== 'verify-audit') || path === undefined || rest.length > 0) return undefined
  return {
    command,
    path,
    format,
    ...(values.key === undefined ? {} : { keyPath: values.key }),
    ...(values['passphrase-file'] === undefined ? {} : { passphrasePath: values['passphrase-file'] }),
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      'passphrase-file': { type: 'string' },
      pack: { type: 'string' },
      running: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}

async function verified(asked: Verification): Promise<Finding> {
  const orgPublicKey = asked.keyPath === undefined ? undefined : readOrgKey(asked.keyPath)
  if (asked.keyPath !== undefined && !orgPublicKey) return { outcome: 'key-unreadable' }
  try {
    if (asked.command === 'verify-audit') return await verifyAudit(linesOf(asked.path), orgPublicKey)
    return await verifyEvidence(asked.path, await passphraseOf(asked.passphrasePath), orgPublicKey)
  } catch (error) {
    if (isFileError(error)) return { outcome: 'file-unreadable', facts: { code: error.code } }
    throw error
  }
}

async function verifiedUpdate({ noticePath, installerPath, keyPath, running }: UpdateVerification, now: number): Promise<Finding> {
  const orgPublicKey = keyPath === undefined ? undefined : readOrgKey(keyPath)
  if (keyPath !== undefined && !orgPublicKey) return { outcome: 'key-unreadable' }
  try {
    return await verifyUpdate({ noticePath, installerPath, orgPublicKey, running, now })
  } catch (error) {
    if (isFileError(error)) return { outcome: 'file-unreadable', facts: { code: error.code } }
    throw error
  }
}

async function deadlines(packPath: string | undefined, format: 'text' | 'json', io: Io): Promise<ExitCode> {
  // Without one, the newest pack that this build knows; the answer names it.
  const text = packPath === undefined ? JSON.stringify(newestPack) : await readFile(packPath, 'utf8').catch(() => undefined)
  const pack = text === undefined ? undefined : readPack(text)
  if (!pack) return report({ outcome: 'pack-unreadable' }, format, io)
  let wrong = 0
  for await (const line of io.lines()) {
    if (line.trim() === '') continue
    const answer = deadlineLine(line, pack)
    if (answer.startsWith('{"error"')) wrong += 1
    io.out(answer)
  }
  return wrong === 0 ? EXIT.valid : EXIT.notValid
}

async function passphraseOf(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : (await readFile(path, 'utf8')).trim()
}

function isFileError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
}
