// Entry of the origin: reads its arguments, starts it, says in both languages where it is, ends it on SIGTERM or SIGINT.
//
// stdout: the log (JSON lines of pino) and one line {"ready":true,"role","url"} for whoever started it; of a role that serves desks also with
// "enrolmentFile", and of an origin in one process with "enrolmentCode".
// stderr: the same for people.
import { readFile } from 'node:fs/promises'
import type { StaffId } from '../src-shared/base/ids'
import { err } from '../src-shared/base/result'
import { calendarUntil } from '../src-shared/domain/published-calendar'
import en from '../resources/locales/en/origin.json'
import zh from '../resources/locales/zh-CN/origin.json'
import { openSystems } from './connectors/open-systems'
import { createEnrolmentCode } from './devices/enrolment-codes'
import { changeOrgKey, changeServerKey } from './devices/origin-keys'
import { listDevices } from './devices/list-devices'
import { CODE_LIFE_MS } from './devices/one-time-codes'
import { givePassphraseCode } from './devices/passphrase-codes'
import { revokeDevice } from './devices/revoke'
import { orderWipe } from './devices/wipe'
import { openSenders } from './identity/open-senders'
import { runImportCommand } from './import/command'
import type { OriginContext } from './context'
import { issuePack, listPacks } from './rules/rules-book'
import { DEMO_STAFF } from './seed/staff'
import { readArguments, UsageError, type Arguments } from './service/arguments'
import { addCaseScope } from './service/partitions'
import type { OriginRole } from './service/role'
import { makeUpdateNotice } from './service/update-notice'
import { openBeside, startOrigin, type RunningOrigin } from './start'
import { fill, OriginStartError } from './start-error'

function say(key: keyof typeof zh.cli, params: Readonly<Record<string, string | number>> = {}): void {
  process.stderr.write(`${fill(zh.cli[key], params)}\n${fill(en.cli[key], params)}\n`)
}

const lost = (): void => {
  say('lost')
  process.exit(1)
}
const onSeed = ({ people: done, totalPeople }: { readonly people: number; readonly totalPeople: number }): void => {
  if (done === totalPeople || done % 5_000 === 0) say('seeding', { done, total: totalPeople })
}

async function runStart({ role, options, workstation, senders, systems }: Arguments): Promise<void> {
  const origin = await startOrigin({ ...options, senders: await openSenders(senders), systems: await openSystems(systems), onLost: lost, onSeed })
  const end = (): void => {
    say('stopping')
    void origin.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  if (role !== 'all') {
    sayPart(role, origin)
    return
  }
  const enrolmentCode = await createEnrolmentCode(origin.context, { workstation, declaredBy: DEMO_STAFF.zheng.id })
  say('listening', { url: origin.url })
  say(origin.context.keys.practiceCode === undefined ? 'development' : 'practice')
  say('enrolment-file', { file: origin.enrolmentFile })
  say('code', { minutes: CODE_LIFE_MS / 60_000, code: enrolmentCode })
  process.stdout.write(`${JSON.stringify({ ready: true, role, url: origin.url, enrolmentFile: origin.enrolmentFile, enrolmentCode })}\n`)
}

/** No code: these are started again and again by a service manager, whose log would then be full of codes. */
function sayPart(role: OriginRole, origin: RunningOrigin): void {
  say('listening-role', { role, url: origin.url })
  const isApi = role === 'api'
  if (isApi) say('development')
  if (isApi) say('enrolment-file', { file: origin.enrolmentFile })
  process.stdout.write(`${JSON.stringify({ ready: true, role, url: origin.url, ...(isApi ? { enrolmentFile: origin.enrolmentFile } : {}) })}\n`)
}

async function runCode({ options, workstation, scopes }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const code = await createEnrolmentCode(context, { workstation, declaredBy: DEMO_STAFF.zheng.id, ...(scopes ? { scopes } : {}) })
    say('code', { minutes: CODE_LIFE_MS / 60_000, code })
    process.stdout.write(`${JSON.stringify({ enrolmentCode: code })}\n`)
  } finally {
    await close()
  }
}

/** For an officer who has no other officer: a code for a passphrase of their own, as an officer gives it to a colleague. */
async function runPassphraseCode({ options, login }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const staff = await context.db.selectFrom('staff').select('id').where('login', '=', login).executeTakeFirst()
    const given = staff && (await givePassphraseCode(context, staff.id as StaffId, 'command-line'))
    if (!given) process.exitCode = 1
    say(given ? 'passphrase-code' : 'login-unknown', { login, minutes: CODE_LIFE_MS / 60_000, code: given?.code ?? '' })
    if (given) process.stdout.write(`${JSON.stringify({ passphraseCode: given.code })}\n`)
  } finally {
    await close()
  }
}

async function runImport(argv: readonly string[]): Promise<number> {
  const cancel = new AbortController()
  process.once('SIGTERM', () => cancel.abort())
  process.once('SIGINT', () => cancel.abort())
  return runImportCommand(argv, {
    now: () => Date.now(),
    mono: () => performance.now(),
    ...(process.env['DATABASE_URL'] ? { databaseUrl: process.env['DATABASE_URL'] } : {}),
    print: (text) => void process.stdout.write(text),
    warn: (text) => void process.stderr.write(text),
    signal: cancel.signal,
  })
}

