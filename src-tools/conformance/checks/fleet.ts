// The officer's devices: who may see and take them away, what a device hears that was, and the receipt of a wipe (docs/sync.md, sections 1 and 7).
import { fromBase64url } from '../../../src-shared/formats/canonical'
import { checkWipeOrder, type SignedWipeOrder } from '../../../src-shared/formats/wipe-order'
import { nodeCrypto } from '../../node-crypto'
import { listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, isSame, post, type Enrolled, type Visit } from '../visit'
import { enrolOne, firstDevice, sessionOf, signIn } from './access'
import { mustRefuse, type Check } from './check'

const officer = (visit: Visit): string => need(visit.found.officer, 'fleet.officer').token
const away = (visit: Visit): Enrolled => need(visit.found.away, 'fleet.device')
const atFirst = (visit: Visit, token: string) => ({ device: firstDevice(visit).device, token })
const revoke = (deviceId: string) => post('/devices/revoke', { deviceId })
const wipe = (deviceId: string, salvage = true) => post('/devices/wipe', { deviceId, salvage })

async function freshly(visit: Visit) {
  officer(visit)
  return atFirst(visit, (await signIn(visit, 'officer', '/signin/fresh')).token)
}

/** As the officer's list has it. */
async function listed(visit: Visit, deviceId: string): Promise<unknown> {
  const answer = await visit.ask(get('/devices'), atFirst(visit, officer(visit)))
  mustBe('status', answer.status, 200)
  const found = listOf(part(answer.json, 'devices')).find((one) => part(one, 'id') === deviceId)
  must('the device in the list', found !== undefined, 'it is not there')
  return found
}

const standing = (visit: Visit) => visit.ask({ ...get('/standing'), headers: away(visit).device.standing.prove(get('/standing'), visit.now()) })

/** The order that comes with the refusal, checked as a desk does. */
function orderIn(visit: Visit, json: unknown): SignedWipeOrder {
  const { orgPublicKey, tenant } = visit.input.enrolment
  const order = checkWipeOrder(part(json, 'order'), { orgPublicKey: need(fromBase64url(orgPublicKey), 'the organisation key'), tenant, deviceId: away(visit).device.id }, nodeCrypto)
  must('an order of the organisation’s key to this device', order !== undefined, part(json, 'order') === undefined ? 'no order' : 'another one')
  return need(order, 'fleet.wipe')
}

const LIST_CHECKS: readonly Check[] = [
  {
    name: 'fleet.officer', section: 1, ground: 'of-its-area',
    run: async (visit) => {
      if (visit.input.config.staff.officer === undefined) throw new Skipped('no staff.officer in the configuration')
      const person = await signIn(visit, 'officer', '/signin')
      mustBe('role', person.role, 'officer')
      visit.found.officer = person
    },
  },
  {
    name: 'fleet.list', section: 1,
    run: async (visit) => {
      const { device, caseScopes } = firstDevice(visit)
      const scopes = listOf(part(await listed(visit, device.id), 'scopes'))
      must('the scopes of the device', caseScopes.every((scope) => scopes.includes(scope)), 'others')
      mustRefuse(await visit.ask(get('/devices'), atFirst(visit, need(visit.found.agent, 'signin.roles').token)), 403, 'forbidden')
      mustRefuse(await visit.ask(get('/devices'), { device }), 401, 'unauthorised')
    },
  },
  {
    name: 'fleet.device', section: 1, ground: 'of-its-area',
    run: async (visit) => {
      officer(visit)
      const code = visit.input.config.awayCode
      if (code === undefined) throw new Skipped('no awayCode in the configuration')
      const enrolled = await enrolOne(visit, code)
      const { device } = enrolled
      mustBe('status of the session', (await visit.ask(post('/session', sessionOf(visit, device.id, { standingKey: device.standing.publicKey })), { device })).status, 200)
      visit.found.away = enrolled
    },
  },
  {
    name: 'fleet.standing', section: 7,
    run: async (visit) => {
      const { device } = away(visit)
      const answer = await standing(visit)
      mustBe('status', answer.status, 200)
      must('the word that it is in service', part(answer.json, 'standing') === 'in-service', 'another')
      mustRefuse(await visit.ask(get('/standing'), { device }), 401, 'bad_proof')
      mustRefuse(await visit.ask({ ...get('/rules'), headers: device.standing.prove(get('/rules'), visit.now()) }), 401, 'bad_proof')
    },
  },
]

