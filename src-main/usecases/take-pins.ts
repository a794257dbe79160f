// Takes a pin set from the origin: the newer one counts from here on, with its line in the audit; one that is damaged, signed by somebody else or older
// is refused, said so, and the present one stays.
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { checkPinSet } from '../../src-shared/formats/pin-set'
import type { OriginIdentity } from '../sync/origin-client'
import { pinnedTrust, type PinnedTrust } from '../sync/pinned-trust'
import { clearMeta, getMeta, setMeta, type PinsRefusal } from '../vault/repositories/meta'
import { writePinSet } from './desk-files'
import type { UnlockedDesk } from './unlocked-desk'

export interface TakePinsDeps extends Pick<UnlockedDesk, 'vault' | 'audit' | 'knownTime' | 'publish'> {
  readonly trust: PinnedTrust
  readonly identity: OriginIdentity
  readonly crypto: FormatCrypto
  readonly profileDir: string
}

export async function takePins(deps: TakePinsDeps, found: unknown): Promise<void> {
  const { vault, trust } = deps
  const checked = checkPinSet(found, deps.identity, deps.crypto)
  if (!checked.ok) return refuse(deps, checked.error)
  const { body } = checked.value
  if (body.version < trust.version) return refuse(deps, 'older')
  if (body.version === trust.version) return isSame(body, trust) ? settle(deps) : refuse(deps, 'older')
  await vault.transaction(async (tx) => {
    await setMeta(tx, 'pinSet', checked.value)
    await clearMeta(tx, ['pinsRefused'])
    await deps.audit(tx, { type: 'pins.replaced', detail: { from: trust.version, to: body.version } })
  })
  trust.take(body)
  // A locked desk reads it there; after a crash before it the next unlock writes it.
  await writePinSet(deps.profileDir, checked.value)
  deps.publish('sync')
}

export interface OpenTrustDeps extends Pick<UnlockedDesk, 'vault' | 'enrolment'> {
  readonly profileDir: string
  readonly onFault: (error: unknown) => void
}

/** For the unlock, by the set of the store; it stands beside the store again too, and where it cannot be written (a full disk) the desk opens all the same. */
export async function openTrust({ vault, enrolment, profileDir, onFault }: OpenTrustDeps): Promise<PinnedTrust> {
  const kept = await getMeta(vault.reader, 'pinSet')
  if (kept) await writePinSet(profileDir, kept).catch(onFault)
  return pinnedTrust(enrolment, kept)
}

/** Two sets of one number: whichever came first counts. */
const isSame = (one: Pick<PinnedTrust, 'pins' | 'caPem'>, other: Pick<PinnedTrust, 'pins' | 'caPem'>): boolean =>
  canonicalJson([one.pins, one.caPem]) === canonicalJson([other.pins, other.caPem])

/** The same word is written down once, however often the origin sends it. */
async function refuse({ vault, audit, knownTime, trust, publish }: TakePinsDeps, reason: PinsRefusal): Promise<void> {
  if ((await getMeta(vault.reader, 'pinsRefused'))?.reason === reason) return
  await vault.transaction(async (tx) => {
    await setMeta(tx, 'pinsRefused', { reason, at: knownTime.now() })
    await audit(tx, { type: 'pins.refused', detail: { reason, kept: trust.version } })
  })
  publish('sync')
}

async function settle({ vault, publish }: TakePinsDeps): Promise<void> {
  if (!(await getMeta(vault.reader, 'pinsRefused'))) return
  await vault.transaction((tx) => clearMeta(tx, ['pinsRefused']))
  publish('sync')
}
