// Reads the command line of the origin and DATABASE_URL; what cannot be meant is refused before anything is started.
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Clock } from '../../src-shared/base/clock'
import { isId } from '../../src-shared/base/ids'
import { proxySchema } from '../../src-shared/domain/proxy-place'
import type { SenderFiles } from '../identity/open-senders'
import type { OriginOptions } from '../start'
import { DEFAULT_PART } from '../feed/emit'
import { isCaseScope, type CaseScope } from './partitions'
import type { NoticeRequest } from './update-notice'
import { doesWorkOf, isOriginRole, type OriginRole } from './role'
import { createOriginLog } from './origin-log'

const DEFAULT_PEOPLE = 20_000
const PRACTICE_PEOPLE = 2_000
const DEFAULT_SEED = 'privacy-desk'
const FIRST_WORKSTATION = '大连一号工作站'

/** Asked for in a way that cannot be meant; `kind` names its text (resources/locales, origin.json). */
export class UsageError extends Error {
  constructor(
    readonly kind: 'bad-argument' | 'no-injected-date' | 'role-needs-database',
    readonly params: Readonly<Record<string, string>> = {},
  ) {
    super(kind)
  }
}
const notUnderstood = (argument: string): UsageError => new UsageError('bad-argument', { argument })

/** A label of a host name (RFC 1123) that is no address of numbers: desks refuse those. */
const HOST_NAME = /^(?=.{1,253}$)(?!.*\.\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

export interface Arguments {
  readonly command: (typeof COMMANDS)[number]
  readonly role: OriginRole
  readonly options: OriginOptions
  readonly workstation: string
  /** Of the device that a code is for; by default the first case scope and the directory. */
  readonly scopes?: readonly string[]
  /** What sends one-time codes. */
  readonly senders: SenderFiles
  /** File of the systems in which the janitor erases too. */
  readonly systems: string | undefined
  /** What `scope` adds. */
  readonly caseScope: CaseScope
  /** Whose passphrase the code of `passphrase-code` is for. */
  readonly login: string
  /** Of `revoke` and `wipe`. */
  readonly device: string
  /** Of `wipe`: unsent acts are handed over, sealed, before they are lost. */
  readonly salvage: boolean
  /** Of `revoke` and `wipe`: whether the device was lost or stolen; absent: nobody said. */
  readonly lost?: boolean
  /** File of the pack that `rules` issues; absent: it lists those that are here. */
  readonly issue?: string
  /** What `update-notice` signs. */
  readonly notice?: NoticeRequest
}

const COMMANDS = ['start', 'code', 'passphrase-code', 'scope', 'devices', 'revoke', 'wipe', 'intake-token', 'rules', 'update-notice', 'change-server-key', 'change-org-key'] as const
const OPTIONS = {
  role: { type: 'string', default: 'all' },
  data: { type: 'string', default: 'origin-data' },
  port: { type: 'string' },
  host: { type: 'string' },
  listen: { type: 'string' },
  proxy: { type: 'string' },
  polls: { type: 'string' },
  people: { type: 'string' },
  seed: { type: 'string', default: DEFAULT_SEED },
  now: { type: 'string' },
  restored: { type: 'boolean', default: false },
  practice: { type: 'boolean', default: false },
  smtp: { type: 'string' },
  sms: { type: 'string' },
  systems: { type: 'string' },
  workstation: { type: 'string', default: FIRST_WORKSTATION },
  scopes: { type: 'string' },
  scope: { type: 'string', default: '' },
  part: { type: 'string', default: DEFAULT_PART },
  login: { type: 'string', default: '' },
  device: { type: 'string', default: '' },
  'without-salvage': { type: 'boolean', default: false },
  lost: { type: 'boolean' },
  'not-lost': { type: 'boolean' },
  issue: { type: 'string' },
  installer: { type: 'string' },
  version: { type: 'string' },
  expires: { type: 'string' },
  least: { type: 'string' },
} as const

export function readArguments(argv: readonly string[], env: Readonly<Record<string, string | undefined>>, clock: Clock): Arguments {
  const { values, positionals } = parse(argv)
  const [asked = 'start', ...rest] = positionals
  const command = COMMANDS.find((one) => one === asked)
  if (command === undefined || rest.length > 0) throw notUnderstood(positionals.join(' '))
  const caseScope = { scope: values.scope, part: values.part }
  if (command === 'scope' && !isCaseScope(caseScope)) throw notUnderstood(`scope --scope ${values.scope} --part ${values.part}`)
  if ((command === 'revoke' || command === 'wipe') && !isId(values.device)) throw notUnderstood(`${command} --device ${values.device}`)
  if ((values.lost !== undefined || values['not-lost'] !== undefined) && command !== 'revoke' && command !== 'wipe') throw notUnderstood(`${command} --lost`)
  if (values.lost === true && values['not-lost'] === true) throw notUnderstood(`${command} --lost --not-lost`)
  if ((command === 'passphrase-code') !== (values.login !== '')) throw notUnderstood(`${command} --login ${values.login}`)
  const databaseUrl = env['DATABASE_URL'] || undefined
  if (values.now !== undefined && databaseUrl !== undefined) throw new UsageError('no-injected-date')
  const role = readRole(values.role, databaseUrl)
  if (values.host !== undefined && !HOST_NAME.test(values.host)) throw notUnderstood(`--host ${values.host}`)
  if (values.issue !== undefined && command !== 'rules') throw notUnderstood(`${command} --issue`)
  if (values.restored && !doesWorkOf(role, 'janitor')) throw notUnderstood(`--restored --role ${role}`)
  const notice = command === 'update-notice' ? noticeOf(values) : undefined
  const senders = sendersOf(values, role)
  if (values.systems !== undefined && !doesWorkOf(role, 'janitor')) throw notUnderstood(`--systems ${values.systems} --role ${role}`)
  // Where somebody practises there is nobody else: the database is its own.
  if (values.practice && (databaseUrl !== undefined || command !== 'start')) throw notUnderstood(`${command} --practice`)
  const people = values.practice && values.people === undefined ? PRACTICE_PEOPLE : peopleOf(values.people, role, databaseUrl)
  const options: OriginOptions = {
    role,
    dataDir: path.resolve(values.data),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(values.port === undefined ? {} : { port: wholeNumber('--port', values.port) }),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.listen === undefined ? {} : { listen: values.listen }),
    ...(values.proxy === undefined ? {} : { proxy: proxyOf(values.proxy, role) }),
    ...(values.polls === undefined ? {} : { waitingPolls: wholeNumber('--polls', values.polls) }),
    ...(values.restored ? { restored: true } : {}),
    ...(values.practice ? { practice: true } : {}),
    ...(people === 0 ? {} : { seed: { seed: values.seed, people } }),
    now: createNow(values.now, clock),
    logger: createOriginLog(role),
  }
  return { command, role, options, workstation: values.workstation, senders, systems: values.systems === undefined ? undefined : path.resolve(values.systems), caseScope, login: values.login, device: values.device, salvage: !values['without-salvage'], ...(values.lost === true ? { lost: true } : values['not-lost'] === true ? { lost: false } : {}), ...(values.issue === undefined ? {} : { issue: values.issue }), ...(notice ? { notice } : {}), ...(values.scopes === undefined ? {} : { scopes: values.scopes.split(',') }) }
}

