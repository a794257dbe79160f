// The organisation of a simulated world: keys, certificates and ids that follow from the seed.
import { deviceSigner, generateDeviceKey } from '../../../src-main/keys/device-key'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import type { Secret } from '../../../src-main/keys/secret'
import { createId } from '../../../src-shared/base/ids'
import { toBase64url } from '../../../src-shared/formats/canonical'
import type { Signer } from '../../../src-shared/formats/crypto'
import { fingerprint, issueCertificate, type SignedCertificate } from '../../../src-shared/formats/signed'
import { createRng, type Rng } from '../../../src-origin/seed/random'

/** 2026-06-15 09:30 in Shanghai. */
export const BEGIN = Date.parse('2026-06-15T09:30:00+08:00')
export const DAY_MS = 86_400_000
export const TENANT = 'sinoimex-simulated'
export const HOST = 'origin.simulated'
export const REGION = 'CN-LN'

export interface Party {
  readonly signer: Signer
  readonly privateKey: Secret
  readonly certificate: SignedCertificate
}
export interface Organisation {
  readonly publicKey: Uint8Array
  readonly origin: Party
  readonly certify: (id: string, name: string, random: Rng['fill']) => Party
}

export function createOrganisation(seed: string): Organisation {
  const rng = createRng(seed, 'organisation', 0)
  const org = deviceSigner(generateDeviceKey(rng.fill))
  const certify = (kind: 'origin' | 'device', id: string, name: string, random: Rng['fill']): Party => {
    const privateKey = generateDeviceKey(random)
    const signer = deviceSigner(privateKey)
    const body = {
      v: 1, kind, id, name, publicKey: toBase64url(signer.publicKey), tenant: TENANT, region: REGION,
      notBefore: BEGIN - DAY_MS, notAfter: BEGIN + 3_650 * DAY_MS, issuer: fingerprint(org.publicKey, nodeCrypto),
    } as const
    return { signer, privateKey, certificate: issueCertificate(body, org) }
  }
  return { publicKey: org.publicKey, origin: certify('origin', 'origin', HOST, rng.fill), certify: (id, name, random) => certify('device', id, name, random) }
}

/** Ids whose order and text follow from the stream; the time in them is of no meaning here. */
export function idFrom<Id extends string>(rng: Rng, at = BEGIN): Id {
  return createId(at, rng.fill) as unknown as Id
}
