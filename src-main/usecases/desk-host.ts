// What there is before anybody has signed in: folders, the device secret, and the way to an open desk. The use cases of the session take it.
import type { SearchedFolders } from '../erasure/places'
import type { Recheck } from '../erasure/recheck'
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SetAsideReason } from '../../src-shared/contract/set-aside'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import type { SearchResidue } from '../erasure/search-residue'
import type { Backoff } from '../keys/backoff'
import type { Kdf } from '../keys/derive'
import type { Random } from '../keys/device-key'
import type { Secret } from '../keys/secret'
import type { HttpChannel, OriginTrust } from '../sync/https-channel'
import type { KeyedVault } from '../vault/keyed-vault'
import type { HandOver } from './hand-over-sealed'
import type { HostFacts } from './host-facts'
import type { OwnProxy } from './own-proxy'
import type { PickedFiles } from './picked-files'
import type { WipeState } from './wipe'
import type { UnlockedDesk } from './unlocked-desk'

export interface OpenDeskInput {
  readonly keyed: KeyedVault
  /** Proves the person to the origin; derived while the store already opens. */
  readonly signinSecret: Promise<Secret>
}
export interface DeskHost {
  /** The practice desk, which enrols at practice origins alone. */
  readonly isPractice: boolean
  readonly profileDir: string
  readonly exportDir: string
  /** The shell's own folders, where there is a shell: what is in them is searched after an erasure. */
  readonly shell?: SearchedFolders['shell']
  readonly keyStore: 'used' | 'absent'
  readonly deviceSecret: Secret | undefined
  readonly appVersion: string
  readonly facts: () => HostFacts
  readonly clock: Clock
  readonly random: Random
  readonly kdf: Kdf
  readonly searchResidue: SearchResidue
  readonly recheck: Recheck
  readonly crypto: FormatCrypto
  readonly backoff: Backoff
  /** Undefined while nobody has signed in. */
  readonly desk: () => UnlockedDesk | undefined
  /** Wires an open store to everything else and starts the sync, once the lease runs. On failure the store is closed again. */
  readonly openDesk: (input: OpenDeskInput) => Promise<Result<UnlockedDesk, DeskError>>
  /** When the keys of this locked desk are destroyed, if it is long past its lease (lease-end.ts). */
  readonly destroyAt: () => EpochMs | undefined
  /** How the last wipe of this profile stands. */
  readonly wipe: () => Promise<WipeState | undefined>
  /** Why the store did not open, where it then may be set aside; undefined: it opens, or nobody has tried. */
  readonly refusedOpening: () => SetAsideReason | undefined
  readonly openingRefused: (reason: SetAsideReason | undefined) => void
  /** It was: no desk is enrolled here any more, and this process ends. */
  readonly setAside: () => Promise<void>
  /** Brings what a store that is gone had still to send. */
  readonly handOver: HandOver
  /** Over the proxy that this workstation goes through. */
  readonly connect: (trust: OriginTrust) => Result<HttpChannel, DeskError>
  readonly ownProxy: OwnProxy
  /** Enrolments whose code was taken but whose sign-in failed: tried again without a new code. Lives as long as the process. */
  readonly pendingEnrolments: Map<string, PendingEnrolment>
  /** What was picked in the main process's dialogs. */
  readonly picks: PickedFiles
}
/** A device the origin knows already, though no store exists yet. */
export interface PendingEnrolment {
  readonly deviceId: string
  readonly privateKey: Secret
  readonly answer: unknown
}
