// Certificates and what they sign: valid only when the organisation vouches for the signer; each other case has its own name.
import { describe, expect, test } from 'vitest'
import { toBase64url } from '../../../src-shared/formats/canonical'
import { checkSigned, fingerprint, issueCertificate, signBody, type SignedError } from '../../../src-shared/formats/signed'
import { checkEnrolment, createEnrolment, type EnrolmentBody } from '../../../src-shared/formats/enrolment'
import { checkRulesPack, replacesPack, signRulesPack } from '../../../src-shared/formats/rules-pack'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { repositoryPack } from '../../fixtures/rules'
import { AT, device, organisation, origin, stranger, testParty } from '../../fixtures/signers'

const body = { kind: 'note', text: '你好', n: 1 }
const signed = signBody(body, device.signer, device.certificate)
const check = (value: unknown, key: Uint8Array | undefined = organisation.publicKey, at = AT, expected = {}): SignedError | 'valid' => {
  const result = checkSigned(value, key, nodeCrypto, at, expected)
  return result.ok ? 'valid' : result.error
}

describe('a signed body', () => {
  test('is valid with the key of the organisation, whatever the order of its names', () => {
    expect(check(signed)).toBe('valid')
    expect(check(JSON.parse(JSON.stringify({ sig: signed.sig, certificate: signed.certificate, body: { text: '你好', n: 1, kind: 'note' } })))).toBe('valid')
  })
  test('is unknown without that key, or with another', () => {
    expect(checkSigned(signed, undefined, nodeCrypto, AT)).toEqual({ ok: false, error: 'unknown-signer' })
    expect(check(signed, stranger.publicKey)).toBe('unknown-signer')
  })
  test('is bad when a word of it was changed, even for whom the signer is unknown', () => {
    expect(check({ ...signed, body: { ...body, text: '您好' } })).toBe('bad-signature')
    expect(check({ ...signed, body: { ...body, text: '您好' } }, stranger.publicKey)).toBe('bad-signature')
    expect(check({ ...signed, sig: toBase64url(stranger.sign(new Uint8Array(3))) })).toBe('bad-signature')
  })
  test('has a bad certificate when the certificate was changed or signed by somebody else in our name', () => {
    const renamed = { ...device.certificate, body: { ...device.certificate.body, name: 'another' } }
    expect(check({ ...signed, certificate: renamed })).toBe('bad-certificate')
    const forged = issueCertificate(device.certificate.body, stranger)
    expect(check(signBody(body, device.signer, forged))).toBe('bad-certificate')
  })
  test('is held to the kind and tenant that were asked for', () => {
    expect(check(signed, organisation.publicKey, AT, { kind: 'origin' })).toBe('bad-certificate')
    expect(check(signed, organisation.publicKey, AT, { kind: 'device', tenant: 'sinoimex-test' })).toBe('valid')
    expect(check(signed, organisation.publicKey, AT, { tenant: 'other' })).toBe('bad-certificate')
  })
  test('is expired outside the days of its certificate', () => {
    expect(check(signed, organisation.publicKey, device.certificate.body.notAfter + 1)).toBe('expired')
    expect(check(signed, organisation.publicKey, device.certificate.body.notBefore - 1)).toBe('expired')
  })
  test.each([undefined, null, 'text', {}, { ...signed, more: 1 }, { ...signed, body: 'x' }, { ...signed, body: { a: '\ud800' } }, { ...signed, sig: 'short' }])('is malformed when it is %o', (value) => {
    expect(check(value)).toBe('malformed')
  })
})

