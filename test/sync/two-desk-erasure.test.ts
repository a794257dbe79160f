// One erasure through two desks and the origin: proposed here, approved there, gone everywhere, proved by receipts and a certificate.
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { checkEraseReceipt } from '../../src-shared/formats/receipt'
import { collectNeedles } from '../../src-main/erasure/needles'
import { readLivingTexts, readPersonTexts } from '../../src-main/erasure/person-texts'
import { residuePlaces } from '../../src-main/erasure/places'
import { must } from '../../src-shared/base/assert'
import { checkResidue } from '../../src-main/erasure/residue'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { main } from '../../src-tools/main'
import { approvalOf, openCase, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { deskHolds, originCase, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
/** It hands the page back as it was given to it, so that its words can be read. */
let isPrinterThere = false
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks({ print: async (html) => (isPrinterThere ? new TextEncoder().encode(html) : undefined) }))
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const refusal = (kind: string) => ({ ok: false, error: expect.objectContaining({ kind }) as unknown })

interface Person {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
  /** Account number, name, identifiers, as they are typed into the search box. */
  readonly texts: readonly string[]
}
async function personOf(caseNo: string): Promise<Person> {
  const { id, subject_id: subjectId } = await originCase(origin, caseNo)
  const subject = await db().selectFrom('subjects').select(['account_no', 'name']).where('id', '=', subjectId).executeTakeFirstOrThrow()
  const identifiers = await db().selectFrom('identifiers').select('value').where('subject_id', '=', subjectId).execute()
  return { requestId: id as RequestId, subjectId: subjectId as SubjectId, texts: [subject.account_no, subject.name, ...identifiers.map((row) => row.value)] }
}

/** Hits of these texts in the bytes of a closed desk: store, WAL, profile and exports, but those that others have too; the product’s own check. */
function residueOf(desk: TestDesk, { subjectId, requestId }: Person, needles: readonly string[]): Promise<{ readonly hits: number; readonly needles: number }> {
  return withStore(origin, desk, async (vault, key) => {
    const places = residuePlaces({ file: vault.file, key }, { profile: desk.profileDir, exports: desk.exportDir })
    const [report] = await checkResidue({ needlesOf: [needles], places, livingTexts: () => readLivingTexts(vault.reader, [subjectId, requestId]), now: origin.now() })
    return must(report, 'a report')
  })
}

const stateAt = async (desk: TestDesk, requestId: RequestId): Promise<string> => {
  const answer = await desk.ask('erasure.open', { requestId })
  return answer.ok ? answer.value.state : answer.error.kind
}
const untilState = (requestId: RequestId, state: string, ...desks: readonly TestDesk[]) =>
  until(`${state} on every desk`, async () => (await Promise.all(desks.map((desk) => stateAt(desk, requestId)))).every((one) => one === state))

async function expectGone(desk: TestDesk, person: Person): Promise<void> {
  for (const query of person.texts) expect((await desk.get('search.people', { query, limit: 50, offset: 0 })).rows.map((row) => row.subjectId), query).not.toContain(person.subjectId)
  expect(await desk.ask('person.open', { subjectId: person.subjectId })).toEqual(refusal('gone-erased'))
}

async function tool(...argv: readonly string[]): Promise<string> {
  const out: string[] = []
  const code = await main([...argv, '--json'], { out: (line) => out.push(line), err: (line) => out.push(line), lines: async function* () {}, now: () => 0 })
  return `${code} ${JSON.parse(out.join('')).reason}`
}

describe('an erasure', () => {
  let person: Person
  let other: RequestId
  let needles: readonly string[] = []

  it('is proposed by one person; everything that is not a second person, online, on this very plan, is refused', async () => {
    person = await personOf(DEMO_DELETE_CASE)
    other = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
    await take(agent, other)
    const erasureId = await proposeErasure(agent, person.requestId)
    await catchUp(origin, agent, reviewer)
    const good = await approvalOf(reviewer, person.requestId)
    expect(good.erasureId).toBe(erasureId)
    expect(await agent.ask('erasure.approve', { ...good, passphrase: agent.staff.passphrase })).toEqual(refusal('not-permitted'))
    expect(await reviewer.ask('erasure.approve', { ...good, passphrase: agent.staff.passphrase })).toEqual(refusal('wrong-passphrase'))
    expect(await reviewer.ask('erasure.approve', { ...good, confirm: '0000' })).toEqual(refusal('confirmation-wrong'))
    expect(await reviewer.ask('erasure.approve', { ...good, planHash: '0'.repeat(64) })).toEqual(refusal('plan-stale'))
    reviewer.network.cut()
    expect(await reviewer.ask('erasure.approve', good)).toEqual(refusal('needs-online'))
    await untilStatus(reviewer, 'offline', ({ connection }) => connection === 'offline')
    expect(await reviewer.get('sync.outbox', {})).toEqual([])
    reviewer.network.mend()
    // Nothing of the refused tries is sent later by itself.
    await catchUp(origin, reviewer)
    expect((await db().selectFrom('erasures').select('state').where('id', '=', erasureId).executeTakeFirstOrThrow()).state).toBe('proposed')
    expect(await db().selectFrom('subjects').select('id').where('id', '=', person.subjectId).execute()).toHaveLength(1)
  })

  it('of one’s own proposing cannot be approved, also by somebody who may approve', async () => {
    const { requestId } = await personOf(DEMO_MINOR_CASE)
    await proposeErasure(reviewer, requestId)
    await catchUp(origin, agent, reviewer)
    expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toEqual(refusal('own-proposal'))
    expect((await openCase(reviewer, requestId)).acts['approve-erasure']).toBe('own-proposal')
    expect((await db().selectFrom('erasures').select('state').where('request_id', '=', requestId).executeTakeFirstOrThrow()).state).toBe('proposed')
  })

  it('leaves nothing of the person on either desk, and says so with receipts', async () => {
    await agent.close()
    needles = await withStore(origin, agent, async ({ reader }) => collectNeedles(await readPersonTexts(reader, person.subjectId)))
    expect(needles.length).toBeGreaterThan(50)
    // The power of the check: while the person is here, the same search finds them.
    expect((await residueOf(agent, person, needles)).hits).toBeGreaterThan(0)
    agent = await reopen(origin, agent)
    // Away while the erasure happens, with an act about the person that waits.
    agent.network.cut()
    await agent.get('sync.now', {})
    await verify(agent, other, '银杏叶书签为证 881204')

    expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, person.requestId))).toEqual({ ok: true, value: undefined })
    await untilState(person.requestId, 'executed', reviewer)
    await until('the receipt of the desk that is there', async () => {
      await reviewer.get('sync.now', {})
      return (await db().selectFrom('erasure_devices').select('received_at').where('received_at', 'is not', null).execute()).length === 1
    })
    expect(await stateAt(reviewer, person.requestId)).toBe('executed')

    agent.network.mend()
    await agent.get('sync.now', {})
    await untilState(person.requestId, 'completed', agent, reviewer)
    for (const desk of [agent, reviewer]) await expectGone(desk, person)
    const [item] = await agent.get('sync.outbox', {})
    expect(item).toMatchObject({ op: 'request.verify@1', state: 'refused', rejection: 'gone_erased' })
    expect(JSON.stringify(item)).not.toMatch(/银杏叶|"mine"/)
    expect(await agent.ask('sync.settle', { mid: item!.mid, choice: 'resubmit' })).toEqual(refusal('gone-erased'))
    await agent.get('sync.settle', { mid: item!.mid, choice: 'take-origin' })

    const { erasureId } = await agent.get('erasure.open', { requestId: person.requestId })
    const receipts = await db().selectFrom('erasure_devices').select(['name', 'receipt']).where('erasure_id', '=', erasureId!).orderBy('name').execute()
    expect(receipts.map((row) => row.name)).toEqual(['一号', '二号'])
    for (const { receipt } of receipts) expect(checkEraseReceipt(receipt, origin.running().context.keys.org.publicKey, nodeCrypto)).toMatchObject({ ok: true, value: { receipt: { residue: { hits: 0 } } } })
  })

  it('is certified: the file verifies with the tool, a changed one does not, and it names nobody', async () => {
    const view = await reviewer.get('erasure.open', { requestId: person.requestId })
    expect(view).toMatchObject({ state: 'completed', purge: { state: 'done' }, residue: { hits: 0 }, proposedBy: { id: agent.staff.id }, approvedBy: { id: reviewer.staff.id } })
    expect(view.devices.map((device) => [device.name, device.receivedAt !== undefined, device.thisDesk])).toEqual(expect.arrayContaining([['一号', true, false], ['二号', true, true]]))
    const { fileName } = view.certificate!
    expect(await reviewer.get('erasure.saveCertificate', { erasureId: view.erasureId! })).toEqual({ fileName })
    isPrinterThere = true
    expect(await reviewer.get('erasure.saveCertificate', { erasureId: view.erasureId! })).toEqual({ fileName, pdfName: fileName.replace(/pdcert$/, 'pdf') })
    const file = path.join(reviewer.exportDir, fileName)
    const text = await readFile(file, 'utf8')
    const page = await readFile(file.replace(/pdcert$/, 'pdf'), 'utf8')
    for (const secret of person.texts) for (const content of [text, page]) expect(content).not.toContain(secret)
    // Whoever has the picture can tell which file it is a picture of.
    expect(page.replaceAll(' ', '')).toContain(createHash('sha256').update(text).digest('hex'))
    const { enrolmentFile } = origin.running()
    expect(await tool('verify', file, '--key', enrolmentFile)).toBe('0 valid')
    const changed = path.join(agent.profileDir, '..', `${path.basename(agent.profileDir)}-changed.pdcert`)
    await writeFile(changed, text.replace('"hits":0', '"hits":1'))
    expect(await tool('verify', changed, '--key', enrolmentFile)).toBe('1 bad-signature')
  })

  it('stands in the audit record without a word of the person: an export holds none of them, and verifies', async () => {
    const { enrolmentFile } = origin.running()
    for (const desk of [agent, reviewer]) {
      const file = path.join(desk.exportDir, (await desk.get('audit.export', {})).fileName)
      const text = await readFile(file, 'utf8')
      for (const secret of [...person.texts, ...needles, '银杏叶']) expect(text.includes(secret), secret).toBe(false)
      expect(await tool('verify-audit', file, '--key', enrolmentFile)).toBe('0 valid')
    }
  })

  it('left no byte of the person in store, WAL, profile or exports', async () => {
    await agent.close()
    await reviewer.close()
    for (const desk of [agent, reviewer]) {
      const residue = await residueOf(desk, person, [...needles, '银杏叶书签为证'])
      expect(residue.needles).toBeGreaterThan(20)
      expect(residue.hits).toBe(0)
      expect((await deskHolds(origin, desk)).records).toEqual((await originHolds(origin)).records)
    }
    agent = await reopen(origin, agent)
    reviewer = await reopen(origin, reviewer)
  })

  it('is not undone by a full bootstrap from an origin that was restored with the person in it', async () => {
    const [accountNo, name] = person.texts
    const snapshotsOf = (desk: TestDesk): number => desk.network.log.filter((line) => line.endsWith('/snapshot')).length
    // Before the epoch is another: a desk notices by itself as soon as it asks.
    const before = [agent, reviewer].map(snapshotsOf)
    await db().insertInto('subjects').values({ id: person.subjectId, account_no: accountNo!, name: name!, status: 'active', region: 'CN', registered_at: origin.now(), products: '[]', synthetic: true }).execute()
    await db().updateTable('settings').set({ value: '01970000-0000-7000-8000-00000000ee01' }).where('key', '=', 'epoch').execute()
    for (const [at, desk] of [agent, reviewer].entries()) {
      await until('a bootstrap', async () => {
        await desk.get('sync.now', {})
        return snapshotsOf(desk) >= must(before[at], 'a count') + 2
      })
      await untilSynced(desk)
      await expectGone(desk, person)
      await desk.close()
      const held = await deskHolds(origin, desk)
      expect(JSON.stringify(held.directory)).not.toContain(accountNo)
      expect(Object.keys(held.records)).not.toContain(`subject ${person.subjectId}`)
    }
    await db().deleteFrom('subjects').where('id', '=', person.subjectId).execute()
    agent = await reopen(origin, agent)
    reviewer = await reopen(origin, reviewer)
  })
})

