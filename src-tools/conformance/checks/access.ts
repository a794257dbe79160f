// Who is at the other end, and who may come in: hello, enrolment, proof, sign-in, session (docs/sync.md, sections 1, 2, 3 and 9).
import type { DeviceId } from '../../../src-shared/base/ids'
import { fromBase64url } from '../../../src-shared/formats/canonical'
import { checkRulesPack } from '../../../src-shared/formats/rules-pack'
import { checkCertificateChain, checkSigned, verifyCanonical } from '../../../src-shared/formats/signed'
import { nodeCrypto } from '../../node-crypto'
import { createDevice, signInSecret, type Device } from '../device'
import { listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, isSame, post, type Enrolled, type Person, type Visit } from '../visit'
import type { Answer } from '../wire'
import { mustRefuse, type Check } from './check'

const MINUTE = 60_000
const DAY = 86_400_000

const orgKeyOf = (visit: Visit): Uint8Array | undefined => fromBase64url(visit.input.enrolment.orgPublicKey)
export const firstDevice = (visit: Visit): Enrolled => need(visit.found.first, 'enrol.certificate')
const second = (visit: Visit): Enrolled => need(visit.found.second, 'a second one-time code (secondCode)')

const enrolCall = (device: Device, code: string) => ({ code, deviceId: device.id, devicePublicKey: device.publicKey, workstation: '一致性检查', appVersion: 'conformance' })

async function askEnrol(visit: Visit, device: Device, code: string): Promise<Answer> {
  return visit.ask(post('/enrol', enrolCall(device, code)), { device })
}

function readEnrolled(visit: Visit, device: Device, answer: Answer): Enrolled {
  mustBe('status', answer.status, 200)
  const certificate = part(answer.json, 'deviceCertificate')
  const chain = checkCertificateChain(certificate, orgKeyOf(visit), nodeCrypto, visit.now(), { kind: 'device', tenant: visit.input.enrolment.tenant })
  mustBe('check of the certificate', chain.ok ? 'ok' : chain.error, 'ok')
  must('the certificate names this device', part(certificate, 'body', 'id') === device.id)
  must('the certificate holds this device’s key', part(certificate, 'body', 'publicKey') === device.publicKey)
  const scopes = listOf(part(answer.json, 'scopes'))
  const idsOf = (kind: string) => scopes.filter((scope) => part(scope, 'kind') === kind).map((scope) => String(part(scope, 'id')))
  const caseScopes = idsOf('case')
  must('one case scope at least', caseScopes.length > 0, 'none')
  return { device, certificate, caseScopes, directoryScope: idsOf('directory')[0] }
}

/** A device of the suite with a code of its own. */
export async function enrolOne(visit: Visit, code: string): Promise<Enrolled> {
  const device = createDevice(visit.now(), visit.random)
  return readEnrolled(visit, device, await askEnrol(visit, device, code))
}

export async function signIn(visit: Visit, role: 'agent' | 'reviewer' | 'officer', path: '/signin' | '/signin/fresh', device = firstDevice(visit).device): Promise<Person & { readonly json: unknown }> {
  const { login, passphrase } = need(visit.input.config.staff[role], `staff.${role} in the configuration`)
  const answer = await visit.ask(post(path, { login, secret: await signInSecret(visit.input.enrolment.tenant, login, passphrase) }), { device })
  mustBe('status', answer.status, 200)
  return { staffId: String(part(answer.json, 'staff', 'id')), role: String(part(answer.json, 'staff', 'role')), token: String(part(answer.json, 'token')), json: answer.json }
}

export const freshToken = async (visit: Visit, role: 'agent' | 'reviewer'): Promise<string> => (await signIn(visit, role, '/signin/fresh')).token

export const sessionOf = (visit: Visit, deviceId: DeviceId, more: object = {}) => ({
  deviceId, appVersion: 'conformance', protocols: [1], schema: { min: 1, max: 1 }, outboxDepth: 0, time: { wall: visit.now(), mono: 1, bootId: 'conformance' }, ...more,
})

export const helloChecks: readonly Check[] = [
  {
    name: 'hello.signed', section: 2, ground: 'of-all',
    run: async (visit) => {
      const answer = await visit.ask(get('/hello'))
      mustBe('status', answer.status, 200)
      const time = part(answer.json, 'body', 'time')
      if (typeof time === 'number') visit.found.originTime = { time, mono: visit.mono() }
      const signed = checkSigned(answer.json, orgKeyOf(visit), nodeCrypto, Number(time), { kind: 'origin', tenant: visit.input.enrolment.tenant })
      mustBe('check of the signature and its certificate', signed.ok ? 'ok' : signed.error, 'ok')
      visit.found.originKey = String(part(answer.json, 'certificate', 'body', 'publicKey'))
    },
  },
  {
    name: 'hello.place', section: 2,
    run: async (visit) => {
      const { tenant, region, development, hosts } = visit.input.enrolment
      const { json } = await visit.ask(get('/hello'))
      must('the tenant of the enrolment file', part(json, 'body', 'tenant') === tenant, 'another tenant')
      must('the region of the enrolment file', part(json, 'body', 'region') === region, 'another region')
      must('the development mark of the enrolment file', part(json, 'body', 'development') === development, 'the other one')
      must('a host of the enrolment file', hosts.some(({ host }) => host === visit.input.url.hostname), 'another host')
      must('the host under which it was called', part(json, 'body', 'host') === visit.input.url.hostname, 'another host')
    },
  },
  {
    name: 'hello.time', section: 9,
    run: async (visit) => {
      const before = Number(part((await visit.ask(get('/hello'))).json, 'body', 'time'))
      const after = Number(part((await visit.ask(get('/hello'))).json, 'body', 'time'))
      must('a time that goes on', after >= before, 'one that went back')
    },
  },
]

