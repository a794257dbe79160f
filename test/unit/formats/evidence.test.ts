// Receipts and erasure certificates: signed, and never in contradiction with themselves.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { DeviceId, ErasureId } from '../../../src-shared/base/ids'
import type { ErasurePlan } from '../../../src-shared/domain/erasure-plan'
import type { HoldEntry, HoldId } from '../../../src-shared/domain/hold-register'
import { renderCertificate } from '../../../src-main/erasure/certificate-page'
import { checkErasureCertificate, planHash, signErasureCertificate } from '../../../src-shared/formats/certificate'
import { checkEraseReceipt, idsHash, signEraseReceipt } from '../../../src-shared/formats/receipt'
import { signBody } from '../../../src-shared/formats/signed'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { erasureId, testCertificate, testCertificateBody, testCertificateOfBefore, testPlan, testReceipt, type CertificateNow } from '../../fixtures/evidence'
import { AT, device, organisation, origin, stranger, testParty } from '../../fixtures/signers'

const outcome = (result: { readonly ok: true } | { readonly ok: false; readonly error: unknown }): unknown => (result.ok ? 'valid' : result.error)

const TRACES = { fileSha256: 'a'.repeat(64), signedBy: 'b'.repeat(64), organisation: 'c'.repeat(64) }

describe('an erase receipt', () => {
  const check = (value: unknown, key = organisation.publicKey): unknown => outcome(checkEraseReceipt(value, key, nodeCrypto))
  test('is valid as the device signed it', () => expect(check(testReceipt())).toBe('valid'))
  test('of a store in which something was found is none', () => {
    expect(check(testReceipt({ residue: { ...testReceipt().body.residue, hits: 1 } }))).toBe('residue-left')
  })
  test('in the name of another device is malformed', () => {
    expect(check(testReceipt({ device: '01970000-0000-7000-8000-0000000000d9' as DeviceId }))).toBe('malformed')
  })
  test('signed by the origin, a stranger or changed is refused', () => {
    expect(check(signBody(testReceipt().body, origin.signer, origin.certificate))).toBe('bad-certificate')
    expect(check(testReceipt(), stranger.publicKey)).toBe('unknown-signer')
    expect(check({ ...testReceipt(), body: { ...testReceipt().body, counts: {} } })).toBe('bad-signature')
  })
  test('hashes the ids in any order to the same', () => {
    expect(idsHash(['a', 'b'], nodeCrypto)).toBe(idsHash(['b', 'a'], nodeCrypto))
    expect(idsHash(['a', 'b'], nodeCrypto)).not.toBe(idsHash(['ab'], nodeCrypto))
  })
})

