// What there is while somebody is signed in: built by app/compose-vault-host.ts, ended with the process. Each use case takes the part it uses.
import type { RecheckReport } from '../erasure/recheck'
import type { RecheckCause } from '../../src-shared/domain/vocabulary'
import type { Clock, Day, EpochMs } from '../../src-shared/base/clock'
import type { DeviceId, ErasureId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { LookReason } from '../../src-shared/contract/request-held'
import type { Me } from '../../src-shared/contract/session'
import type { Topic } from '../../src-shared/contract/topics'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { OrgKeys, SignedCertificate } from '../../src-shared/formats/signed'
import type { Kdf } from '../keys/derive'
import type { Random } from '../keys/device-key'
import type { SigninSecret } from '../keys/signin-secret'
import type { FileChecks } from '../packages/check-file'
import type { PackageThreads } from '../packages/package-threads'
import type { RulesInForce } from '../rules/load-pack'
import type { FileCarrier } from '../sync/file-carrier'
import type { KnownTime } from '../sync/known-time'
import type { SignIn } from '../sync/sign-in'
import type { LeasedPeople } from '../sync/leased-people'
import type { OriginClient } from '../sync/origin-client'
import type { Presence } from '../sync/presence'
import type { SyncLoop } from '../sync/sync-loop'
import type { Attachments } from '../vault/attachments'
import type { IndexKeeper } from '../vault/index-keeper'
import type { Vault } from '../vault/open-vault'
import type { Tx } from '../vault/transaction'
import type { BundleJobs } from './bundle-jobs'
import type { HostFacts } from './host-facts'
import type { PackageJobs } from './package-jobs'
import type { PeopleHere } from './people-here'
import type { PickedFiles } from './picked-files'
import type { Proof } from './proof'

/** One line of the audit. `detail` lies encrypted beside the chain and can be erased; the line itself names nobody. */
export interface AuditEvent {
  readonly type: string
  readonly subjectId?: SubjectId
  /** What was acted on, if not the person as such; what concerns an erased person names the erasure here and no person. */
  readonly objectId?: string
  readonly detail?: Readonly<Record<string, unknown>>
}
export interface DeskDevice {
  readonly deviceId: DeviceId
  readonly workstation: string
  readonly signer: Signer
  readonly certificate: SignedCertificate
}
export interface UnlockedDesk {
  readonly vault: Vault
  /** As of this moment: asked for anew, it may be another. */
  readonly me: Me
  readonly device: DeskDevice
  readonly enrolment: EnrolmentBody
  /** The organisation's keys up to the one that counts now; it changes in place. */
  readonly orgKeys: OrgKeys
  readonly rules: RulesInForce
  readonly clock: Clock
  /** By the best time known, not by what the computer's clock was set to. */
  readonly today: () => Day
  readonly knownTime: KnownTime
  /** Never earlier than it was once seen to be, nor standing still (usecases/lease.ts): by this things grow old. */
  readonly time: () => EpochMs
  readonly random: Random
  readonly crypto: FormatCrypto
  readonly kdf: Kdf
  /** Of this run of the process. */
  readonly bootId: string
  readonly appVersion: string
  readonly keyStore: 'used' | 'absent'
  readonly hostFacts: () => HostFacts
  /** Support bundles that somebody was shown, by their number: in memory until saved. */
  readonly supportBundles: Map<string, string>
  /** How long an act can be undone before it is sent, in ms. */
  readonly undoMs: number
  readonly exportDir: string
  /** Prints a page that stands for itself on A4; undefined where it cannot be printed. */
  readonly print: (html: string) => Promise<Uint8Array | undefined>
  readonly signIn: SignIn
  readonly proof: Proof
  readonly signinSecret: SigninSecret
  readonly loop: SyncLoop
  /** Sends what waits, now, and waits for the rulings. */
  readonly pushNow: () => Promise<Result<unknown, DeskError>>
  /** In the transaction of the effect; the actor is the person signed in. */
  readonly audit: (tx: Tx, event: AuditEvent) => Promise<void>
  /** Of a look by the person signed in, with no effect beside it: on the disk when it resolves, and never behind the writer (audit-looks.ts). */
  readonly auditLook: (event: AuditEvent) => Promise<void>
  readonly publish: (topic: Topic, ids?: readonly string[]) => void
  readonly packages: PackageJobs
  readonly attachments: Attachments
  readonly files: FileCarrier
  readonly takePick: PickedFiles['take']
  readonly seePick: PickedFiles['see']
  readonly fileChecks: FileChecks
  /** Of bundles that this desk just wrote: they end nobody's check of a picked file. */
  readonly bundleChecks: FileChecks
  readonly bundles: BundleJobs
  readonly packageThreads: Pick<PackageThreads, 'warm' | 'end'>
  readonly presence: Presence
  readonly searchIndex: Pick<IndexKeeper, 'look' | 'progress'>
  /** Of the directory (repositories/people.ts). */
  readonly countPeople: () => Promise<number>
  readonly leased: LeasedPeople
  /** Why what is held was looked at before the proof, by request: in memory alone. */
  readonly heldLooks: Map<RequestId, LookReason>
  /** What a person asks the origin directly, past the sync. */
  readonly askOrigin: Pick<OriginClient, 'search' | 'policyReach' | 'devices' | 'revokeDevice' | 'wipeDevice' | 'signIn' | 'setPassphrase' | 'changePassphrase' | 'staff' | 'addStaff' | 'giveCode' | 'enterTraining' | 'changeRole' | 'leaveCompany' | 'returnToCompany' | 'settleHeld' | 'retention' | 'proposeRetention' | 'endProduct' | 'agreeRetention' | 'declineRetention' | 'sendCode' | 'confirmCode' | 'tellChain' | 'bundle'>
  /** The origin's signature under the audit record: asked for now, and waited for at the end (audit-witness.ts). */
  readonly witnesses: { readonly ask: () => Promise<Result<void, DeskError>>; readonly idle: () => Promise<void> }
  /** Who may open this store. */
  readonly people: PeopleHere
  /** Looks again for people who were erased here. */
  readonly recheck: (cause: RecheckCause) => Promise<Result<RecheckReport, DeskError>>
  /** A purge copies the store: whoever wants to write waits. */
  readonly isHoldingWrites: () => boolean
  /** Nothing can be saved until there is room again; reading and searching go on. */
  readonly isDiskFull: () => boolean
  /** State of the purge that runs after an erasure. */
  readonly purgeState: (erasureId: ErasureId) => { readonly state: 'pending' | 'running'; readonly error?: DeskError } | undefined
}
