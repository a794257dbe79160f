// The command `import`: reads its arguments and the mapping, runs the import, says in both languages what came of it.
//
// exit status: 0 every row was accepted · 1 some were refused · 2 wrong usage, or something could not be read · 130 cancelled
// stdout: the summary, with --json as one line of JSON; stderr: progress and why it stopped.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { faultLineOf } from '../../src-shared/base/fault-line'
import en from '../../resources/locales/en/import.json'
import zh from '../../resources/locales/zh-CN/import.json'
import { fill, OriginStartError } from '../start-error'
import { ImportStop } from './import-stop'
import { readMapping, type Mapping } from './mapping'
import { withOrigin } from './open-origin'
import { createProgress } from './progress-line'
import { runImport, type ImportReport, type ImportRequest } from './run-import'
import { summaryOf } from './summary'

export interface ImportHost {
  readonly now: () => number
  readonly mono: () => number
  readonly databaseUrl?: string
  readonly print: (text: string) => void
  readonly warn: (text: string) => void
  /** Ends the import after the batch that is being written. */
  readonly signal: AbortSignal
}

export const IMPORT_STATUS = { accepted: 0, someRefused: 1, stopped: 2, cancelled: 130 } as const

class UsageError extends Error {}

interface Arguments {
  readonly dir: string
  readonly dataDir: string
  readonly mapping: string
  readonly resultFile?: string
  readonly mode: ImportRequest['mode']
  readonly newPeople: ImportRequest['newPeople']
  readonly output: 'text' | 'json'
}

const OPTIONS = {
  data: { type: 'string', default: 'origin-data' },
  mapping: { type: 'string' },
  result: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'allow-new': { type: 'boolean', default: false },
  'refuse-new': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export async function runImportCommand(argv: readonly string[], host: ImportHost): Promise<number> {
  const say = (key: keyof typeof zh.cli, params: Readonly<Record<string, string | number>> = {}): void => host.warn(`${fill(zh.cli[key], params)}\n${fill(en.cli[key], params)}\n`)
  try {
    const asked = readArguments(argv)
    const mapping = await loadMapping(asked)
    host.signal.addEventListener('abort', () => say('cancelling'), { once: true })
    const report = await withOrigin({ dataDir: asked.dataDir, now: host.now, ...(host.databaseUrl === undefined ? {} : { databaseUrl: host.databaseUrl }) }, (context) =>
      runImport(context, { ...asked, mapping, signal: host.signal, onProgress: createProgress(host.mono, (words) => say('progress', { ...words })) }),
    )
    host.print(asked.output === 'json' ? `${JSON.stringify(report)}\n` : summaryOf(report))
    if (report.state === 'cancelled') say('cancelled')
    return statusOf(report)
  } catch (error) {
    if (error instanceof ImportStop || error instanceof OriginStartError) host.warn(`${error.message}\n`)
    else if (error instanceof UsageError) {
      say('bad-argument', { argument: error.message })
      say('usage')
    } else if (host.signal.aborted) {
      // Ctrl-C reaches a database server of ours too: what had not been committed is rolled back, which is what was asked for.
      say('cancelled')
      return IMPORT_STATUS.cancelled
    } else {
      // A message of the database may quote a row.
      const { error: name, at } = faultLineOf('import', error)
      say('failed', { error: name })
      host.warn(`${at.join('\n')}\n`)
    }
    return IMPORT_STATUS.stopped
  }
}

function statusOf({ state, sources }: ImportReport): number {
  if (state === 'cancelled') return IMPORT_STATUS.cancelled
  return sources.some(({ refused }) => refused > 0) ? IMPORT_STATUS.someRefused : IMPORT_STATUS.accepted
}

function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv)
  const [dir, ...rest] = positionals
  if (dir === undefined || rest.length > 0) throw new UsageError(positionals.join(' ') || 'DIR')
  if (values['allow-new'] && values['refuse-new']) throw new UsageError('--allow-new --refuse-new')
  return {
    dir: path.resolve(dir),
    dataDir: path.resolve(values.data),
    mapping: path.resolve(values.mapping ?? path.join(dir, 'mapping.json')),
    ...(values.result === undefined ? {} : { resultFile: path.resolve(values.result) }),
    mode: values['dry-run'] ? 'dry-run' : 'write',
    newPeople: values['allow-new'] ? 'allow' : values['refuse-new'] ? 'refuse' : 'ask',
    output: values.json ? 'json' : 'text',
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })
  } catch {
    throw new UsageError(argv.join(' '))
  }
}

async function loadMapping({ dir, mapping: file }: Arguments): Promise<Mapping> {
  const isFolder = await stat(dir).then((found) => found.isDirectory(), () => false)
  if (!isFolder) throw new ImportStop('no-folder', { dir })
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ImportStop('no-mapping', { file, code: (cause as NodeJS.ErrnoException).code ?? '' }, { cause })
  })
  const read = readMapping(text)
  if (!read.ok) throw new ImportStop('mapping-wrong', { file, problems: read.error.map((line) => `  ${line}`).join('\n') })
  return read.value
}
