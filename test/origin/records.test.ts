// Everything the origin sends about a person fits the wire's schemas strictly: no field too many, none missing; and rows in parts.
import { createHash } from 'node:crypto'
import type { NoteId } from '../../src-shared/base/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PresetId } from '../../src-shared/domain/presets'
import type { HoldId } from '../../src-shared/domain/hold-register'
import { NOTICE_ITEMS, type IncidentId } from '../../src-shared/domain/incident-register'
import { addDays, toDay } from '../../src-shared/base/clock'
import { directorySchema, logRowSchema, RECORD_SCHEMAS, RECORD_TYPES } from '../../src-shared/protocol/records'
import { rowsEndLine } from '../../src-shared/protocol/session'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { API, enrolDevice, newId, signIn, type TestDevice, type TestPerson } from '../fixtures/origin-http'
import { replicate } from '../fixtures/origin-pages'
import { makeItem, pushOne } from '../fixtures/origin-push'
import { repositoryPack } from '../fixtures/rules'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDevice
let zhou: TestPerson
let personId: string

beforeAll(async () => {
  origin = await startTestOrigin({ people: 80 })
  desk = await enrolDevice(origin)
  zhou = await signIn(desk, 'zhou')
  personId = (await origin.running().context.db.selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()).id
})
afterAll(() => origin?.remove())

describe('a record', () => {
  test('of every type is the schema’s, to the field, under the id that its line has', async () => {
    // The seed wrote to nobody.
    const { id: requestId } = await origin.running().context.db.selectFrom('requests').select('id').where('state', '=', 'received').where('in_scope', '=', true).limit(1).executeTakeFirstOrThrow()
    const letter = { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text: '已受理。', rulesPack: repositoryPack().version }
    expect(await pushOne(desk, zhou, makeItem(origin, 'letter.write@1', letter, { chain: `letter:${requestId}:acknowledgement:1` }))).toBe('applied 1')
    expect(await pushOne(desk, zhou, makeItem(origin, 'letter.deliver@1', { requestId, kind: 'acknowledgement', version: 1, deliveryId: newId(origin), channel: 'post', on: toDay(origin.now()) }, { chain: `letter:${requestId}:acknowledgement:1` }))).toBe('applied 2')
    const preset = { presetId: newId<PresetId>(origin), name: '没人接的', content: { kind: 'view', view: 'unassigned', filter: {}, sort: { by: 'deadline', order: 'asc' } } }
    expect(await pushOne(desk, zhou, makeItem(origin, 'preset.save@1', preset, { chain: `preset:${preset.presetId}` }))).toBe('applied 1')
    const hold = { holdId: newId<HoldId>(origin), matter: '（2026）辽0203民初88号', reach: 'person', subjectId: personId, categories: ['browsing'], reason: '证据保全', reviewOn: addDays(toDay(origin.now()), 90) }
    expect(await pushOne(desk, await signIn(desk, 'zheng'), makeItem(origin, 'hold.place@1', hold, { chain: `hold:${hold.holdId}` }))).toBe('applied 1')
    const zheng = await signIn(desk, 'zheng')
    const incidentId = newId<IncidentId>(origin)
    const sendIncident = (op: OperationName, args: object, base: number) => pushOne(desk, zheng, makeItem(origin, op, { incidentId, ...args }, { base, chain: `incident:${incidentId}` }))
    expect(await sendIncident('incident.open@1', { kind: 'other', discoveredAt: origin.now(), what: '文件夹曾共享', categories: ['browsing'], others: 2 }, 0)).toBe('applied 1')
    expect(await sendIncident('incident.affect@1', { subjectId: personId }, 1)).toBe('applied 2')
    expect(await sendIncident('incident.assess@1', { categories: ['browsing'], others: 1, lossYuan: 0, graver: true, harmAvoided: '已收回' }, 2)).toBe('applied 3')
    expect(await sendIncident('incident.contain@1', { text: '停止共享' }, 3)).toBe('applied 4')
    expect(await sendIncident('incident.notice@1', { to: 'authority', toldAt: origin.now(), way: 'portal', says: NOTICE_ITEMS, reference: 'BS-7' }, 4)).toBe('applied 5')
    expect(await sendIncident('incident.close@1', { outcome: 'handled', reportedOn: toDay(origin.now()), text: '已报告' }, 5)).toBe('applied 6')
    const { id: notedId } = await origin.running().context.db.selectFrom('requests').select('id').where('subject_id', '=', personId).where('in_scope', '=', true).executeTakeFirstOrThrow()
    const note = { noteId: newId<NoteId>(origin), requestId: notedId, audience: 'internal', kind: 'note', text: '已致电本人', files: [] }
    expect(await pushOne(desk, zhou, makeItem(origin, 'note.add@1', note, { chain: `note:${note.noteId}` }))).toBe('applied 1')
    await origin.running().feed.drain()
    const replica = await replicate(desk)
    for (const type of RECORD_TYPES) {
      const records = replica.of(type)
      expect(records.length, type).toBeGreaterThan(0)
      for (const { body } of records) expect(replica.held.get(`${type} ${String(RECORD_SCHEMAS[type].strict().parse(body).id)}`)?.body).toEqual(body)
    }
  })

  test('names only people whom a case concerns; the directory names everybody, and only what search needs', async () => {
    const replica = await replicate(desk)
    const concerned = new Set(replica.of('request').map(({ body }) => body['subjectId']))
    for (const type of ['subject', 'consent', 'holding'] as const) {
      for (const { body } of replica.of(type)) expect(concerned).toContain(type === 'subject' ? body['id'] : body['subjectId'])
    }
    expect(replica.of('directory')).toHaveLength(80)
    expect(replica.of('subject').length).toBeLessThan(80)
  })
})

