// Settings of the store itself: a small closed set of keys, each with its type.
import type { EpochMs } from '../../../src-shared/base/clock'
import type { DeviceId } from '../../../src-shared/base/ids'
import type { NoticeRefusal } from '../../../src-shared/contract/support'
import type { KeyChoice } from '../../../src-shared/domain/commands'
import type { AuditWitness } from '../../../src-shared/formats/audit-witness'
import type { SignedHandover } from '../../../src-shared/formats/org-keys'
import type { SignedPinSet } from '../../../src-shared/formats/pin-set'
import type { Signed } from '../../../src-shared/formats/signed'
import type { ChainRequest } from '../../../src-shared/protocol/incidents'
import type { ResidueRequest } from '../../../src-shared/protocol/residue'
import type { Reader, Tx } from '../transaction'
import type { WaitingHead } from '../waiting-lines'

/** How far a search index that was lost is made anew (vault/lost-index.ts). */
export type LostIndex =
  | { readonly phase: 'clear' }
  /** Numbers of people, as `people.n`. */
  | { readonly phase: 'fill'; readonly upTo: number; readonly target: number }

/** By what the origin was seen to have gone back without saying so (sync/checkpoint.ts). */
export type BackwardSign = 'cursor-ahead' | 'other-epoch' | 'position' | 'version'

/** Why a pin set was not taken. */
export type PinsRefusal = 'malformed' | 'unknown-signer' | 'bad-signature' | 'older'

export interface StepsOfPerson {
  readonly done: readonly string[]
  readonly isPutAway: boolean
}

export interface MetaValues {
  /** Made at enrolment. `privateKey` is the raw Ed25519 key (base64url): it lies in this store alone. */
  readonly device: { readonly deviceId: DeviceId; readonly privateKey: string; readonly certificate: unknown }
  /** Text of the enrolment file, signed by the organisation key. */
  readonly enrolment: string
  /** Text of the rules pack in force, signed by the organisation key. */
  readonly rulesPack: string
  /** Why the pack that the origin offered last was not taken, since when; absent where there is nothing to say. */
  readonly rulesRefused: { readonly reason: 'malformed' | 'bad-signature' | 'unknown-signer' | 'older'; readonly at: EpochMs }
  /** How the organisation's key changed since the enrolment file was made, or before: the whole chain, as it was signed. */
  readonly orgHandovers: readonly SignedHandover[]
  /** The pin set that replaced the pins of the enrolment file, as it was signed. */
  readonly pinSet: SignedPinSet
  /** Why the set that the origin offered last was not taken, since when; absent where there is nothing to say. */
  readonly pinsRefused: { readonly reason: PinsRefusal; readonly at: EpochMs }
  /** The newer version that the officer's notice names, until when it is believed (usecases/take-notice.ts). */
  readonly updateNotice: { readonly version: string; readonly expiresAt: EpochMs }
  /** Why the notice that the origin handed out last shows nothing, since when; absent where there is nothing to say. */
  readonly noticeRefused: { readonly reason: NoticeRefusal; readonly at: EpochMs }
  /** Where GET /changes goes on from. */
  readonly cursor: string
  readonly epoch: string
  /** How far the origin was with the last page of changes; absent while everything is read anew or another scope's cursor has come in. */
  readonly checkpoint: { readonly epoch: string; readonly positions?: Readonly<Record<string, number>> }
  /** That it went back within that epoch, since when: nothing is taken from it or sent to it before it shows another one. */
  readonly wentBack: { readonly epoch: string; readonly sign: BackwardSign; readonly at: EpochMs }
  /** How often everything was begun anew with the origin (repositories/records.ts). */
  readonly era: number
  /** Time of the origin when everything up to then was here. */
  readonly dataAsOf: EpochMs
  readonly clock: unknown
  /** `originKey`: the key (base64url) that signed it, vouched for by the organisation when it came. */
  readonly lease: { readonly notAfter: EpochMs; readonly sig: string; readonly originKey?: string }
  /** The latest moment that time was seen to have reached (usecases/lease.ts). */
  readonly highWater: EpochMs
  /** The origin's key for the sealed outbox (raw, base64url), told by a session: counts where the enrolment file has none. */
  readonly sealKey: string
  readonly limits: unknown
  /** Key of the suppression ledger, base64url: makes erased ids recognisable, never readable. */
  readonly ledgerKey: string
  readonly accessVersion: number
  /** The last look for residue of people who were erased here (usecases/recheck-residue.ts), and whether the origin has heard of it. */
  readonly recheck: ResidueRequest & { readonly told: boolean }
  /** The origin's signature under how far the audit record had come (usecases/audit-witness.ts). */
  readonly auditWitness: Signed<AuditWitness>
  /** At which number the origin saw another record than this one, and when it said so. */
  readonly auditDiffers: { readonly size: number; readonly at: EpochMs }
  /** That the audit chain did not hold together when it was last looked at (usecases/tell-chain.ts), until the origin has heard of it. */
  readonly chainFault: ChainRequest
  /** Hash of what the build declared that last looked for names dropped before it (sync/declared-later.ts). */
  readonly declaredSet: string
  /** Format and rules pack with which the queue's index was last written as a whole (sync/reindex-queue.ts). */
  readonly queueIndex: string
  /** What each person at this desk made of the keys, by the id of the person. */
  readonly keys: Readonly<Record<string, KeyChoice>>
  /** Which of the first steps each person at this desk has done, by the id of the person. */
  readonly firstSteps: Readonly<Record<string, StepsOfPerson>>
  /** Up to which waiting line the audit chain holds (vault/waiting-lines.ts). */
  readonly waitingTaken: WaitingHead
  /** Somebody who could open this store was taken out: it gets a new key as soon as it can be copied (usecases/people-here.ts). */
  readonly renewalOwed: true
  /** How far the search index is made anew; absent while it is whole (vault/lost-index.ts). */
  readonly lostIndex: LostIndex
}
export type MetaKey = keyof MetaValues

/** The cast is safe: `setMeta` is the only writer and takes the same key's type. */
export async function getMeta<Key extends MetaKey>(reader: Reader, key: Key): Promise<MetaValues[Key] | undefined> {
  const row = await reader.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row && (JSON.parse(row.value) as MetaValues[Key])
}

export async function setMeta<Key extends MetaKey>(tx: Tx, key: Key, value: MetaValues[Key]): Promise<void> {
  const text = JSON.stringify(value)
  await tx
    .insertInto('meta')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
    .execute()
}

export async function clearMeta(tx: Tx, keys: readonly MetaKey[]): Promise<void> {
  await tx.deleteFrom('meta').where('key', 'in', [...keys]).execute()
}

/** From here on what the origin sends counts, whatever its versions say: nothing of the era before compares with it. */
export async function nextEra(tx: Tx): Promise<void> {
  await setMeta(tx, 'era', ((await getMeta(tx, 'era')) ?? 0) + 1)
}
