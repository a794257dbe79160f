// Tells the origin that this desk's audit chain does not hold together: at once, and else at the next contact. A store that is older than its anchor is
// never opened, so it is told at each unlock that is refused for it, by the key that lies in it.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { checkEnrolment } from '../../src-shared/formats/enrolment'
import { deviceSigner } from '../keys/device-key'
import { Secret } from '../keys/secret'
import { pinnedTrust } from '../sync/pinned-trust'
import { createOriginClient, type OriginClient } from '../sync/origin-client'
import { clearMeta, getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { Vault } from '../vault/vault'
import type { DeskHost } from './desk-host'
import { identityOf } from './enrolment-identity'

export interface TellChainDeps {
  readonly vault: Vault
  readonly tell: OriginClient['tellChain']
}

/** Told twice it says nothing new: the origin has one incident of a device while that is open. */
export async function tellChain({ vault, tell }: TellChainDeps): Promise<void> {
  const fault = await getMeta(vault.reader, 'chainFault')
  if (fault && (await tell(fault)).ok) await vault.transaction((tx) => clearMeta(tx, ['chainFault']))
}

type TellHost = Pick<DeskHost, 'connect' | 'crypto' | 'clock'>

/** Reads what it needs while the store is open; the telling is nobody's to wait for. `undefined`: the store says not who this device is. */
export async function anchorTeller(reader: Reader, { connect, crypto, clock }: TellHost): Promise<(() => Promise<Result<unknown, DeskError>>) | undefined> {
  const device = await getMeta(reader, 'device')
  const enrolment = checkEnrolment((await getMeta(reader, 'enrolment')) ?? '', crypto)
  if (!device || !enrolment.ok) return undefined
  const identity = identityOf(enrolment.value, crypto, await getMeta(reader, 'orgHandovers'))
  const channel = connect(pinnedTrust(enrolment.value, await getMeta(reader, 'pinSet')))
  if (!channel.ok) return undefined
  return async () => {
    const privateKey = Secret.take(new Uint8Array(Buffer.from(device.privateKey, 'base64url')))
    const client = createOriginClient({ channel: channel.value, identity, device: { deviceId: device.deviceId, signer: deviceSigner(privateKey) }, crypto, clock })
    try {
      const told = await client.tellChain({ fault: 'anchor', seenAt: clock.now() })
      return told.ok ? ok() : told
    } finally {
      client.close()
      privateKey.purge()
    }
  }
}