/** `proxy.company.example:3128`; a part that writes no enrolment file has no use for it. */
function proxyOf(text: string, role: OriginRole): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(':')
  const read = proxySchema.safeParse({ host: text.slice(0, Math.max(at, 0)), port: Number(text.slice(at + 1)) })
  if (!read.success || !doesWorkOf(role, 'api')) throw notUnderstood(`--proxy ${text}`)
  return read.data
}

function noticeOf({ installer, version, expires, least }: Partial<NoticeRequest>): NoticeRequest {
  if (installer === undefined || version === undefined || expires === undefined) throw notUnderstood('update-notice')
  return { installer: path.resolve(installer), version, expires, ...(least === undefined ? {} : { least }) }
}

/** A part that serves no desks sends nothing: what is given to it was meant for another one. */
function sendersOf({ smtp, sms }: SenderFiles, role: OriginRole): SenderFiles {
  const given = smtp === undefined ? (sms === undefined ? undefined : `--sms ${sms}`) : `--smtp ${smtp}`
  if (given !== undefined && !doesWorkOf(role, 'api')) throw notUnderstood(`${given} --role ${role}`)
  return { ...(smtp === undefined ? {} : { smtp: path.resolve(smtp) }), ...(sms === undefined ? {} : { sms: path.resolve(sms) }) }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })
  } catch {
    // An option that does not exist, or one without its value.
    throw notUnderstood(argv.join(' '))
  }
}

function readRole(text: string, databaseUrl: string | undefined): OriginRole {
  if (!isOriginRole(text)) throw notUnderstood(`--role ${text}`)
  if (text !== 'all' && databaseUrl === undefined) throw new UsageError('role-needs-database', { role: text })
  return text
}

/** Real data are never mixed with invented people: a database of the company's is filled only where somebody asks for it, by one process. */
function peopleOf(text: string | undefined, role: OriginRole, databaseUrl: string | undefined): number {
  if (text === undefined) return databaseUrl === undefined ? DEFAULT_PEOPLE : 0
  if (role !== 'all') throw notUnderstood(`--people ${text} --role ${role}`)
  return wholeNumber('--people', text)
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw notUnderstood(`${name} ${text}`)
  return Number(text)
}

/** The computer's clock, or one that begins at an injected moment and runs on. */
function createNow(text: string | undefined, clock: Clock): () => number {
  if (text === undefined) return () => clock.now()
  const begin = Date.parse(text)
  if (!Number.isFinite(begin)) throw notUnderstood(`--now ${text}`)
  const startedAt = clock.mono()
  return () => Math.round(begin + clock.mono() - startedAt)
}
