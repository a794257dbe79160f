// The letters of a case on two desks and an origin: written and entered as delivered without a network, each arrives once; two that write the
// same version meet; what must not leave is refused on both sides; and with the person their letters go.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { letterId, type CaseLetter } from '../../src-shared/domain/case-letters'
import type { ChangesPage } from '../../src-main/sync/check-page'
import { applyChanges } from '../../src-main/sync/apply'
import { suppression } from '../../src-main/sync/suppression'
import { readLivingTexts, readPersonTexts } from '../../src-main/erasure/person-texts'
import { collectNeedles } from '../../src-main/erasure/needles'
import { residuePlaces } from '../../src-main/erasure/places'
import { checkResidue } from '../../src-main/erasure/residue'
import { DEMO_ACCESS_CASE, DEMO_CONFLICT_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, openCase, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { LATE_REASON } from '../fixtures/late-reason'
import { repositoryPack } from '../fixtures/rules'
import { catchUp, comeBackRefused, deskClock, goAway, openDesk, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
}, 120_000)
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const caseOf = async (caseNo: string): Promise<{ readonly requestId: RequestId; readonly subjectId: SubjectId }> => {
  const { id, subject_id: subjectId } = await originCase(origin, caseNo)
  return { requestId: id as RequestId, subjectId: subjectId as SubjectId }
}
const lettersAt = async (desk: TestDesk, requestId: RequestId) => (await desk.get('letter.list', { requestId })).letters
const shownAt = async (desk: TestDesk, requestId: RequestId) =>
  (await lettersAt(desk, requestId)).map(({ kind, version, mark, deliveries }) => [kind, version, mark, deliveries.map(({ channel, withdrawn }) => `${channel}${withdrawn ? ' -' : ''}`).join()])
const storedOf = (requestId: RequestId) => db().selectFrom('letters').select(['id', 'v', 'body']).where('request_id', '=', requestId).orderBy('id').execute()
const today = async (): Promise<string> => (await agent.get('session.status', {})).today
const compose = async (desk: TestDesk, requestId: RequestId, kind: 'acknowledgement' | 'supplement' | 'closure' = 'acknowledgement') => (await desk.get('letter.compose', { requestId, kind, first: 'zh-CN' })).template
async function comeBack(desk: TestDesk): Promise<void> {
  desk.network.mend()
  await desk.get('sync.now', {})
  await catchUp(origin, agent, reviewer)
}

describe('a letter of a case that was keyed in offline', () => {
  it('is written and entered as delivered behind it, and all of it arrives once and in order', async () => {
    const { subjectId } = await caseOf(DEMO_ACCESS_CASE)
    await goAway(agent)
    const { requestId } = await agent.get('request.create', { subjectId, right: 'complain', channel: 'phone', receivedOn: await today(), text: '页面打不开' })
    const text = await compose(agent, requestId)
    expect(text).toMatch(/（编号另行告知）[\s\S]*\(number to follow\)/)
    await agent.get('letter.write', { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text })
    await agent.get('letter.deliver', { requestId, kind: 'acknowledgement', version: 1, channel: 'e-mail', on: await today() })
    expect(await shownAt(agent, requestId)).toEqual([['acknowledgement', 1, 'to-send', 'e-mail']])
    expect(await agent.ask('letter.write', { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text })).toEqual({ ok: false, error: { kind: 'state-changed' } })

    await comeBack(agent)
    for (const desk of [agent, reviewer]) expect(await shownAt(desk, requestId)).toEqual([['acknowledgement', 1, 'sent', 'e-mail']])
    expect(await storedOf(requestId)).toMatchObject([{ v: 2, body: { text, staffId: agent.staff.id, deliveries: [{ channel: 'e-mail', staffId: agent.staff.id }] } }])
  })

  it('is taken back within its ten seconds, its words a draft again', async () => {
    const { requestId } = await caseOf(DEMO_ACCESS_CASE)
    const desk = await openDesk(origin, agent.staff, { workstation: '三号', undoMs: 3_600_000 })
    await desk.get('letter.write', { requestId, kind: 'supplement', version: 1, first: 'en', text: '请补一份授权书。' })
    const { item } = await desk.get('sync.undoable', {})
    expect(item).toMatchObject({ op: 'letter.write@1', requestId, caseNo: DEMO_ACCESS_CASE })
    await desk.get('sync.undo', { mid: must(item, 'the act').mid })
    expect(await lettersAt(desk, requestId)).toEqual([])
    expect((await openCase(desk, requestId)).drafts.letter?.body).toEqual({ form: 'letter', kind: 'supplement', first: 'en', text: '请补一份授权书。' })
    await desk.close()
  })
})