export const enrolChecks: readonly Check[] = [
  {
    name: 'enrol.wrong-code', section: 1,
    run: async (visit) => mustRefuse(await askEnrol(visit, createDevice(visit.now(), visit.random), '0000-0000-0000-0000'), 403, 'bad_code'),
  },
  {
    name: 'enrol.certificate', section: 1, ground: 'of-all',
    run: async (visit) => {
      const device = createDevice(visit.now(), visit.random)
      const answer = await askEnrol(visit, device, visit.input.config.code)
      const enrolled = readEnrolled(visit, device, answer)
      const pack = checkRulesPack(part(answer.json, 'rulesPack'), need(orgKeyOf(visit), 'the organisation key'), nodeCrypto)
      mustBe('check of the rules pack', pack.ok ? 'ok' : pack.error, 'ok')
      if (pack.ok) visit.found.rules = pack.value
      visit.found.first = enrolled
    },
  },
  {
    name: 'enrol.again', section: 1,
    run: async (visit) => {
      const { device, certificate } = firstDevice(visit)
      const again = readEnrolled(visit, device, await askEnrol(visit, device, visit.input.config.code))
      must('the key of the certificate that was given before', part(again.certificate, 'body', 'publicKey') === part(certificate, 'body', 'publicKey'))
    },
  },
  {
    name: 'enrol.once', section: 1,
    run: async (visit) => {
      firstDevice(visit)
      mustRefuse(await askEnrol(visit, createDevice(visit.now(), visit.random), visit.input.config.code), 403, 'bad_code')
    },
  },
  {
    name: 'enrol.second-device', section: 1, ground: 'of-all',
    run: async (visit) => {
      const code = visit.input.config.secondCode
      if (code === undefined) throw new Skipped('no secondCode in the configuration')
      visit.found.second = await enrolOne(visit, code)
    },
  },
]

export const proofChecks: readonly Check[] = [
  { name: 'proof.missing', section: 1, run: async (visit) => mustRefuse(await visit.ask(get('/rules')), 401, 'unauthorised') },
  { name: 'proof.unknown-device', section: 1, run: async (visit) => mustRefuse(await visit.ask(get('/rules'), { device: createDevice(visit.now(), visit.random) }), 401, 'bad_proof') },
  {
    name: 'proof.window', section: 1,
    run: async (visit) => {
      const { device } = firstDevice(visit)
      for (const apart of [-11 * MINUTE, 11 * MINUTE]) mustRefuse(await visit.ask({ ...get('/rules'), headers: device.prove(get('/rules'), visit.now() + apart) }), 401, 'bad_proof')
      for (const apart of [-9 * MINUTE, 9 * MINUTE]) mustBe('status', (await visit.ask({ ...get('/rules'), headers: device.prove(get('/rules'), visit.now() + apart) })).status, 200)
    },
  },
  {
    name: 'proof.bound', section: 1,
    run: async (visit) => {
      const { device } = firstDevice(visit)
      const [path, other] = [post('/session', sessionOf(visit, device.id)), post('/session', sessionOf(visit, device.id, { outboxDepth: 1 }))]
      mustRefuse(await visit.ask({ ...path, headers: device.prove(other, visit.now()) }), 401, 'bad_proof')
      mustRefuse(await visit.ask({ ...get('/rules'), headers: device.prove(get('/rules?x=1'), visit.now()) }), 401, 'bad_proof')
      mustRefuse(await visit.ask({ ...get('/rules'), headers: device.prove({ ...get('/rules'), method: 'POST' }, visit.now()) }), 401, 'bad_proof')
    },
  },
  {
    name: 'rules.signed', section: 1,
    run: async (visit) => {
      const answer = await visit.ask(get('/rules'), firstDevice(visit))
      const pack = checkRulesPack(answer.json, need(orgKeyOf(visit), 'the organisation key'), nodeCrypto)
      mustBe('check of the rules pack', pack.ok ? 'ok' : pack.error, 'ok')
    },
  },
]

