// Channel group `support`: what staff send to whoever looks after the desk. Its schema is what keeps people out of it: nothing but numbers, words of lists,
// versions and times has a place in it, and what does not fit is not made (security.md B-3).
import { z } from 'zod'
import { id } from '../domain/fields'
import type { Id } from '../base/ids'
import { channel } from './channel'
import { DESK_ERRORS } from './errors'
import { LANGUAGES, THEMES, ZOOMS } from './shell'

const count = z.number().int().nonnegative()
const time = z.iso.datetime()
const version = z.string().regex(/^v?\d{1,4}(\.\d{1,4}){1,3}(-[a-z0-9.]{1,16})?$/)
/** Names that stand in our code: tables, kinds of acts and audit lines, pieces of work. */
const ourName = z.string().max(64).regex(/^[a-z][a-zA-Z_]*(?:[.-][a-zA-Z]+)*(?:@\d{1,2})?(?: [a-z-]+)?$/)

export const INSTALL_STATES = ['kept', 'writable', 'unknown'] as const
export type InstallState = (typeof INSTALL_STATES)[number]
export const CORE_STATES = ['off', 'possible', 'unknown'] as const

/** Why a notice of a new version shows nothing: those of formats/update-notice.ts, and one that is for another organisation. */
export const NOTICE_REFUSALS = ['notice-malformed', 'notice-other-key', 'notice-changed', 'notice-expired', 'notice-too-early', 'notice-rollback', 'notice-step-needed', 'notice-other-tenant'] as const
export type NoticeRefusal = (typeof NOTICE_REFUSALS)[number]

export const supportSettings = z.strictObject({ language: z.enum(LANGUAGES), theme: z.enum(THEMES), zoom: z.literal(ZOOMS) })

export const supportBundleSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('support-bundle'),
  madeAt: time,
  program: z.strictObject({
    version, platform: z.enum(['linux', 'darwin', 'win32', 'other']), arch: z.enum(['x64', 'arm64', 'other']), node: version, electron: version.optional(),
    keyStore: z.enum(['used', 'absent']),
    /** Whether the user can change the program's own files. */
    installFolder: z.enum(INSTALL_STATES),
    /** Whether the system may write memory into a core file when the data process crashes. */
    coreFiles: z.enum(CORE_STATES),
    runsForMinutes: count, memoryMb: count,
  }),
  settings: supportSettings,
  enrolment: z.strictObject({ region: z.string().regex(/^CN(-[A-Z]{2})?$/), development: z.boolean(), origins: count }),
  store: z.strictObject({ sizeMb: count, logMb: count, freeMb: count, rows: z.record(ourName, count) }),
  integrity: z.strictObject({ pages: z.enum(['ok', 'damaged']), seals: z.enum(['ok', 'damaged']), audit: z.enum(['whole', 'broken']), auditEntries: count }),
  sync: z.strictObject({
    connection: z.enum(['synced', 'syncing', 'offline', 'blocked']),
    reason: z.enum(DESK_ERRORS).optional(),
    pushReason: z.enum(DESK_ERRORS).optional(),
    dataAsOf: time.optional(),
    leaseUntil: time.optional(),
    rulesPack: version,
    /** Of a newer version that IT may install. */
    newerVersion: version.optional(),
    noticeRefused: z.enum(NOTICE_REFUSALS).optional(),
    rulesRefused: z.enum(['malformed', 'bad-signature', 'unknown-signer', 'older']).optional(),
    clock: z.strictObject({ state: z.enum(['right', 'ahead', 'behind', 'went-back']), byMinutes: count }),
    scopes: z.array(z.strictObject({ kind: z.enum(['case', 'directory']), ready: z.boolean(), generation: count, rows: count, total: count })),
    /** By kind of act and state. */
    acts: z.record(ourName, count),
    /** What the origin sent outside the inventory: how many names, and how often. Names are the origin's words and stay here. */
    undeclared: z.strictObject({ names: count, times: count }),
  }),
  /** Since the last unlock; nothing is written down of them. */
  errors: z.strictObject({ answers: z.partialRecord(z.enum(DESK_ERRORS), count), faults: z.record(ourName, count) }),
  /** Kinds of audit lines of the last days, counted: nobody, no object, no time. */
  audit: z.strictObject({ days: count, kinds: z.record(ourName, count) }),
  /** How long the looks of this very file took. */
  tookMs: z.strictObject({ pages: count, seals: count, audit: count, rows: count }),
})
export type SupportBundle = z.infer<typeof supportBundleSchema>

export const support = {
  /** Makes it and keeps it in memory; `text` is the file to the letter. */
  'support.make': channel<{ readonly bundleId: Id<'bundle'>; readonly text: string }>()('staff', z.object({ settings: supportSettings })),
  /** Writes what was shown, and nothing newer, to the export folder. */
  'support.save': channel<{ readonly fileName: string }>()('staff', z.object({ bundleId: id<Id<'bundle'>>() })),
} as const