describe('two desks', () => {
  it('that write the same version meet: the second is told, and goes as the next one', async () => {
    const { requestId } = await caseOf(DEMO_CONFLICT_CASE)
    await goAway(agent)
    const letter = { requestId, kind: 'supplement' as const, version: 1, first: 'zh-CN' as const }
    await agent.get('letter.write', { ...letter, text: '我这边写的。' })
    await reviewer.get('letter.write', { ...letter, text: '那边先写的。' })
    await catchUp(origin, reviewer)
    const item = await comeBackRefused(origin, agent)
    expect(item).toMatchObject({ op: 'letter.write@1', rejection: 'version_conflict', ways: ['take-origin', 'edit', 'resubmit'], differences: [{ field: 'text', mine: '我这边写的。' }] })
    await agent.get('sync.settle', { mid: item.mid, choice: 'resubmit' })
    await catchUp(origin, agent, reviewer)
    const texts = (await lettersAt(reviewer, requestId)).map(({ version, sheet }) => [version, sheet.paragraphs[0]])
    expect(texts).toEqual([[2, '我这边写的。'], [1, '那边先写的。']])
  })

  it('that enter deliveries of one letter do not contradict each other; a wrong one is withdrawn and stays in sight', async () => {
    const { requestId } = await caseOf(DEMO_CONFLICT_CASE)
    const name = { requestId, kind: 'supplement' as const, version: 2 }
    await goAway(agent)
    await agent.get('letter.deliver', { ...name, channel: 'post', on: await today() })
    await reviewer.get('letter.deliver', { ...name, channel: 'in-app', on: await today() })
    await catchUp(origin, reviewer)
    await comeBack(agent)
    const [letter] = await lettersAt(agent, requestId)
    expect(letter?.deliveries.map(({ channel }) => channel)).toEqual(['in-app', 'post'])
    await agent.get('letter.undeliver', { ...name, deliveryId: must(letter?.deliveries[1], 'the second').id, reason: '退信了' })
    await catchUp(origin, agent, reviewer)
    expect((await shownAt(reviewer, requestId))[0]).toEqual(['supplement', 2, 'sent', 'in-app,post -'])
    const tomorrow = '2099-01-01'
    expect(await agent.ask('letter.deliver', { ...name, channel: 'post', on: tomorrow })).toEqual({ ok: false, error: { kind: 'invalid-input', params: { fields: 'on' } } })
  })
})

describe('an answer', () => {
  it('is a letter by itself, owed until its delivery is entered, which waits for the decision on its way', async () => {
    const { requestId } = await caseOf(DEMO_CONFLICT_CASE)
    await take(agent, requestId)
    await verify(agent, requestId)
    await goAway(agent)
    const { version, letters } = await openCase(agent, requestId)
    await agent.get('request.decide', { requestId, version, outcome: 'granted', text: `${letters.granted}\n联系 13900139000`, lateReason: LATE_REASON })
    expect(await agent.get('letter.list', { requestId })).toMatchObject({ isAnswerOwed: true, writable: [{ kind: 'closure', version: 1 }], letters: [{ kind: 'decision', version: 1, mark: 'to-send' }, {}, {}] })
    await agent.get('letter.deliver', { requestId, kind: 'decision', version: 1, channel: 'e-mail', on: await today() })
    await comeBack(agent)
    expect(await agent.get('letter.list', { requestId })).toMatchObject({ isAnswerOwed: false, letters: [{ kind: 'decision', mark: 'sent', deliveries: [{ channel: 'e-mail' }] }, {}, {}] })
    // Typed where nobody looks through it: masked on the sheet.
    const [answer] = await lettersAt(reviewer, requestId)
    expect([answer?.masked, JSON.stringify(answer?.sheet).includes('139****9000'), JSON.stringify(answer).includes('13900139000')]).toEqual([1, true, false])
    // The text stands in the case alone.
    expect((await storedOf(requestId))[0]?.body).not.toHaveProperty('text')
    expect((await compose(reviewer, requestId, 'closure'))).toContain(DEMO_CONFLICT_CASE)
  })

  it('is not printed where nothing prints: no file, and an error that says so', async () => {
    const { requestId } = await caseOf(DEMO_CONFLICT_CASE)
    expect(await agent.ask('letter.savePdf', { requestId, kind: 'decision', version: 1 })).toEqual({ ok: false, error: { kind: 'print-failed' } })
    expect(await readdir(agent.exportDir).catch(() => [])).toEqual([])
  })
})