describe('the enrolment file', () => {
  const enrolment: EnrolmentBody = {
    v: 1,
    tenant: 'sinoimex-test',
    region: 'CN-LN',
    development: true,
    hosts: [{ host: 'localhost', port: 8443 }],
    pins: [`${'A'.repeat(43)}=`],
    caPem: ['-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'],
    orgPublicKey: toBase64url(organisation.publicKey),
    originCertificate: origin.certificate,
  }
  const checkText = (value: unknown): unknown => {
    const result = checkEnrolment(typeof value === 'string' ? value : JSON.stringify(value), nodeCrypto)
    return result.ok ? 'valid' : result.error
  }
  const make = (more: Partial<EnrolmentBody>): unknown => createEnrolment({ ...enrolment, ...more }, organisation)

  test('is valid as the officer handed it over', () => expect(checkText(make({}))).toBe('valid'))
  test('is refused when anything in it was changed', () => {
    expect(checkText({ ...(make({}) as object), body: { ...enrolment, hosts: [{ host: 'evil.example', port: 443 }] } })).toBe('bad-signature')
    expect(checkText(createEnrolment(enrolment, stranger))).toBe('bad-signature')
  })
  test('is refused when the origin certificate is of another organisation, of a device or of another tenant', () => {
    expect(checkText(make({ originCertificate: testParty('origin', 2, 'origin', stranger).certificate }))).toBe('bad-signature')
    expect(checkText(make({ originCertificate: device.certificate }))).toBe('bad-signature')
    expect(checkText(make({ tenant: 'other' }))).toBe('bad-signature')
  })
  test.each(['US', 'CN-HK', 'CN-TW', ''])('is refused for region %s', (region) => expect(checkText(make({ region }))).toBe('not-mainland'))
  test.each(['localhost', 'a.example', '0x7f.example', '1.example', 'x0', '0xg', '3com.example'])('is taken with host %s', (host) => {
    expect(checkText(make({ hosts: [{ host, port: 443 }] }))).toBe('valid')
  })

  test.each(['127.0.0.1', '[::1]', '10.0.0.1', '2130706433', '0x7f000001', '127.0x1', '0177.1', '127.1', 'origin.0x', 'a.example.1', 'https://a.example', 'a.example/x', 'LOCALHOST', ''])('is refused with host %s', (host) => {
    expect(checkText(make({ hosts: [{ host, port: 443 }] }))).toBe('malformed')
  })
  test.each(['', '{', '[]', '{"body":{}}'])('is refused when it is %j', (text) => expect(checkText(text)).toBe('malformed'))
})

describe('the rules pack', () => {
  const pack = repositoryPack()
  const signedPack = signRulesPack(pack, organisation, nodeCrypto)

  test('is valid as signed, as text or as value', () => {
    expect(checkRulesPack(JSON.stringify(signedPack), organisation.publicKey, nodeCrypto)).toEqual({ ok: true, value: pack })
    expect(checkRulesPack(signedPack, organisation.publicKey, nodeCrypto).ok).toBe(true)
  })
  test('is refused when a number was changed, when signed by another, when damaged', () => {
    const changed = { ...signedPack, body: { ...pack, deadlines: pack.deadlines.map((one) => ({ ...one, workingDays: 60 })) } }
    expect(checkRulesPack(changed, organisation.publicKey, nodeCrypto)).toEqual({ ok: false, error: 'bad-signature' })
    expect(checkRulesPack(signRulesPack(pack, stranger, nodeCrypto), organisation.publicKey, nodeCrypto)).toEqual({ ok: false, error: 'unknown-signer' })
    expect(checkRulesPack({ ...signRulesPack(pack, stranger, nodeCrypto), keyId: fingerprint(organisation.publicKey, nodeCrypto) }, organisation.publicKey, nodeCrypto)).toEqual({ ok: false, error: 'bad-signature' })
    expect(checkRulesPack(JSON.stringify(signedPack).slice(0, -9), organisation.publicKey, nodeCrypto)).toEqual({ ok: false, error: 'malformed' })
  })
  test('is refused when signed but wrong in itself', () => {
    const wrong = signRulesPack({ ...pack, deadlines: [] }, organisation, nodeCrypto)
    expect(checkRulesPack(wrong, organisation.publicKey, nodeCrypto)).toEqual({ ok: false, error: 'malformed' })
  })
  test('replaces an older one, never a newer or the same', () => {
    const version = (text: string) => ({ ...pack, version: text })
    expect(replacesPack(pack, undefined)).toBe(true)
    expect(replacesPack(version('2026.2'), version('2026.1'))).toBe(true)
    expect(replacesPack(version('2026.1'), version('2026.2'))).toBe(false)
    expect(replacesPack(version('2026.1'), version('2026.1'))).toBe(false)
    expect(replacesPack(version('2026.10'), version('2026.9'))).toBe(true)
  })
})