describe('online search', () => {
  const search = async (text: string, limit = 5) => {
    const answer = await desk.call({ method: 'POST', path: `${API}/search`, body: { text, limit } }, zhou.token)
    const { results } = answer.json<{ results: unknown[] }>()
    return results.map((one) => directorySchema.strict().parse(one).accountNo)
  }

  test.each([
    ['the account', DEMO_PERSON.accountNo], ['the account in small letters', DEMO_PERSON.accountNo.toLowerCase()], ['the end of the mobile', DEMO_PERSON.mobile.slice(-8)], ['the whole mobile', DEMO_PERSON.mobile],
    ['the e-mail', DEMO_PERSON.email], ['its part in capitals', 'LANTERN.QUAY@'], ['the beginning of the name', '欧阳'], ['full-width digits', '１９９００００７３１６'],
  ])('finds the person by %s', async (_how, text) => {
    expect(await search(text)).toEqual([DEMO_PERSON.accountNo])
  })

  test.each(['%', '_', '%%%%', '\\', '欧%澄', "' or 1=1 --", '____', 'SX-%'])('takes %s as what it is, not as a pattern', async (text) => {
    expect(await search(text)).toEqual([])
  })

  test('shows no more than was asked for, and writes down to whom it showed whom', async () => {
    const other = await enrolDevice(origin, { scopes: ['desk:dalian'] })
    const person = await signIn(other, 'zhou')
    const found = (await other.call({ method: 'POST', path: `${API}/search`, body: { text: 'SX-', limit: 3 } }, person.token)).json<{ results: { id: string }[] }>().results
    expect(found).toHaveLength(3)
    const ledger = await origin.running().context.db.selectFrom('deliveries').select('subject_id').where('device_id', '=', other.id).execute()
    expect(ledger.map((row) => row.subject_id).sort()).toEqual(found.map(({ id }) => id).sort())
  })
})

describe('the rows of a person', () => {
  async function page(query: string) {
    const { text } = await desk.call({ path: `${API}/people/${personId}/rows?${query}` }, zhou.token)
    const lines = text.trimEnd().split('\n')
    const end = rowsEndLine.parse(JSON.parse(lines.pop() ?? ''))
    expect(end.n).toBe(lines.length)
    expect(end.sha256).toBe(createHash('sha256').update(lines.map((line) => `${line}\n`).join('')).digest('hex'))
    return { rows: lines.map((line) => logRowSchema.strict().parse(JSON.parse(line))), end }
  }

  test('come whole in pages that go on where the last one ended', async () => {
    const whole = await page('')
    expect([whole.end.more, whole.end.total, whole.rows.length]).toEqual([false, whole.rows.length, 5 * DEMO_PERSON.rowsPerCategory])
    const parts = []
    for (let after = -1, more = true; more; ) {
      const part = await page(`limit=333&after=${String(after)}`.replace('&after=-1', ''))
      parts.push(...part.rows)
      after = part.end.after
      more = part.end.more
    }
    expect(parts).toEqual(whole.rows)
  })

  test('of one category are these alone', async () => {
    const { rows, end } = await page('category=search-query')
    expect(new Set(rows.map(({ category }) => category))).toEqual(new Set(['search-query']))
    expect(end.total).toBe(DEMO_PERSON.rowsPerCategory)
  })
})