describe('the answer of a proposed erasure', () => {
  it('is neither printed nor entered as delivered, and is void after a step back', async () => {
    const { subjectId } = await caseOf(DEMO_CONFLICT_CASE)
    const { requestId } = await agent.get('request.create', { subjectId, right: 'delete', channel: 'e-mail', receivedOn: await today(), text: '请删除' })
    await catchUp(origin, agent)
    const name = { requestId, kind: 'decision' as const, version: 1 }
    await proposeErasure(agent, requestId)
    await catchUp(origin, agent, reviewer)
    const barred = { ok: false, error: { kind: 'letter-barred' } }
    for (const bar of ['awaits-erasure', 'void'] as const) {
      expect(await lettersAt(reviewer, requestId)).toMatchObject([{ kind: 'decision', version: 1, bar }])
      for (const desk of [agent, reviewer]) {
        expect(await desk.ask('letter.deliver', { ...name, channel: 'post', on: await today() })).toEqual(barred)
        expect(await desk.ask('letter.savePdf', name)).toEqual(barred)
      }
      if (bar === 'void') break
      await reviewer.get('request.stepBack', { requestId, version: (await openCase(reviewer, requestId)).version, reason: '先补材料' })
      await catchUp(origin, agent, reviewer)
    }
  })
})

describe('what must not leave', () => {
  it('is shown with its line and refused: a whole mobile, and an address that the directory gives to somebody else', async () => {
    const { requestId, subjectId } = await caseOf(DEMO_ACCESS_CASE)
    const foreign = await db().selectFrom('identifiers').select('value').where('kind', '=', 'email').where('subject_id', '!=', subjectId).limit(1).executeTakeFirstOrThrow()
    const text = `第一行\n请致电 13800138000\n抄送 ${foreign.value}`
    const seen = await agent.get('letter.compose', { requestId, kind: 'acknowledgement', first: 'zh-CN', text })
    expect(seen.leaks.map(({ kind, line, shown }) => [kind, line, shown])).toEqual([['mobile', 2, '13800138000'], ['email', 3, foreign.value]])
    expect(seen.maskedText).not.toContain(foreign.value)
    expect(await agent.ask('letter.write', { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text })).toEqual({ ok: false, error: { kind: 'invalid-input', params: { fields: 'text' } } })
    expect((await agent.get('letter.compose', { requestId, kind: 'acknowledgement', first: 'zh-CN', text: seen.maskedText })).leaks).toEqual([])
  })

  it('is refused by the origin too, for a desk that has no directory to look in', async () => {
    const { requestId, subjectId } = await caseOf(DEMO_ACCESS_CASE)
    const foreign = await db().selectFrom('identifiers').select('value').where('kind', '=', 'email').where('subject_id', '!=', subjectId).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    const narrow = await openDesk(origin, agent.staff, { workstation: '四号', scopes: ['desk:dalian'] })
    await narrow.get('letter.write', { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text: `抄送 ${foreign.value}` })
    const item = await until('the refusal', async () => (await narrow.get('sync.outbox', {})).find(({ state }) => state === 'refused'))
    expect(item).toMatchObject({ op: 'letter.write@1', rejection: 'invalid', ways: ['edit', 'remove'] })
    await narrow.get('sync.settle', { mid: item.mid, choice: 'edit' })
    expect((await openCase(narrow, requestId)).drafts.letter?.body.text).toContain(foreign.value)
    await narrow.close()
  })
})

