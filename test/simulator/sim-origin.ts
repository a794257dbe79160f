// What a history needs of an origin, whichever it is played against: the model in memory, or the real one on PostgreSQL.
import type { HttpRequest } from '../../src-main/sync/https-channel'
import type { DeviceId, StaffId } from '../../src-shared/base/ids'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Signer } from '../../src-shared/formats/crypto'
import type { SignedCertificate } from '../../src-shared/formats/signed'
import type { WorldStep } from './script'

export const CASE_SCOPES = ['desk:north', 'desk:south'] as const
export const DIRECTORY_SCOPE = 'directory:all'
export const PARTS = ['case', 'directory'] as const
export type Part = (typeof PARTS)[number]

export interface Answer {
  readonly status: number
  readonly body: string
}
/** Where the origin's process ends in the middle of a request. */
export type EndsAt = 'nowhere' | 'after-effect'

export interface NewDesk {
  readonly deviceId: DeviceId
  readonly staffId: StaffId
  readonly place: number
  readonly scopes: readonly string[]
  readonly random: (bytes: Uint8Array) => Uint8Array
}
export interface Enrolled {
  readonly signer: Signer
  readonly certificate: SignedCertificate
  /** What the person's sign-in gave. */
  readonly token: string
}
export interface HeldRecord {
  readonly type: string
  readonly id: string
  readonly v: number
  readonly body: Readonly<Record<string, unknown>>
}
/** What the origin did for one push item, in the order done. */
export interface Effect {
  readonly deviceId: string
  readonly mid: string
  readonly chain: string
  /** The version that its maker saw. */
  readonly base: number
  /** The version that the record had before. */
  readonly from: number
}
export interface KnownErasure {
  readonly id: string
  readonly subjectId: string
  readonly isComplete: boolean
  /** Devices that must answer, or have answered. */
  readonly holders: readonly string[]
}
export interface FeedExtent {
  readonly part: string
  readonly epoch: string
  readonly floor: number
  readonly head: number
  /** Numbers of the rows that are there, ascending. */
  readonly seqs: readonly number[]
}

/** The events of the world that concern the origin alone; grants, backups and time are asked for by the history itself. */
export type OriginDeed = Exclude<WorldStep['deed'], 'grant' | 'advance' | 'backup' | 'restore' | 'origin-crash'>

export interface SimOrigin {
  readonly identity: { readonly tenant: string; readonly host: string; readonly orgPublicKey: Uint8Array; readonly originKey: Uint8Array }
  readonly rules: RulesPackBody
  /** Where requests and erasure records outlive the person, minimised, they may go on naming the random id. */
  readonly keepsCases: boolean
  enrol(desk: NewDesk): Promise<Enrolled>
  event(deed: OriginDeed, a: number, b: number): Promise<void>
  grant(deviceId: string, scopes: readonly string[]): Promise<void>
  /** Kept by the origin; the last one alone. */
  backup(): Promise<void>
  /** False: there is none. */
  restore(): Promise<boolean>
  /** The process ends; what was not committed was never there. */
  crash(): Promise<void>
  /** Undefined: the process ended before it could answer. */
  answer(deviceId: string, request: HttpRequest, endsAt?: EndsAt): Promise<Answer | undefined>
  /** Everything that has begun is committed, numbered and carried through. */
  settle(): Promise<void>
  close(): Promise<void>

  // -- what an oracle asks ---------------------------------------------------------------------------------------------------------

  grantsOf(deviceId: string): Promise<readonly string[]>
  heldBy(deviceId: string): Promise<ReadonlyMap<string, HeldRecord>>
  /** Keys (`request 0197…`) of what is committed and has no number yet. */
  unnumbered(): Promise<ReadonlySet<string>>
  erasures(): Promise<readonly KnownErasure[]>
  effects(): Promise<readonly Effect[]>
  feeds(): Promise<readonly FeedExtent[]>
  /** Whether it knows what became of the item. */
  hasResult(deviceId: string, mid: string): Promise<boolean>
}

export function keyOf(type: string, id: string): string {
  return `${type} ${id}`
}
