// Incidents at two desks: what is left at one of them opens one that both see, its clocks and notices, the chain that a desk reports, and its end by two people.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDay } from '../../src-shared/base/clock'
import type { RequestId } from '../../src-shared/base/ids'
import type { RequestOf } from '../../src-shared/contract/channels'
import { NOTICE_ITEMS } from '../../src-shared/domain/incident-register'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { isFor } from '../fixtures/test-network'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openHost, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
let subjectId: string, erasureId: string
beforeAll(async () => {
  ;({ origin, officer, reviewer } = await startOfficerAndReviewer())
  await catchUp(origin, officer, reviewer)
})
afterAll(removeDesksAndOrigin)

const refusal = (kind: string, params: object = {}) => ({ ok: false, error: expect.objectContaining({ kind, ...params }) as unknown })
const incidents = async (desk: TestDesk) => (await desk.get('incident.list', {})).incidents
const at = async (desk: TestDesk, id: string) => (await incidents(desk)).find((one) => one.id === id)!
const clockOf = async (desk: TestDesk, id: string, clock: string) => (await at(desk, id)).clocks.find((one) => one.clock === clock)
const timeOf = (moment: number): string => new Date(moment + 8 * 3_600_000).toISOString().slice(11, 16)
const now = () => ({ on: toDay(origin.now()), time: timeOf(origin.now()) })
const opening = (more: Partial<RequestOf<'incident.open'>> = {}): RequestOf<'incident.open'> => ({ kind: 'insider-pattern', ...now(), what: '有人连续查看与工作无关的人员', categories: ['registration'], others: 4, ...more })