describe('with the person', () => {
  const WORDS = '雪松林里的白鹭已经补来了材料'

  it('their letters go from the origin and both desks, and what waited is emptied', async () => {
    const { requestId, subjectId } = await caseOf(DEMO_DELETE_CASE)
    await agent.get('letter.write', { requestId, kind: 'acknowledgement', version: 1, first: 'zh-CN', text: WORDS })
    await agent.get('letter.deliver', { requestId, kind: 'acknowledgement', version: 1, channel: 'in-person', on: await today() })
    await proposeErasure(agent, requestId)
    await catchUp(origin, agent, reviewer)
    expect(await shownAt(reviewer, requestId)).toEqual([['decision', 1, 'sent', ''], ['acknowledgement', 1, 'sent', 'in-person']])
    await agent.close()
    agent = await reopen(origin, agent, { print: (html) => Promise.resolve(Buffer.from(html)) })
    const { fileName } = await agent.get('letter.savePdf', { requestId, kind: 'acknowledgement', version: 1 })
    expect(await readFile(join(agent.exportDir, fileName), 'utf8')).toContain('白鹭')
    await agent.close()
    const needles = await withStore(origin, agent, async ({ reader }) => collectNeedles(await readPersonTexts(reader, subjectId)))
    expect(needles.some((needle) => needle.includes('白鹭'))).toBe(true)
    agent = await reopen(origin, agent)
    await goAway(agent)
    await agent.get('letter.write', { requestId, kind: 'supplement', version: 1, first: 'zh-CN', text: `${WORDS}，再补一份` })
    await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
    expect(await storedOf(requestId)).toEqual([])
    const entry = await db().selectFrom('erase_entries').select('line').orderBy('erasure_id', 'desc').executeTakeFirstOrThrow()
    expect(JSON.stringify(entry.line)).toContain(letterId({ requestId, kind: 'acknowledgement', version: 1 }))
    agent.network.mend()
    await agent.get('sync.now', {})
    // The two desks that were closed above never answer.
    await until('the receipt of this desk', async () => {
      await agent.get('sync.now', {})
      return (await agent.get('erasure.open', { requestId })).devices.some(({ thisDesk, receivedAt }) => thisDesk && receivedAt !== undefined)
    })
    for (const desk of [agent, reviewer]) expect(await desk.get('letter.list', { requestId })).toEqual({ letters: [], writable: [], act: 'state-changed', isAnswerOwed: false })
    expect(await readdir(agent.exportDir)).toEqual([])
    const [item] = await agent.get('sync.outbox', {})
    expect(item).toMatchObject({ op: 'letter.write@1', rejection: 'gone_erased', ways: ['remove'] })
    expect(JSON.stringify(item)).not.toContain('白鹭')
    await agent.get('sync.settle', { mid: must(item, 'the act').mid, choice: 'take-origin' })
    await agent.close()
    const [found] = await withStore(origin, agent, ({ file, reader }, key) =>
      checkResidue({ needlesOf: [needles], places: residuePlaces({ file, key }, { profile: agent.profileDir, exports: agent.exportDir }), livingTexts: () => readLivingTexts(reader, [subjectId, requestId]), now: origin.now() }))
    expect(found?.hits).toBe(0)
  })

  it('a row of theirs that comes late is not kept', async () => {
    const { requestId, subjectId } = await caseOf(DEMO_DELETE_CASE)
    const name = { requestId, kind: 'closure' as const, version: 1 }
    const body: CaseLetter = { ...name, id: letterId(name), subjectId, first: 'zh-CN', text: WORDS, at: origin.now(), deliveries: [] }
    await withStore(origin, agent, async (vault) => {
      const page: ChangesPage = {
        begin: { t: 'begin', from: '', epoch: 'e', time: origin.now() }, end: { t: 'end', cursor: 'late', more: false, n: 1, sha256: '0'.repeat(64) },
        records: [{ type: 'letter', id: body.id, v: 1, body: { ...body }, scopes: ['desk:dalian'] }, { type: 'letter', id: letterId({ ...name, version: 2 }), v: 1, body: { ...body, subjectId: requestId }, scopes: ['desk:dalian'] }],
        directory: [], undeclared: [], removedScopes: [], addedScopes: [], erasures: [], deletions: [],
      }
      await vault.transaction(async (tx) => {
        await applyChanges(tx, page, { clock: deskClock(origin), rules: repositoryPack, suppression, erase: async () => undefined })
        // The other one, of somebody who was not erased, shows that rows do arrive in this way.
        const kept = await tx.selectFrom('records').select('id').where('type', '=', 'letter').where('id', 'like', `${requestId}:%`).execute()
        expect(kept.map(({ id }) => id)).toEqual([`${requestId}:closure:2`])
        throw new Error('undone')
      }).catch((error: unknown) => expect(String(error)).toContain('undone'))
    })
  })

  it('and what the desks hold of letters is what the origin holds', async () => {
    await reviewer.close()
    const theirs = await originHolds(origin)
    const mine = await deskHolds(origin, reviewer)
    const letters = (held: Readonly<Record<string, string>>) => Object.entries(held).filter(([key]) => key.startsWith('letter '))
    expect(letters(mine.records)).toEqual(expect.arrayContaining(letters(theirs.records)))
    expect(letters(mine.records)).toHaveLength(letters(theirs.records).length)
    expect(letters(theirs.records).length).toBeGreaterThan(2)
  })
})