describe('an erasure certificate', () => {
  const check = (value: unknown, key: Uint8Array | undefined = organisation.publicKey): unknown => outcome(checkErasureCertificate(value, key, nodeCrypto))
  const signed = (more: Partial<CertificateNow>): unknown => testCertificate(more)
  const body = testCertificateBody()

  test('is valid, as text and as value', () => {
    expect(check(testCertificate())).toBe('valid')
    expect(check(JSON.stringify(testCertificate(), null, 2))).toBe('valid')
  })
  test('without the key of the organisation is intact, its signer unknown', () => {
    expect(outcome(checkErasureCertificate(testCertificate(), undefined, nodeCrypto))).toBe('unknown-signer')
  })
  test('that was changed after signing has a bad signature', () => {
    expect(check({ ...testCertificate(), body: { ...body, caseNo: '26-1185' } })).toBe('bad-signature')
    expect(outcome(checkErasureCertificate({ ...testCertificate(), body: { ...body, caseNo: '26-1185' } }, undefined, nodeCrypto))).toBe('bad-signature')
  })
  test('may not say what contradicts it, even signed', () => {
    expect(check(signed({ planHash: 'f'.repeat(64) }))).toBe('plan-hash-differs')
    expect(check(signed({ approvedBy: body.proposedBy }))).toBe('own-approval')
    expect(check(signed({ executed: body.executed.slice(1) }))).toBe('executed-differs')
    expect(check(signed({ executed: body.executed.map((line) => ({ ...line, rows: line.rows + 1 })) }))).toBe('executed-differs')
    expect(check(signed({ restricted: [] }))).toBe('restricted-differs')
    expect(check(signed({ deletionGround: { code: 'unlawful' } }))).toBe('deletion-ground-differs')
  })
  test('of before plans said why is valid as it was issued, and its plan has the hash it always had', () => {
    const before = testCertificateOfBefore()
    expect(check(before)).toBe('valid')
    expect(renderCertificate(before.body, TRACES)).not.toContain('删除事由')
    const plan = { v: 1, requestId: '01970000-0000-7000-8000-0000000000e2', subjectId: '01970000-0000-7000-8000-0000000000e3', rulesPack: '2026.4', subjectVersion: 4, lines: [{ category: 'browsing', system: 'log-platform', fields: ['url'], action: 'delete', rows: 3 }] }
    expect(planHash(plan as unknown as ErasurePlan, nodeCrypto)).toBe('620b57249c5335df60cd297564b92c311a858d6928015dfa1c074729c1b7d2d9')
    // Neither version takes what is the other's alone.
    const { deletionGround, ...withoutGround } = body
    for (const mixed of [withoutGround, { ...before.body, deletionGround }, { ...body, plan: before.body.plan }, { ...before.body, plan: body.plan }]) {
      expect(check(signErasureCertificate(mixed as never, origin.signer, origin.certificate))).toBe('malformed')
    }
  })
  test('says why, in both languages, with the provision where the pack had one', () => {
    const page = renderCertificate(body, TRACES)
    expect(page).toContain('<p>处理目的已实现、无法实现或不再必要：《个人信息保护法》第四十七条第一款第一项 <span class="en">Purpose achieved, not achievable or no longer necessary: Personal Information Protection Law, Art. 47(1)(1)</span></p>')
    expect(renderCertificate({ ...body, deletionGround: { code: 'purpose-over' } }, TRACES)).toContain('<p>处理目的已实现、无法实现或不再必要 <span class="en">Purpose achieved, not achievable or no longer necessary</span></p>')
  })
  test('needs a good receipt of this erasure for every device', () => {
    const other = testReceipt({ erasureId: '01970000-0000-7000-8000-0000000000e9' as ErasureId })
    expect(check(signed({ devices: [{ ...body.devices[0]!, receipt: other }] }))).toBe('device-receipt-invalid')
    expect(check(signed({ devices: [{ ...body.devices[0]!, receipt: undefined }] }))).toBe('device-receipt-invalid')
    expect(check(signed({ devices: [{ ...body.devices[0]!, id: '01970000-0000-7000-8000-0000000000d9' as DeviceId }] }))).toBe('device-receipt-invalid')
    const forged = testParty('device', 7, device.certificate.body.id, stranger)
    expect(check(signed({ devices: [{ ...body.devices[0]!, receipt: signEraseReceipt(testReceipt().body, forged.signer, forged.certificate) }] }))).toBe('device-receipt-invalid')
  })
  test('may list a device without a receipt only once it was revoked and its lease had ended', () => {
    const silent = { id: '01970000-0000-7000-8000-0000000000d8' as DeviceId, name: 'device-8', noReceipt: 'lease-ended' as const, revokedAt: body.completedAt - 9, leaseEndedAt: body.completedAt }
    const listed = (more: object): unknown => signed({ devices: [...body.devices, { ...silent, ...more }] })
    expect(checkErasureCertificate(listed({}), organisation.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { devices: 2, withoutReceipt: 1 } })
    expect(check(listed({ leaseEndedAt: body.completedAt + 1 }))).toBe('device-receipt-invalid')
    expect(check(listed({ revokedAt: body.completedAt + 1 }))).toBe('device-receipt-invalid')
    expect(check(listed({ noReceipt: 'forgotten' }))).toBe('malformed')
    const page = renderCertificate({ ...body, devices: [...body.devices, silent] }, TRACES)
    expect(page).toContain('无回执 No receipt</dt><dd>device-8')
    // Nobody searched that device, so nobody vouches for it.
    expect(page).not.toContain('No residue')
    expect(renderCertificate(body, TRACES)).toContain('No residue')
  })
  test('bears the seal only where every device had something to search for', () => {
    const empty = testReceipt({ residue: { ...testReceipt().body.residue, needles: 0 } })
    const devices = [...body.devices, { ...body.devices[0]!, receipt: empty }]
    const page = renderCertificate({ ...body, devices }, TRACES)
    expect(page).not.toContain('class="seal"')
    expect(page).toContain('1 台设备上没有可供检索的独有内容。<span class="en">On 1 device nothing distinctive was left to search for.</span>')
    expect(renderCertificate({ ...body, devices: [...devices, devices[1]!] }, TRACES)).toContain('On 2 devices nothing distinctive')
    const searched = renderCertificate(body, TRACES)
    expect(searched).toContain('class="seal"')
    expect(searched).not.toContain('nothing distinctive')
  })
  test('names the law that keeps what a hold kept first, once that is lifted and while its duty lasts', () => {
    const hold = { id: '01970000-0000-7000-8000-0000000000b1' as HoldId, matter: 'm', reach: 'everyone', categories: ['access-log'], reason: 'r', placedBy: body.proposedBy.id, placedAt: AT, approvedAt: AT, reviewOn: '2026-09-01', extensions: [] } satisfies HoldEntry
    const plan = testPlan([hold])
    const line = { category: 'access-log', rows: 162, holds: [{ id: hold.id, reviewOn: hold.reviewOn }], then: 'restrict', provision: body.restricted[0]!.provision } as const
    const heldAt = (releasedAt?: number, more: object = {}) => testCertificateBody({
      plan: plan as unknown as CertificateNow['plan'], planHash: planHash(plan, nodeCrypto), executed: plan.lines.map(({ category, action, rows }) => ({ category, action, rows })),
      restricted: [], held: [{ ...line, holds: [...line.holds], ...(releasedAt === undefined ? {} : { releasedAt }), ...more }],
    })
    expect(check(testCertificate(heldAt()))).toBe('valid')
    expect(check(testCertificate(heldAt(undefined, { then: 'delete' })))).toBe('held-differs')
    const [page, ended, lifted] = [renderCertificate(heldAt(), TRACES), renderCertificate(heldAt(dayStart('2026-11-24')), TRACES), renderCertificate(heldAt(dayStart('2026-11-23')), TRACES)]
    expect([page, ended, lifted].map((one) => one.includes('nothing has to be kept by law.'))).toEqual([true, true, false])
    expect(lifted).toContain('Cybersecurity Law, Art. 23(3)</span></td><td>2026-11-24</td>')
    expect([page, ended, lifted].map((one) => /(?:On hold|Lifted [\d: -]+)<br>([^<]+)/.exec(one)?.[1])).toEqual(['此后 then 限制存储 Restricted', '删除 Deleted', '限制存储 Restricted'])
    // An older certificate has the code of the rules pack alone.
    expect(renderCertificate(heldAt(dayStart('2026-11-23'), { provision: undefined }), TRACES)).toContain('<td>R-LOG</td><td>2026-11-24</td>')
  })
  test('names what the end of a product had put apart by law before, beside what the plan keeps', () => {
    const apart = [{ category: 'access-log' as const, rows: 41, ground: 'R-LOG', provision: body.restricted[0]!.provision, releaseOn: '2027-01-05' as const }]
    expect(check(signed({ apart }))).toBe('valid')
    expect(check(signed({ apart: [{ ...apart[0]!, rows: 0 }] }))).toBe('malformed')
    expect(renderCertificate({ ...body, apart }, TRACES)).toMatch(/41<\/td><td>[^\n]*<\/td><td>2027-01-05<\/td>/)
    const alone = renderCertificate({ ...body, restricted: [], apart: [{ ...apart[0]!, provision: undefined }] }, TRACES)
    expect(alone).toContain('<td>R-LOG</td><td>2027-01-05</td>')
    expect(alone).not.toContain('nothing has to be kept by law')
  })
  test('names the fields that a hold leaves, and no others than the plan’s holds name', () => {
    const hold = { id: '01970000-0000-7000-8000-0000000000b2' as HoldId, matter: 'm', reach: 'everyone', categories: ['browsing'], fields: [{ category: 'browsing', names: ['page', 'at'] }], reason: 'r', placedBy: body.proposedBy.id, placedAt: AT, approvedAt: AT, reviewOn: '2026-09-01', extensions: [] } satisfies HoldEntry
    const plan = testPlan([hold])
    const line = { category: 'browsing', rows: 1_286, holds: [{ id: hold.id, reviewOn: hold.reviewOn, fields: ['page', 'at'] }], fields: ['page', 'at'], then: 'delete' } as const
    const heldAs = (more: object = {}) => testCertificateBody({
      plan: plan as unknown as CertificateNow['plan'], planHash: planHash(plan, nodeCrypto), held: [{ ...line, holds: line.holds.map((one) => ({ ...one, fields: [...one.fields] })), fields: [...line.fields], ...more }],
    })
    expect(plan.lines.find(({ category }) => category === 'browsing')).toMatchObject({ action: 'delete', fields: ['product', 'ip'] })
    for (const good of [{}, { rows: 1_285 }, { fields: ['page'], narrowedAt: AT + 9_000 }]) expect(check(testCertificate(heldAs(good)))).toBe('valid')
    for (const bad of [{ rows: 1_287 }, { fields: ['page', 'at', 'ip'] }, { fields: undefined }, { then: 'restrict' }, { holds: [] }]) expect(check(testCertificate(heldAs(bad))), JSON.stringify(bad)).toBe('held-differs')
    expect(check(testCertificate({ ...heldAs(), held: undefined }))).toBe('held-differs')
    expect(renderCertificate(heldAs(), TRACES)).toContain('只留 页面、时刻<br><span class="en">only page, time</span>')
  })
  test('signed by a device is no certificate', () => {
    expect(check(signErasureCertificate(body, device.signer, device.certificate))).toBe('bad-certificate')
  })
  test('holds nothing that names the person', () => {
    // Every text of it is an id, a hash, a day, a code, a word of ours, or the name of a colleague or device.
    const ours = /^(?:[0-9a-f-]{36}|[0-9a-f]{64}|[\w-]{43}|[\w-]{86}|\d{4}-\d{2}-\d{2}|\d{2}-\d+|\d{4}\.\d+|[A-Za-z-]+\d?|CN-LN|[a-z]+-test|c1|周示一|吴示二)$/
    const texts: string[] = []
    JSON.stringify({ ...body, text: {}, restricted: [], deletionGround: { code: body.deletionGround.code } }, (_, value: unknown) => (typeof value === 'string' && texts.push(value), value))
    expect(texts.filter((text) => !ours.test(text))).toEqual([])
    expect(body.erasureId).toBe(erasureId)
  })
  test.each(['', '{', '{}', 'null', '[]'])('is malformed when it is %j', (text) => expect(check(text)).toBe('malformed'))
})
