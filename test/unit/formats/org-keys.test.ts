// The chain of the organisation's keys: what is one and what is none, and what a key that handed over still vouches for.
import { describe, expect, it } from 'vitest'
import { continuesChain, readOrgChain, signHandover, type OrgHandover, type SignedHandover } from '../../../src-shared/formats/org-keys'
import { toBase64url } from '../../../src-shared/formats/canonical'
import { checkPinSet, signPinSet } from '../../../src-shared/formats/pin-set'
import { checkCertificateChain, currentOrgKey, fingerprint, HANDOVER_GRACE_MS, issueCertificate, vouchingKey, type Certificate } from '../../../src-shared/formats/signed'
import { checkWipeOrder, signWipeOrder } from '../../../src-shared/formats/wipe-order'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { AT, DEVICE_ID, stranger, testParty, testSigner } from '../../fixtures/signers'
import type { DeviceId } from '../../../src-shared/base/ids'

const TENANT = 'sinoimex-test'
const [first, second, third] = [testSigner(21), testSigner(22), testSigner(23)]
const bodyOf = (number: number, from = first, to = second, more: Partial<OrgHandover> = {}): OrgHandover => ({ v: 1, kind: 'org-handover', tenant: TENANT, number, from: toBase64url(from.publicKey), to: toBase64url(to.publicKey), at: AT, ...more })
const one = signHandover(bodyOf(1), first, second)
const two = signHandover(bodyOf(2, second, third, { at: AT + 1000 }), second, third)
const read = (handovers: unknown, root = first.publicKey, tenant = TENANT) => readOrgChain(handovers, root, tenant, nodeCrypto)
const names = (handovers: unknown, root?: Uint8Array) => read(handovers, root)?.keys.map(({ publicKey, until }) => [toBase64url(publicKey), until])

describe('a chain', () => {
  it('is the same from wherever one stands in it', () => {
    const all = [[toBase64url(first.publicKey), AT], [toBase64url(second.publicKey), AT + 1000], [toBase64url(third.publicKey), undefined]]
    for (const root of [first, second, third]) expect(names([one, two], root.publicKey)).toEqual(all)
    expect(names([])).toEqual([[toBase64url(first.publicKey), undefined]])
  })

  it.each<[string, unknown, Uint8Array?, string?]>([
    ['of another organisation', [one, two], stranger.publicKey],
    ['of another tenant', [one], first.publicKey, 'another'],
    ['without its first step', [two]],
    ['in another order', [two, one]],
    ['with a step twice', [one, one]],
    ['that the former key did not sign', [{ ...one, sigFrom: signHandover(bodyOf(1), stranger, second).sigFrom }]],
    ['that the next key did not sign', [{ ...one, sigTo: signHandover(bodyOf(1), first, stranger).sigTo }]],
    ['whose statement was changed', [{ ...one, body: { ...one.body, at: AT + 1 } }]],
    ['that leads from elsewhere', [one, signHandover(bodyOf(2, stranger, third), stranger, third)]],
    ['that goes back in time', [one, signHandover(bodyOf(2, second, third, { at: AT - 1 }), second, third)]],
    ['that comes back to a former key', [one, signHandover(bodyOf(2, second, first), second, first)]],
    ['to itself', [signHandover(bodyOf(1, first, first), first, first)]],
    ['with more in it than there should be', [{ ...one, more: 1 }]],
    ['that is none', 'no chain'],
  ])('%s is none', (_, handovers, root, tenant) => {
    expect(read(handovers, root, tenant)).toBeUndefined()
  })

  it('goes on, and never back', () => {
    const other: SignedHandover = signHandover(bodyOf(1, first, third), first, third)
    expect(continuesChain([], [one])).toBe(true)
    expect(continuesChain([one], [one, two])).toBe(true)
    expect(continuesChain([one], [one])).toBe(true)
    expect(continuesChain([one, two], [one])).toBe(false)
    expect(continuesChain([one], [other])).toBe(false)
  })
})

describe('a former key', () => {
  const keys = read([one, two])
  const late = AT + HANDOVER_GRACE_MS + 1
  it('vouches for what is dated up to a day after it handed over', () => {
    expect(currentOrgKey(keys ?? expect.unreachable())).toEqual(third.publicKey)
    const by = (signer: typeof first, at: number) => vouchingKey(keys, fingerprint(signer.publicKey, nodeCrypto), at, nodeCrypto)
    expect(by(first, late - 1)).toEqual(first.publicKey)
    expect(by(first, late)).toBeUndefined()
    expect(by(third, late * 2)).toEqual(third.publicKey)
    expect(by(stranger, 0)).toBeUndefined()
  })

  it('vouches for a device that it certified, for as long as that works, and for an origin up to that day', () => {
    const certify = (kind: Certificate['kind'], more: Partial<Certificate> = {}) => {
      const { body } = testParty(kind, 5, 'some', first, { notAfter: AT + 300 * HANDOVER_GRACE_MS, ...more }).certificate
      return issueCertificate(body, first)
    }
    const check = (certificate: object, at: number) => { const checked = checkCertificateChain(certificate, keys, nodeCrypto, at); return checked.ok ? 'ok' : checked.error }
    expect(check(certify('device'), late)).toBe('ok')
    expect(check(certify('device', { notBefore: late }), late)).toBe('unknown-signer')
    expect(check(certify('origin'), AT)).toBe('ok')
    expect(check(certify('origin'), late)).toBe('unknown-signer')
  })

  it('gives no new pin set, and no order that is dated later', () => {
    const set = signPinSet({ v: 1, kind: 'pin-set', tenant: TENANT, version: 9, pins: [`${'A'.repeat(43)}=`], caPem: ['-----BEGIN CERTIFICATE-----'] }, first, nodeCrypto)
    const trust = { tenant: TENANT, orgPublicKey: keys ?? expect.unreachable() }
    expect(checkPinSet(set, trust, nodeCrypto)).toMatchObject({ ok: false, error: 'unknown-signer' })
    expect(checkPinSet(set, trust, nodeCrypto, 'kept').ok).toBe(true)
    const order = (issuedAt: number) => signWipeOrder({ v: 1, kind: 'wipe-order', orderId: DEVICE_ID, tenant: TENANT, deviceId: DEVICE_ID as DeviceId, salvage: true, token: 'A'.repeat(43), issuedAt }, first)
    const expected = { ...trust, deviceId: DEVICE_ID as DeviceId }
    expect(checkWipeOrder(order(AT), expected, nodeCrypto)).toBeDefined()
    expect(checkWipeOrder(order(late), expected, nodeCrypto)).toBeUndefined()
  })
})
