// What follows when the organisation's key has changed: the desk keeps the chain, in its store and beside it, with a line in the audit; a chain that does not go on from its own
// gets one line, and the origin that showed it is not believed.
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { currentOrgKey, fingerprint } from '../../src-shared/formats/signed'
import type { OriginIdentity } from '../sync/origin-client'
import { setMeta } from '../vault/repositories/meta'
import { writeHandovers } from './desk-files'
import type { UnlockedDesk } from './unlocked-desk'

export interface TakeOrgKeyDeps extends Pick<UnlockedDesk, 'vault' | 'audit' | 'publish'> {
  readonly identity: OriginIdentity
  readonly crypto: FormatCrypto
  readonly profileDir: string
  readonly onFault: (error: unknown) => void
}

export function orgKeyTaker({ vault, audit, publish, identity, crypto, profileDir, onFault }: TakeOrgKeyDeps): (found: 'newer' | 'refused') => Promise<void> {
  const { orgPublicKey: org } = identity
  let isRefused = false
  const take = async (): Promise<void> => {
    isRefused = false
    await vault.transaction(async (tx) => {
      await setMeta(tx, 'orgHandovers', org.handovers)
      await audit(tx, { type: 'org-key.replaced', detail: { number: org.handovers.length, fingerprint: fingerprint(currentOrgKey(org), crypto) } })
    })
    // A locked desk reads it there; after a crash before it the next greeting leads there again.
    await writeHandovers(profileDir, org.handovers)
    publish('fleet')
  }
  const refuse = async (): Promise<void> => {
    if (isRefused) return
    isRefused = true
    await vault.transaction((tx) => audit(tx, { type: 'org-key.refused', detail: { kept: org.handovers.length } }))
  }
  // Whoever greets does not wait for the disk to have room: known in memory is known, and the next process is led there anew.
  return (found) => (found === 'newer' ? take() : refuse()).catch(onFault)
}