async function runScope({ options, caseScope }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const done = await addCaseScope(context.db, caseScope)
    say(done === 'elsewhere' ? 'scope-elsewhere' : 'scope-added', { ...caseScope })
    if (done === 'elsewhere') process.exitCode = 1
  } finally {
    await close()
  }
}

/** One line of JSON a device; nothing of a person but who declared the workstation. */
async function runDevices({ options }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    for (const device of await listDevices(context)) process.stdout.write(`${JSON.stringify(device)}\n`)
  } finally {
    await close()
  }
}

async function runRevoke({ options, device, lost }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const done = await revokeDevice(context, device, 'command-line', { lost })
    say(done === 'unknown' ? 'device-unknown' : 'device-revoked', { device })
    if (done === 'unknown') process.exitCode = 1
  } finally {
    await close()
  }
}

async function runWipe({ options, device, salvage, lost }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    const order = await orderWipe(context, { deviceId: device, salvage, lost })
    if (!order) process.exitCode = 1
    say(order ? (order.body.salvage ? 'device-wipe-salvage' : 'device-wipe') : 'device-unknown', { device })
  } finally {
    await close()
  }
}

/** For whoever sets up the company's website and applet; a line of its own on stdout, so that it can go into a secret store unseen. */
async function runIntakeToken({ options }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    process.stdout.write(`${context.keys.intakeToken}\n`)
  } finally {
    await close()
  }
}

/** One line of JSON a pack, newest first; or one more of them, which desks take with their next contact. */
async function runRules({ options, issue }: Arguments): Promise<void> {
  const { context, close } = await openBeside(options)
  try {
    if (issue !== undefined) await runIssue(context, issue)
    else for (const pack of await listPacks(context.db)) process.stdout.write(`${JSON.stringify(pack)}\n`)
  } finally {
    await close()
  }
}

async function runIssue({ db, keys, now }: OriginContext, file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const issued = text === undefined ? err('unreadable' as const) : await issuePack(db, text, keys.org, now())
  if (!issued.ok) {
    say(`rules-${issued.error}`, { file })
    process.exitCode = 1
    return
  }
  const { version } = issued.value
  say('rules-issued', { version, until: calendarUntil(issued.value) })
  process.stdout.write(`${JSON.stringify({ version, calendarUntil: calendarUntil(issued.value) })}\n`)
}

/** The signed notice is one line of JSON on stdout: IT hands it out beside the installer. */
async function runUpdateNotice({ options, notice }: Arguments): Promise<void> {
  if (notice === undefined) throw new UsageError('bad-argument', { argument: 'update-notice' })
  const { context, close } = await openBeside(options)
  try {
    const made = await makeUpdateNotice(notice, context.keys.org, context.now())
    if (!made.ok) process.exitCode = 1
    else process.stdout.write(`${JSON.stringify(made.value)}\n`)
    say(made.ok ? 'notice-made' : made.error, { ...notice, least: notice.least ?? '' })
  } finally {
    await close()
  }
}

/** Beside a running origin or without one: its parts read the keys at their next start. */
async function runChangeServerKey({ options }: Arguments): Promise<void> {
  const { done, version } = await changeServerKey(options.dataDir)
  say(done === 'changed' ? 'server-key-changed' : 'server-key-prepared', { version })
  process.stdout.write(`${JSON.stringify({ done, version })}\n`)
}

/** Likewise; until they are started anew they go on with the former key, which a day is given for. */
async function runChangeOrgKey({ options }: Arguments): Promise<void> {
  const changed = await changeOrgKey(options.dataDir, Date.now())
  say('org-key-changed', { number: changed.number, fingerprint: changed.fingerprint, file: changed.chainFile })
  process.stdout.write(`${JSON.stringify(changed)}\n`)
}

const COMMANDS = { 'change-org-key': runChangeOrgKey, 'change-server-key': runChangeServerKey, rules: runRules, 'update-notice': runUpdateNotice, 'intake-token': runIntakeToken, start: runStart, code: runCode, 'passphrase-code': runPassphraseCode, scope: runScope, devices: runDevices, revoke: runRevoke, wipe: runWipe } as const

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'import') return void (process.exitCode = await runImport(rest))
  try {
    const asked = readArguments(process.argv.slice(2), process.env, { now: () => Date.now(), mono: () => performance.now() })
    await COMMANDS[asked.command](asked)
  } catch (error) {
    explain(error)
    process.exit(error instanceof OriginStartError ? 1 : 2)
  }
}

function explain(error: unknown): void {
  if (error instanceof OriginStartError) {
    process.stderr.write(`${error.message}\n`)
  } else if (error instanceof UsageError) {
    say(error.kind, error.params)
    if (error.kind !== 'no-injected-date') say('usage')
  } else {
    say('failed', { name: (error as Error).name })
    process.stderr.write(`${(error as Error).stack ?? String(error)}\n`)
  }
}

void main()