describe('an incident that is entered', () => {
  it('waits here over a restart, reaches the other desk, and is closed by two people once all was told', async () => {
    await goAway(officer)
    expect(await officer.ask('incident.open', opening({ what: '见 13900001234' }))).toEqual(refusal('invalid-input', { params: { fields: 'what', code: 'incident.what' } }))
    expect(await officer.ask('incident.open', opening({ time: '25:00' }))).toEqual(refusal('invalid-input', { params: { fields: 'discoveredAt', code: 'incident.discoveredAt' } }))
    const { incidentId } = await officer.get('incident.open', opening())
    expect(await at(officer, incidentId)).toMatchObject({ state: 'open', mark: 'to-send', size: 'ordinary', openedBy: { name: '郑示三' }, acts: { enter: 'possible', contain: 'possible', close: 'state-changed', dismiss: 'possible' } })
    await officer.close()
    officer = await reopen(origin, officer)
    await catchUp(origin, officer, reviewer)
    const version = async (desk = officer) => (await at(desk, incidentId)).version
    await reviewer.get('incident.contain', { incidentId, version: await version(reviewer), text: '已停用该账号' })
    await catchUp(origin, officer, reviewer)
    expect([await clockOf(officer, incidentId, 'remedy'), await clockOf(officer, incidentId, 'closing-report')]).toMatchObject([{ state: 'met', rule: { basis: 'law' } }, { state: 'running', rule: { source: 'P-INCIDENT' } }])
    await officer.get('incident.affect', { incidentId, version: await version(), caseNo: DEMO_CONFLICT_CASE })
    expect(await officer.ask('incident.affect', { incidentId, version: await version(), caseNo: '2026-999999' })).toEqual(refusal('invalid-input', { params: { fields: 'caseNo', code: 'incident.caseNo' } }))
    expect((await at(officer, incidentId)).people).toMatchObject({ total: 4, others: 3, elsewhere: 0, here: [{ caseNos: expect.arrayContaining([DEMO_CONFLICT_CASE]) as unknown }] })
    await officer.get('incident.notice', { incidentId, version: await version(), to: 'authority', ...now(), way: 'portal', says: [...NOTICE_ITEMS], reference: 'BS-7' })
    await officer.get('incident.assess', { incidentId, version: await version(), categories: ['registration'], others: 3, graver: false, harmAvoided: '只看不带走，已确认没有外传' })
    await officer.get('incident.close', { incidentId, version: await version(), outcome: 'handled', reportedOn: toDay(origin.now()), text: '已核实并报告' })
    expect((await at(officer, incidentId)).acts.approve).toBe('own-proposal')
    await catchUp(origin, officer, reviewer)
    await reviewer.get('incident.approve', { incidentId, version: await version(reviewer), passphrase: reviewer.staff.passphrase })
    await catchUp(origin, officer, reviewer)
    expect(await at(officer, incidentId)).toMatchObject({ state: 'closed', closed: { by: { name: '郑示三' }, approvedBy: { name: '吴示二' } } })
    expect(await clockOf(officer, incidentId, 'notice-people')).toMatchObject({ state: 'not-needed' })
  })

  it('is acted on while the answer to the act before is on its way, its effect being here already', async () => {
    const { incidentId } = await officer.get('incident.open', opening({ kind: 'other' }))
    await catchUp(origin, officer, reviewer)
    const { version } = await at(officer, incidentId)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    officer.network.disturb(async (request, send) => {
      const answer = await send(request)
      if (isFor(request, 'push')) await held
      return answer
    })
    await officer.get('incident.measure', { incidentId, version, text: '已隔离' })
    const atOrigin = async () => (await origin.running().context.db.selectFrom('incidents').select('v').where('id', '=', incidentId).executeTakeFirstOrThrow()).v
    await until('its effect at the origin', async () => (await atOrigin()) > version)
    await origin.running().feed.drain()
    // Nobody can tell whose version it is that stands here now: refused for as long as that is so, and it is a moment.
    await until('its effect here', async () => (await at(officer, incidentId)).acts.contain === 'state-changed')
    expect((await officer.get('sync.outbox', {})).map(({ state }) => state)).toEqual(['sending'])
    const next = officer.ask('incident.contain', { incidentId, version: version + 1, text: '已停用该账号' })
    release()
    expect(await next).toMatchObject({ ok: true })
    officer.network.disturb()
    await catchUp(origin, officer, reviewer)
    expect(await at(reviewer, incidentId)).toMatchObject({ state: 'contained' })
  })

  it('that came back is a draft again, whatever was typed', async () => {
    const { incidentId } = await officer.get('incident.open', opening({ kind: 'other' }))
    await catchUp(origin, officer, reviewer)
    const { version } = await at(officer, incidentId)
    await goAway(officer)
    await officer.get('incident.notice', { incidentId, version, to: 'lead', ...now(), way: 'phone', says: ['what'], reference: '内线' })
    await reviewer.get('incident.measure', { incidentId, version, text: '已隔离' })
    await catchUp(origin, reviewer)
    officer.network.mend()
    await until('the refusal', async () => {
      await catchUp(origin, officer)
      return (await officer.get('sync.outbox', {})).find((item) => item.state === 'refused')
    })
    const item = (await officer.get('sync.outbox', {})).find(({ state }) => state === 'refused')!
    expect(item).toMatchObject({ rejection: 'version_conflict', entry: { type: 'incident', id: incidentId }, about: { kind: 'incident', incident: 'other' } })
    await officer.get('sync.settle', { mid: item.mid, choice: 'edit' })
    expect((await officer.get('draft.ofEntries', {})).drafts).toMatchObject([{ target: incidentId, body: { form: 'incident-notice', to: 'lead', says: ['what'], reference: '内线' } }])
  })
})

