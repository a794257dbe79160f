// While nobody is signed in: asks the origin now and then whether this device was taken away, and hands on an order to wipe it.
//
// By the key of standing.json alone (keys/standing-key.ts), so only where the OS keeps a key. The question renews no lease: a desk that stays
// locked comes to its end as if it had not asked.
import type { DeskError } from '../../src-shared/contract/errors'
import type { Result } from '../../src-shared/base/result'
import { checkWipeOrder, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import type { Secret } from '../keys/secret'
import { readStandingKey } from '../keys/standing-key'
import { backoffMs } from '../sync/backoff'
import { readEnrolmentFile, readIdentity, readTrust } from './desk-files'
import { fractionOf, type HandOverDeps } from './hand-over-sealed'

/** A lost workstation that is switched on in the evening is wiped before the morning; a thousand locked desks ask thrice a second. */
const ASK_EVERY_MS = 5 * 60_000

export interface AskStandingDeps extends Omit<HandOverDeps, 'onChange'> {
  /** Undefined: the OS keeps no key, so nothing can be asked. */
  readonly deviceSecret: Secret | undefined
  readonly isOpen: () => boolean
  readonly onWipe: (order: SignedWipeOrder) => void
  readonly onFault: (work: string, error: unknown) => void
}

/** Runs until the signal. */
export async function askStanding(deps: AskStandingDeps, signal: AbortSignal): Promise<void> {
  const { deviceSecret } = deps
  if (!deviceSecret) return
  let failures = 0
  while (!signal.aborted) {
    const asked = deps.isOpen() ? undefined : await askOnce(deps, deviceSecret, signal).catch((error: unknown) => deps.onFault('standing', error))
    const isFailure = asked?.ok === false && asked.error.kind !== 'device-revoked'
    failures = isFailure ? failures + 1 : 0
    const error = isFailure ? asked.error : undefined
    const wait = isFailure ? backoffMs(failures, error, () => fractionOf(deps.random)) : ASK_EVERY_MS * (0.5 + fractionOf(deps.random))
    await deps.sleep(Math.round(wait), signal)
  }
}

/** Undefined: nothing is there to ask with or about. */
async function askOnce(deps: AskStandingDeps, deviceSecret: Secret, signal: AbortSignal): Promise<Result<unknown, DeskError> | undefined> {
  const enrolment = await readEnrolmentFile(deps.profileDir, deps.crypto)
  const key = enrolment && (await readStandingKey(deps.profileDir, enrolment, deviceSecret))
  if (!key) return undefined
  const identity = await readIdentity(deps.profileDir, enrolment, deps.crypto)
  const channel = deps.connect(await readTrust(deps.profileDir, enrolment, identity, deps.crypto))
  if (!channel.ok) return channel
  const onRevoked = (found: unknown): void => {
    const order = checkWipeOrder(found, { ...identity, deviceId: key.deviceId }, deps.crypto)
    if (order) deps.onWipe(order)
  }
  const { createOriginClient } = await import('../sync/origin-client')
  const client = createOriginClient({ channel: channel.value, identity, device: { deviceId: key.deviceId, signer: key.signer }, crypto: deps.crypto, clock: deps.clock, onRevoked })
  signal.addEventListener('abort', client.close, { once: true })
  try {
    return await client.standing()
  } finally {
    signal.removeEventListener('abort', client.close)
    client.close()
    key.purge()
  }
}
