// Entry of the origin: reads its arguments, starts it, says in both languages where it is, ends it on SIGTERM or SIGINT.
//
// stdout: the log (JSON lines of pino) and one line {"ready":true,"url","enrolmentFile","enrolmentCode"} for whoever started it.
// stderr: the same for people.
import path from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import en from '../resources/locales/en/origin.json'
import zh from '../resources/locales/zh-CN/origin.json'
import { CODE_LIFE_MS, createEnrolmentCode } from './devices/enrolment-codes'
import { DEMO_STAFF } from './seed/staff'
import { openBeside, startOrigin, type OriginOptions } from './start'
import { fill, OriginStartError } from './start-error'

const DEFAULT_PEOPLE = 20_000
const DEFAULT_SEED = 'privacy-desk'
const FIRST_WORKSTATION = '大连一号工作站'

function say(key: keyof typeof zh.cli, params: Readonly<Record<string, string | number>> = {}): void {
  process.stderr.write(`${fill(zh.cli[key], params)}\n${fill(en.cli[key], params)}\n`)
}

class UsageError extends Error {}

interface Arguments {
  readonly command: 'start' | 'code'
  readonly options: OriginOptions
  readonly workstation: string
}

function readArguments(argv: readonly string[], onLost: () => void): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: 'origin-data' },
      port: { type: 'string' },
      people: { type: 'string' },
      seed: { type: 'string', default: DEFAULT_SEED },
      now: { type: 'string' },
      workstation: { type: 'string', default: FIRST_WORKSTATION },
    },
  })
  const [command = 'start', ...rest] = positionals
  if ((command !== 'start' && command !== 'code') || rest.length > 0) throw new UsageError(positionals.join(' '))
  const databaseUrl = process.env['DATABASE_URL'] || undefined
  if (values.now !== undefined && databaseUrl !== undefined) throw new UsageError('--now')
  // Real data are never mixed with invented people: a database of the company's is filled only where somebody asks for it.
  const people = values.people === undefined ? (databaseUrl === undefined ? DEFAULT_PEOPLE : 0) : wholeNumber('--people', values.people)
  const options: OriginOptions = {
    dataDir: path.resolve(values.data),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(values.port === undefined ? {} : { port: wholeNumber('--port', values.port) }),
    ...(people === 0 ? {} : { seed: { seed: values.seed, people } }),
    now: createNow(values.now),
    logger: pino({ level: 'info', base: null }),
    onLost,
    onSeed: ({ people: done, totalPeople }) => {
      if (done === totalPeople || done % 5_000 === 0) say('seeding', { done, total: totalPeople })
    },
  }
  return { command, options, workstation: values.workstation }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} ${text}`)
  return Number(text)
}

/** The computer's clock, or one that begins at an injected moment and runs on. */
function createNow(text: string | undefined): () => number {
  if (text === undefined) return () => Date.now()
  const begin = Date.parse(text)
  if (!Number.isFinite(begin)) throw new UsageError(`--now ${text}`)
  const startedAt = performance.now()
  return () => Math.round(begin + performance.now() - startedAt)
}

async function runStart({ options, workstation }: Arguments): Promise<void> {
  const origin = await startOrigin(options)
  const end = (): void => {
    say('stopping')
    void origin.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  const enrolmentCode = await createEnrolmentCode(origin.context, { workstation, declaredBy: DEMO_STAFF.zheng.id })
  say('listening', { url: origin.url })
  say('development')
  say('enrolment-file', { file: origin.enrolmentFile })
  say('code', { minutes: CODE_LIFE_MS / 60_000, code: enrolmentCode })
  process.stdout.write(`${JSON.stringify({ ready: true, url: origin.url, enrolmentFile: origin.enrolmentFile, enrolmentCode })}\n`)
}

async function runCode({ options, workstation }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const code = await createEnrolmentCode(context, { workstation, declaredBy: DEMO_STAFF.zheng.id })
    say('code', { minutes: CODE_LIFE_MS / 60_000, code })
    process.stdout.write(`${JSON.stringify({ enrolmentCode: code })}\n`)
  } finally {
    await close()
  }
}

async function main(): Promise<void> {
  const lost = (): void => {
    say('lost')
    process.exit(1)
  }
  try {
    const asked = readArguments(process.argv.slice(2), lost)
    await (asked.command === 'start' ? runStart(asked) : runCode(asked))
  } catch (error) {
    explain(error)
    process.exit(error instanceof OriginStartError ? 1 : 2)
  }
}

function explain(error: unknown): void {
  if (error instanceof OriginStartError) {
    process.stderr.write(`${error.message}\n`)
  } else if (error instanceof UsageError && error.message === '--now') {
    say('no-injected-date')
  } else if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
    say('bad-argument', { argument: error instanceof UsageError ? error.message : process.argv.slice(2).join(' ') })
    say('usage')
  } else {
    say('failed', { name: (error as Error).name })
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`)
  }
}

void main()