describe('residue that a desk finds', () => {
  it('is one incident that both desks see, by the erasure and never by the person', async () => {
    const found = await originCase(origin, DEMO_DELETE_CASE)
    subjectId = found.subject_id
    const requestId = found.id as RequestId
    const { incidentId } = await officer.get('incident.open', opening({ kind: 'other' }))
    await officer.get('incident.affect', { incidentId, version: 1, caseNo: DEMO_DELETE_CASE })
    await proposeErasure(officer, requestId)
    await catchUp(origin, officer, reviewer)
    expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
    await until('the end of the erasure', async () => {
      await catchUp(origin, officer, reviewer)
      return (await officer.get('erasure.open', { requestId })).state === 'completed'
    })
    erasureId = (await officer.get('erasure.open', { requestId })).erasureId!
    // Whom it concerned is said by the erasure from now on, at both desks.
    for (const desk of [officer, reviewer]) expect((await at(desk, incidentId)).people).toEqual({ total: 4, here: [], elsewhere: 0, erased: 1, others: 3 })

    await mkdir(officer.exportDir, { recursive: true })
    await writeFile(path.join(officer.exportDir, 'leftover.json'), JSON.stringify({ subjectId }))
    await goAway(officer)
    for (let again = 0; again < 2; again++) expect(await officer.get('fleet.recheck', {})).toEqual({ people: 1, hits: 1 })
    officer.network.mend()
    const both = await until('the incident at both desks', async () => {
      await catchUp(origin, officer, reviewer)
      await officer.get('fleet.recheck', {})
      const seen = [await incidents(officer), await incidents(reviewer)].map((list) => list.filter(({ kind }) => kind === 'residue-found'))
      return seen.every(({ length }) => length > 0) && seen
    })
    expect(both.map((list) => list.map(({ id }) => id))).toEqual([[both[1]![0]!.id], [both[1]![0]!.id]])
    expect(both[0]![0]).toMatchObject({ state: 'open', people: { total: 1, erased: 1 }, clocks: expect.arrayContaining([expect.objectContaining({ clock: 'remedy', state: 'running' })]) as unknown })
    expect(both[0]![0]).not.toHaveProperty('openedBy')
    expect(officer.internal).toEqual([])
  })

  it('leaves no id of the person in the registers of either desk', async () => {
    for (const desk of [officer, reviewer]) {
      await desk.close()
      await withStore(origin, desk, async (vault) => {
        const records = await vault.reader.selectFrom('records').select('body').where('type', '=', 'incident').execute()
        expect(records.length).toBeGreaterThan(2)
        expect(records.map(({ body }) => body).join('\n')).not.toContain(subjectId)
        expect(records.map(({ body }) => body).join('\n')).toContain(erasureId)
      })
    }
    officer = await reopen(origin, officer)
    reviewer = await reopen(origin, reviewer)
  })
})

describe('a chain that does not hold together', () => {
  it('is told when it is looked at, also later, and both desks see the incident', async () => {
    await officer.close()
    await withStore(origin, officer, (vault) => vault.transaction((tx) => sql`update audit set hash = ${'f'.repeat(64)} where seq = 3`.execute(tx)))
    officer = await reopen(origin, officer)
    await goAway(officer)
    const { brokenAt } = await officer.get('audit.verify', {})
    expect(brokenAt).toBeGreaterThan(0)
    expect((await incidents(reviewer)).filter(({ kind }) => kind === 'chain-broken')).toEqual([])
    officer.network.mend()
    const seen = await until('the incident', async () => {
      await catchUp(origin, officer, reviewer)
      const list = (await incidents(reviewer)).filter(({ kind }) => kind === 'chain-broken')
      return list.length > 0 && list
    })
    expect(seen).toMatchObject([{ cause: { fault: 'chain', brokenAt }, state: 'open' }])
    await officer.get('audit.verify', {})
    await catchUp(origin, officer, reviewer)
    expect((await incidents(reviewer)).filter(({ kind }) => kind === 'chain-broken')).toHaveLength(1)
  })

  it('is told by a store that its anchor keeps shut, at the unlock that is refused', async () => {
    const { db } = origin.running().context
    const closed = reviewer
    await closed.close()
    await writeFile(path.join(closed.profileDir, 'anchor.json'), '{}')
    const host = await openHost(origin, { profileDir: closed.profileDir, exportDir: closed.exportDir, network: closed.network })
    const told = async () => (await db.selectFrom('incidents').select('body').execute()).map(({ body }) => body).filter(({ cause }) => cause?.fault === 'anchor')
    for (let again = 0; again < 2; again++) {
      expect(await host.ask('session.unlock', { staffId: reviewer.staff.id, passphrase: reviewer.staff.passphrase })).toMatchObject({ ok: false, error: { kind: 'store-damaged' } })
      await until('the incident', async () => (await told()).length > 0)
    }
    await catchUp(origin, officer)
    expect((await incidents(officer)).filter(({ cause }) => cause?.fault === 'anchor')).toMatchObject([{ kind: 'chain-broken', state: 'open' }])
    expect(host.internal).toEqual([])
  })
})