const AWAY_CHECKS: readonly Check[] = [
  {
    name: 'fleet.fresh', section: 1,
    run: async (visit) => {
      const { device } = away(visit)
      const settle = post('/sealed/settle', { deviceId: device.id, mid: visit.newId(), choice: 'drop' })
      for (const call of [revoke(device.id), wipe(device.id), settle]) mustRefuse(await visit.ask(call, atFirst(visit, officer(visit))), 401, 'needs_online_auth')
      mustBe('status of the device', (await standing(visit)).status, 200)
    },
  },
  {
    name: 'fleet.who', section: 1,
    run: async (visit) => {
      const { device } = away(visit)
      const agent = atFirst(visit, (await signIn(visit, 'agent', '/signin/fresh')).token)
      for (const call of [revoke(device.id), wipe(device.id)]) mustRefuse(await visit.ask(call, agent), 403, 'forbidden')
      const fresh = await freshly(visit)
      for (const call of [revoke(fresh.device.id), wipe(fresh.device.id)]) mustRefuse(await visit.ask(call, fresh), 403, 'forbidden')
      mustRefuse(await visit.ask(revoke(visit.newId()), fresh), 404, 'not_found')
    },
  },
  {
    name: 'fleet.revoke', section: 7, ground: 'of-its-area',
    run: async (visit) => {
      const { device } = away(visit)
      const answer = await visit.ask(revoke(device.id), await freshly(visit))
      mustBe('status', answer.status, 200)
      must('the time of the revocation', typeof part(answer.json, 'device', 'revokedAt') === 'number', 'none')
      for (const refused of [await visit.ask(get('/rules'), { device }), await standing(visit)]) {
        mustRefuse(refused, 401, 'device_revoked')
        must('no order with it', part(refused.json, 'order') === undefined, 'one')
      }
      must('the revocation in the list', typeof part(await listed(visit, device.id), 'revokedAt') === 'number', 'it is not there')
    },
  },
  {
    name: 'fleet.wipe', section: 7, ground: 'of-its-area',
    run: async (visit) => {
      const { device } = away(visit)
      const fresh = await freshly(visit)
      const answer = await visit.ask(wipe(device.id), fresh)
      mustBe('status', answer.status, 200)
      mustBe('whether unsent acts are kept', part(answer.json, 'device', 'wipe', 'salvage'), true)
      const refusals = [await visit.ask(get('/rules'), { device }), await standing(visit)]
      for (const refused of refusals) mustRefuse(refused, 401, 'device_revoked')
      const [order, again] = refusals.map(({ json }) => orderIn(visit, json))
      must('one order, however it is asked for', isSame(order, again), 'two')
      mustBe('whether unsent acts are kept, by the order', order?.body.salvage ?? false, true)
      // An order that stands stays as it is.
      mustBe('status of a second order', (await visit.ask(wipe(device.id, false), fresh)).status, 200)
      must('the order that was given first', isSame(orderIn(visit, (await standing(visit)).json), order), 'another one')
      visit.found.wipeOrder = order
    },
  },
  {
    name: 'fleet.wiped', section: 7,
    run: async (visit) => {
      const { body } = need(visit.found.wipeOrder, 'fleet.wipe')
      const receipt = { deviceId: body.deviceId, orderId: body.orderId, token: body.token, wipedAt: visit.now() }
      mustRefuse(await visit.ask(post('/wiped', { ...receipt, token: 'A'.repeat(43) })), 401, 'bad_proof')
      must('no receipt in the list yet', part(await listed(visit, body.deviceId), 'wipe', 'wipedAt') === undefined, 'one')
      for (const time of ['status', 'status of the second time']) mustBe(time, (await visit.ask(post('/wiped', receipt))).status, 200)
      must('the receipt in the list', typeof part(await listed(visit, body.deviceId), 'wipe', 'wipedAt') === 'number', 'it is not there')
    },
  },
]

export const fleetChecks: readonly Check[] = [...LIST_CHECKS, ...AWAY_CHECKS]