describe('an erasure that a desk cannot finish at once', () => {
  it('gives no receipt while a trace is left, and is finished after the desk was opened again', async () => {
    const { rows } = await agent.get('queue.list', { view: 'team', limit: 100 })
    const requestId = rows.find((row) => row.right === 'delete' && row.state === 'received')!.id
    const person = await personOf((await openCase(agent, requestId)).row.caseNo)
    const erasureId = await proposeErasure(agent, requestId)
    await catchUp(origin, agent, reviewer)
    // Somebody left a note about the person in the export folder.
    const note = path.join(agent.exportDir, 'note.txt')
    await mkdir(agent.exportDir, { recursive: true })
    await writeFile(note, `回电 ${person.texts[0]!}`)
    expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
    const stuck = await until('the failed purge', async () => {
      const { purge } = await agent.get('erasure.open', { requestId })
      return purge?.error !== undefined && purge
    })
    expect(stuck).toMatchObject({ state: 'pending', error: { kind: 'purge-pending', params: { why: 'residue-left' } } })
    await expectGone(agent, person)
    const received = async () => (await db().selectFrom('erasure_devices').select('name').where('erasure_id', '=', erasureId).where('received_at', 'is not', null).execute()).map((row) => row.name)
    await until('the other desk’s receipt', async () => (await received()).includes('二号'))
    expect(await received()).toEqual(['二号'])
    expect(await stateAt(reviewer, requestId)).toBe('executed')

    await agent.kill()
    await writeFile(note, '已回电')
    agent = await reopen(origin, agent)
    await untilState(requestId, 'completed', agent, reviewer)
    expect((await received()).sort()).toEqual(['一号', '二号'])
    expect((await agent.get('erasure.open', { requestId })).purge).toMatchObject({ state: 'done' })
    expect((await agent.get('audit.verify', {})).intact).toBe(true)
    for (const desk of [agent, reviewer]) expect(desk.internal).toEqual([])
  })
})