const NEVER_GIVEN = { code: '0000-0000-0000-0000', secret: 'A'.repeat(43) }

export const personChecks: readonly Check[] = [
  {
    name: 'passphrase.wrong-code', section: 1,
    run: async (visit) => {
      const { login } = visit.input.config.staff.agent
      for (const whose of [login, 'nobody-of-this-name']) {
        mustRefuse(await visit.ask(post('/passphrase/check', { login: whose, code: NEVER_GIVEN.code })), 403, 'bad_code')
        mustRefuse(await visit.ask(post('/passphrase', { login: whose, ...NEVER_GIVEN }), firstDevice(visit)), 403, 'bad_code')
      }
    },
  },
  {
    name: 'signin.wrong-secret', section: 2,
    run: async (visit) => {
      const { login } = visit.input.config.staff.agent
      mustRefuse(await visit.ask(post('/signin', { login, secret: 'A'.repeat(43) }), firstDevice(visit)), 401, 'bad_credentials')
      mustRefuse(await visit.ask(post('/signin', { login: 'nobody-of-this-name', secret: 'A'.repeat(43) }), firstDevice(visit)), 401, 'bad_credentials')
    },
  },
  {
    name: 'signin.roles', section: 2, ground: 'of-all',
    run: async (visit) => {
      for (const role of ['agent', 'reviewer'] as const) {
        const person = await signIn(visit, role, '/signin')
        mustBe('role', person.role, role)
        const left = Number(part(person.json, 'expiresAt')) - visit.now()
        must('a token of ten minutes at most', left > 0 && left <= 10 * MINUTE + 5_000, `one of ${Math.round(left / 1_000)} s`)
        visit.found[role] = person
      }
      must('two different people', visit.found.agent?.staffId !== visit.found.reviewer?.staffId)
    },
  },
  {
    name: 'passphrase.elsewhere', section: 1,
    // Somebody has signed in here by now: no code is taken, whosever it is.
    run: async (visit) => mustRefuse(await visit.ask(post('/passphrase', { login: visit.input.config.staff.reviewer.login, ...NEVER_GIVEN }), firstDevice(visit)), 403, 'forbidden'),
  },
  {
    name: 'signin.fresh', section: 1,
    run: async (visit) => {
      const left = Number(part((await signIn(visit, 'reviewer', '/signin/fresh')).json, 'freshUntil')) - visit.now()
      must('fresh for five minutes at most', left > 0 && left <= 5 * MINUTE + 5_000, `for ${Math.round(left / 1_000)} s`)
    },
  },
  {
    name: 'token.missing', section: 1,
    run: async (visit) => {
      const { device } = firstDevice(visit)
      mustRefuse(await visit.ask(post('/push', { deviceId: device.id, items: [{ mid: visit.newId() }] }), { device }), 401, 'unauthorised')
      mustRefuse(await visit.ask(post('/search', { text: 'x', limit: 1 }), { device }), 401, 'unauthorised')
    },
  },
  {
    name: 'token.bound', section: 1,
    run: async (visit) => mustRefuse(await visit.ask(post('/search', { text: 'x', limit: 1 }), { device: second(visit).device, token: need(visit.found.agent, 'signin.roles').token }), 401, 'unauthorised'),
  },
]

export const sessionChecks: readonly Check[] = [
  {
    name: 'session.lease', section: 9, ground: 'of-all',
    run: async (visit) => {
      const { device, caseScopes } = firstDevice(visit)
      const { status, json } = await visit.ask(post('/session', sessionOf(visit, device.id)), { device })
      mustBe('status', status, 200)
      const notAfter = Number(part(json, 'lease', 'notAfter'))
      const isSigned = verifyCanonical({ deviceId: device.id, notAfter }, String(part(json, 'lease', 'sig')), need(visit.found.originKey, 'hello.signed'), nodeCrypto)
      must('a lease signed by the origin’s key', isSigned, 'another signature')
      const left = notAfter - visit.now()
      must('a lease of fourteen days at most', left > 0 && left <= 14 * DAY + MINUTE, `one of ${Math.round(left / DAY)} days`)
      const scopes = listOf(part(json, 'scopes')).filter((scope) => part(scope, 'kind') === 'case').map((scope) => part(scope, 'id'))
      must('the case scopes of the enrolment', isSame([...scopes].sort(), [...caseScopes].sort()), 'others')
      visit.found.limits = part(json, 'limits') as Readonly<Record<string, unknown>>
    },
  },
  {
    name: 'session.other-device', section: 1,
    run: async (visit) => mustRefuse(await visit.ask(post('/session', sessionOf(visit, visit.newId())), firstDevice(visit)), 400, 'bad_request'),
  },
  {
    name: 'session.upgrade', section: 1,
    run: async (visit) => {
      const { device } = firstDevice(visit)
      mustRefuse(await visit.ask(post('/session', sessionOf(visit, device.id, { protocols: [999] })), { device }), 426, 'upgrade_required')
    },
  },
]
