// An erasure takes every trace of one person and nothing of anybody else; only the copy under a new key makes it true of the bytes.
import { createHash } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { eraseLogRows } from '../../src-main/erasure/erase-log-rows'
import { eraseSubject, type PurgeJobState } from '../../src-main/erasure/execute'
import { readNeedles } from '../../src-main/erasure/needle-file'
import { ERASURE_POLICY } from '../../src-main/erasure/policy'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { insertOutboxItem } from '../../src-main/vault/repositories/outbox'
import { putDraft } from '../../src-main/vault/repositories/drafts'
import { notePackageWritten, putPackageFile } from '../../src-main/vault/repositories/package-files'
import { putRecords } from '../../src-main/vault/repositories/records'
import { removeCopies } from '../../src-main/usecases/saved-copies'
import type { Tx } from '../../src-main/vault/transaction'
import { must } from '../../src-shared/base/assert'
import { TAKEN_OUT } from '../../src-shared/domain/mentions'
import { mustOk } from '../../src-shared/base/result'
import { type Id, type MutationId, type StaffId, type SubjectId } from '../../src-shared/base/ids'
import { checkEraseReceipt } from '../../src-shared/formats/receipt'
import { NOW } from './desk-store'
import { addPerson, clock, closeDesks, dump, newId, openDesk, orderFor, purge, residueOf, type Desk, type Person } from './erasing-desk'

afterEach(closeDesks)

describe('erasing one person', () => {
  it('leaves no trace in any table and takes no row of anybody else', async () => {
    const desk = await openDesk()
    const people: Person[] = []
    for (let at = 0; at < 12; at++) people.push(await addPerson(desk, at))
    const [gone, ...others] = people
    if (!gone) throw new Error('a person')
    const before = await dump(desk.vault)
    const order = await orderFor(desk, gone)
    expect(order.needles.length).toBeGreaterThan(10)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    await eraseLogRows(desk.vault, clock, { erasureId: order.erasureId, ids: [gone.subjectId], needlesKey: '' })
    const after = await dump(desk.vault)

    const text = JSON.stringify(after)
    for (const canary of gone.canaries) expect(text).not.toContain(canary)
    for (const other of others) for (const canary of other.canaries) expect(text).toContain(canary)
    for (const [table, policy] of Object.entries(ERASURE_POLICY)) {
      if (policy.rows !== 'deleted' || table === 'people_fts') continue
      const lost = (before[table] ?? []).filter((row) => !(after[table] ?? []).includes(row))
      const mine = (row: string): boolean => row.includes(gone.subjectId) || row.includes(gone.requestId) || gone.canaries.some((canary) => row.includes(canary)) || /^\{"n":1,/.test(row) || table.startsWith('person_')
      expect(lost.length, table).toBeGreaterThan(0)
      expect(lost.every(mine), table).toBe(true)
    }
    const [item] = await desk.vault.reader.selectFrom('outbox').selectAll().where('state', '=', 'refused').execute()
    expect(item).toMatchObject({ args: null, subject_id: null })
    expect(JSON.parse(item?.rejection ?? '{}')).toMatchObject({ code: 'gone_erased' })
  })

  it('is the same when the order comes twice', async () => {
    const desk = await openDesk()
    const person = await addPerson(desk, 0)
    const order = await orderFor(desk, person)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    const once = await dump(desk.vault)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    expect(await dump(desk.vault)).toEqual(once)
  })
})

/** Two transfers that concerned the person, one of everybody, an exception, a hold on the person, and an act on it that waits: names stand in all of them. */
async function addEntriesAbout(desk: Desk, { subjectId, canaries }: Person, other: Person) {
  const [, mobile = '', name = ''] = canaries
  const ids = { known: newId<string>(), told: newId<string>(), everyone: newId<string>(), exception: newId<string>(), hold: newId<string>(), incident: newId<string>() }
  const grouped = `${mobile.slice(2, 5)} ${mobile.slice(5, 9)} ${mobile.slice(9)}`
  const over = (reason: string) => ({ until: NOW, reason, by: 's', at: NOW })
  const put = (type: 'transfer' | 'exception' | 'transfer-share' | 'hold' | 'incident', id: string, body: Readonly<Record<string, unknown>>) => ({ type, id, v: 1, body: { id, ...body }, scopes: ['desk:dalian'] })
  await desk.vault.transaction(async (tx) => {
    await putRecords(tx, [
      put('transfer', ids.known, { ground: { by: 'consent' }, ending: over(`${name}撤回`) }),
      // The share is not on this desk: the signed order alone names it.
      put('transfer', ids.told, { ground: { by: 'consent' }, declined: over('本人不知情') }),
      put('transfer', ids.everyone, { ground: { by: 'contract', reference: 'HT-1', from: '2026-01-01' }, ending: over(`因${name}与${must(other.canaries[2], 'a name')}要求`) }),
      put('transfer-share', `${ids.known}:${subjectId}`, { transferId: ids.known, subjectId }), put('hold', ids.hold, { matter: '民初88号', reach: 'person', subjectId, reason: `${name}起诉`, extensions: [{ reviewOn: '2026-12-01', reason: `${name}上诉`, by: 's', at: NOW }] }), put('incident', ids.incident, { what: `${name}收到别人的账单`, affected: [subjectId], erased: [], measures: [{ text: `已致电${name}`, by: 's', at: NOW }], notices: [] }), put('exception', ids.exception, { statute: { title: '某法', article: '第一条' }, reason: `${name}来电 ${grouped}`, reviews: [{ on: '2026-06-01', by: 's', note: `见${name}一案` }] }),
    ], 1)
    const act = { chain: `exception:${ids.exception}`, op: 'exception.end@1' as const, base: 1, args: { invocationId: ids.exception, reason: `${name}不同意` }, subjectId: undefined, staffId: newId<StaffId>(), seenAt: NOW }
    await insertOutboxItem(tx, { ...act, mid: newId<MutationId>(), madeAt: { wall: NOW, mono: 0, bootId: 'b', offset: 0, uncertain: false } })
    await tx.insertInto('outbox_done').values({ seq: 2_000, mid: newId<MutationId>(), chain: act.chain, n: 1, op: 'exception.review@1', base: 1, args: JSON.stringify({ note: `见${name}一案` }), subject_id: null, staff_id: newId<StaffId>(), made_at: '{}', applied_v: 1, done_at: NOW }).execute()
    await tx.insertInto('drafts').values({ staff_id: act.staffId, form: 'end-exception', target: ids.exception, request_id: null, subject_id: null, base: 1, body: JSON.stringify({ form: 'end-exception', reason: `${name}来电不同意` }), saved_at: NOW }).execute()
    await tx.insertInto('saved_views').values({ staff_id: act.staffId, view_id: newId(), name: `${name}的几件`, query: '{"view":"team"}', made_at: NOW }).execute()
    await tx.insertInto('audit').values({ seq: 100, entry: '{}', hash: 'f'.repeat(64) }).execute()
    await tx.insertInto('audit_details').values({ seq: 100, subject_id: null, salt: 's', detail: JSON.stringify({ reason: `${name}不同意` }) }).execute()
  })
  return ids
}

/** What an erasure with a gap would leave: the person's own row, and one that nobody owns any more. */
const FORGOTTEN: readonly ((tx: Tx, person: Person, mark: string) => Promise<unknown>)[] = [
  (tx, _person, mark) => tx.insertInto('log_rows').values({ subject_id: newId<SubjectId>(), n: 1, category: 'search-query', at: NOW, product: 'trade-search', ip: '203.0.113.250', detail: `query ${mark} 1` }).execute(),
  (tx, { subjectId, requestId }, mark) => putDraft(tx, { staffId: newId<StaffId>(), form: 'decide', target: requestId, requestId, subjectId, base: 3, body: { form: 'decide', outcome: 'granted', text: `draft ${mark}` }, savedAt: NOW }),
  (tx, _person, mark) => tx.updateTable('audit_details').set({ detail: `opened ${mark}` }).where('detail', 'is', null).execute(),
  (tx, { canaries: [, , name] }) => putRecords(tx, [{ type: 'exception', id: newId(), v: 9, body: { statute: { title: '某法', article: '第一条' }, reason: `${String(name)}来信`, reviews: [] }, scopes: ['desk:dalian'] }], 1),
  (tx, { canaries: [, , name] }) => putRecords(tx, [{ type: 'transfer', id: newId(), v: 9, body: { ground: { by: 'consent' }, declined: { reason: `${String(name)}来信` } }, scopes: ['desk:dalian'] }], 1),
  (tx, { canaries: [, , name] }) => putRecords(tx, [{ type: 'hold', id: newId(), v: 9, body: { matter: '民初88号', reach: 'everyone', reason: `${String(name)}起诉`, extensions: [] }, scopes: ['desk:dalian'] }], 1),
  (tx, { canaries: [, , name] }) => putRecords(tx, [{ type: 'incident', id: newId(), v: 9, body: { what: `${String(name)}收到别人的账单`, measures: [], notices: [], affected: [], erased: [] }, scopes: ['desk:dalian'] }], 1),
  (tx, { requestId }, mark) => putRecords(tx, [{ type: 'letter', id: `${requestId}:closure:1`, v: 9, body: { requestId, text: `办结 ${mark}` }, scopes: ['desk:dalian'] }], 1),
  (tx, { requestId }, mark) => putRecords(tx, [{ type: 'request', id: requestId, v: 9, body: { id: requestId, subjectId: newId<SubjectId>(), text: `请删除我的记录 ${mark}` }, scopes: ['desk:dalian'] }], 1),
]

describe('purging after an erasure', () => {
  it('finds residue before the copy and none after it, and signs a receipt that verifies', async () => {
    const desk = await openDesk()
    const people: Person[] = []
    for (let at = 0; at < 40; at++) people.push(await addPerson(desk, at))
    const gone = must(people[17], 'a person')
    const order = await orderFor(desk, gone)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    // The power of the test: without the copy, the same search finds what DELETE left in the file or its WAL.
    expect(await residueOf(desk, gone, order.needles)).toBeGreaterThan(0)
    const oldFile = desk.vault.file

    const { outcome, orgPublicKey } = await purge(desk)
    expect(outcome).toEqual({ done: [order.erasureId], failed: [] })
    expect(await residueOf(desk, gone, order.needles)).toBe(0)
    expect(desk.vault.file).not.toBe(oldFile)
    expect((await readdir(desk.dir)).filter((name) => name.startsWith('needles-') || name.startsWith('store-000001'))).toEqual([])

    const row = await desk.vault.reader.selectFrom('erasures').selectAll().executeTakeFirstOrThrow()
    const receipt = mustOk(checkEraseReceipt(JSON.parse(row.receipt ?? 'null'), orgPublicKey, nodeCrypto))
    expect(receipt.receipt).toMatchObject({ erasureId: order.erasureId, storeGeneration: 2 })
    expect(receipt.receipt.residue.hits).toBe(0)
    expect(receipt.receipt.counts['log_rows']).toBe(60)
  })

  it('finds a row that the erasure forgot: it passes for nobody else’s', async () => {
    for (const forget of FORGOTTEN) {
      const desk = await openDesk()
      const people = [await addPerson(desk, 0), await addPerson(desk, 1)] as const
      const order = await orderFor(desk, people[0])
      const [mark] = people[0].canaries
      await desk.vault.transaction((tx) => eraseSubject(tx, order))
      await desk.vault.transaction((tx) => forget(tx, people[0], must(mark, 'a mark')))
      expect((await purge(desk)).outcome.failed).toEqual([{ erasureId: order.erasureId, why: 'residue-left' }])
    }
  })

  it('takes the person out of the reasons of what stays, and finds nothing of them afterwards', async () => {
    const desk = await openDesk()
    const [gone, other] = [await addPerson(desk, 0), await addPerson(desk, 1)]
    const ids = await addEntriesAbout(desk, gone, other)
    const order = await orderFor(desk, gone)
    await desk.vault.transaction((tx) => eraseSubject(tx, { ...order, refs: [...order.refs, ['transfer-share', `${ids.known}:${gone.subjectId}`], ['transfer-share', `${ids.told}:${gone.subjectId}`]] }))
    await eraseLogRows(desk.vault, clock, { erasureId: order.erasureId, ids: [gone.subjectId], needlesKey: '' })
    const after = JSON.stringify(await dump(desk.vault))
    for (const canary of gone.canaries) expect(after).not.toContain(canary)
    expect([JSON.stringify(await desk.vault.reader.selectFrom('records').selectAll().execute()).includes(gone.subjectId), after.includes(must(other.canaries[2], 'a name'))]).toEqual([false, true])
    const bodyOf = async (id: string) => JSON.parse((await desk.vault.reader.selectFrom('records').select('body').where('id', '=', id).executeTakeFirstOrThrow()).body) as Readonly<Record<string, { readonly reason?: string }>>
    expect(await bodyOf(ids.known)).toMatchObject({ ending: { reason: '' } })
    expect(await bodyOf(ids.told)).toMatchObject({ declined: { reason: '' } })
    expect(await bodyOf(ids.everyone)).toMatchObject({ ending: { reason: `因${TAKEN_OUT}与${must(other.canaries[2], 'a name')}要求` } })
    expect(await bodyOf(ids.incident)).toEqual({ id: ids.incident, what: `${TAKEN_OUT}收到别人的账单`, affected: [], erased: [order.erasureId], measures: [{ text: `已致电${TAKEN_OUT}`, by: 's', at: NOW }], notices: [] })
    expect(await bodyOf(ids.hold)).toEqual({ id: ids.hold, matter: '民初88号', reach: 'person', reason: `${TAKEN_OUT}起诉`, extensions: [{ reviewOn: '2026-12-01', reason: `${TAKEN_OUT}上诉`, by: 's', at: NOW }] })
    expect(await bodyOf(ids.exception)).toMatchObject({ reason: `${TAKEN_OUT}来电 ${TAKEN_OUT}`, reviews: [{ note: `见${TAKEN_OUT}一案` }], statute: { title: '某法' } })
    const [waiting] = await desk.vault.reader.selectFrom('outbox').select(['args', 'state']).where('op', '=', 'exception.end@1').execute()
    expect(waiting).toEqual({ state: 'to-send', args: JSON.stringify({ invocationId: ids.exception, reason: `${TAKEN_OUT}不同意` }) })
    expect(await desk.vault.reader.selectFrom('drafts').select('body').where('subject_id', 'is', null).execute()).toEqual([{ body: JSON.stringify({ form: 'end-exception', reason: `${TAKEN_OUT}来电不同意` }) }])
    expect(await desk.vault.reader.selectFrom('saved_views').select('name').execute()).toEqual([{ name: `${TAKEN_OUT}的几件` }])
    expect((await purge(desk)).outcome).toEqual({ done: [order.erasureId], failed: [] })
  })

  it('is not held back by the words of a hold that stays, though staff wrote them of the person too', async () => {
    const desk = await openDesk()
    const [gone, hold, words] = [await addPerson(desk, 0), newId<string>(), 'Evidence kept for 民初88号, see the letter of 法务部']
    const { subjectId, requestId } = gone
    const note = `${words}。${'本人于九月来电询问进度，已说明原因与期限。'.repeat(3)}`
    const row = { requestId, subjectId, staffId: newId<StaffId>(), base: 1, savedAt: NOW }
    await desk.vault.transaction(async (tx) => {
      await putRecords(tx, [
        { type: 'hold', id: hold, v: 1, body: { id: hold, matter: '民初88号', reach: 'person', subjectId, reason: words, extensions: [] }, scopes: ['desk:dalian'] },
        { type: 'note', id: newId(), v: 1, body: { requestId, subjectId, text: note }, scopes: ['desk:dalian'] },
      ], 1)
      await putDraft(tx, { ...row, form: 'decide', target: requestId, body: { form: 'decide', text: words.toUpperCase() } })
      await putDraft(tx, { ...row, form: 'set-aside', target: newId(), body: { form: 'hold', op: 'hold.place@1', reason: '另一个诉讼，材料在档案室' } })
      await tx.insertInto('outbox_done').values({ seq: 2_000, mid: newId<MutationId>(), chain: `hold:${hold}`, n: 1, op: 'hold.lift@1', base: 1, args: JSON.stringify({ holdId: hold, reason: '双方已经和解，案件撤回' }), subject_id: null, staff_id: row.staffId, made_at: '{}', applied_v: 1, done_at: NOW }).execute()
      await tx.insertInto('outbox_done').values({ seq: 2_001, mid: newId<MutationId>(), chain: `request:${requestId}`, n: 2, op: 'request.pause@1', base: 1, args: JSON.stringify({ requestId, reason: '双方已经和解，案件撤回' }), subject_id: subjectId, staff_id: row.staffId, made_at: '{}', applied_v: 1, done_at: NOW }).execute()
    })
    const order = await orderFor(desk, gone)
    expect(order.needles.filter((needle) => needle.includes('来电询问')).length).toBeGreaterThan(0)
    expect(order.needles).not.toContain('另一个诉讼，材料在档案室')
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    expect((await purge(desk)).outcome).toEqual({ done: [order.erasureId], failed: [] })
    expect(JSON.stringify(await dump(desk.vault))).toContain(words)
  })

  it('is not held back by a reason of an exception or an end of a transfer that says what was written of the person too; a name in one is', async () => {
    const desk = await openDesk()
    const [gone, reason, end] = [await addPerson(desk, 0), '业务部来函："留存至诉讼时效届满"\n附清单', '对方于合同期满当日退回全部资料']
    const { subjectId, requestId } = gone
    const name = must(gone.canaries[2], 'a name')
    const [exception, transfer] = [newId<string>(), newId<string>()]
    await desk.vault.transaction(async (tx) => {
      await putRecords(tx, [
        { type: 'exception', id: exception, v: 1, body: { id: exception, case: 'legal-duty', statute: { title: '某法', article: '一' }, reason: `${reason}，${name}一案`, reviews: [] }, scopes: ['desk:dalian'] },
        { type: 'transfer', id: transfer, v: 1, body: { id: transfer, reach: 'everyone', ground: { by: 'contract', reference: 'HT-1' }, ending: { reason: end } }, scopes: ['desk:dalian'] },
        { type: 'note', id: newId(), v: 1, body: { requestId, subjectId, text: reason }, scopes: ['desk:dalian'] },
        { type: 'note', id: newId(), v: 1, body: { requestId, subjectId, text: end }, scopes: ['desk:dalian'] },
      ], 1)
    })
    const order = await orderFor(desk, gone)
    expect(order.needles).toContain(name)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    expect((await purge(desk)).outcome).toEqual({ done: [order.erasureId], failed: [] })
    const left = JSON.stringify(await dump(desk.vault))
    expect([left.includes(end), left.includes(name), left.includes(`${TAKEN_OUT}一案`)]).toEqual([true, false, true])
    // The power of the search: a name that somebody writes there afterwards holds the next receipt back.
    const again = await addPerson(desk, 1)
    const next = await orderFor(desk, again)
    await desk.vault.transaction((tx) => eraseSubject(tx, next))
    await desk.vault.transaction((tx) => putRecords(tx, [{ type: 'exception', id: exception, v: 2, body: { id: exception, reason: `${must(again.canaries[2], 'a name')}一案` }, scopes: ['desk:dalian'] }], 1))
    expect((await purge(desk)).outcome.failed).toEqual([{ erasureId: next.erasureId, why: 'residue-left' }])
  })

  it('is not held back by the id of a closed case, however long the words beside it in the audit record were: its bare record stays', async () => {
    const desk = await openDesk()
    const [gone, closed, requests] = [await addPerson(desk, 0), newId<string>(), { seq: 100, words: '短信验证码回执' }]
    const { subjectId } = gone
    await desk.vault.transaction(async (tx) => {
      for (let length = 0; length < 80; length++) {
        const detail = JSON.stringify({ args: { evidence: `${requests.words}${'好'.repeat(length)}`, identifierId: newId(), method: 'one-time-code', requestId: closed }, base: 3, op: 'request.verify@1' })
        await tx.insertInto('audit').values({ seq: requests.seq + length, entry: '{}', hash: String(length).padStart(64, '0') }).execute()
        await tx.insertInto('audit_details').values({ seq: requests.seq + length, subject_id: subjectId, salt: 's', detail }).execute()
      }
    })
    const order = await orderFor(desk, gone)
    expect(order.needles.filter((needle) => needle.includes(closed.slice(0, 8)))).toEqual([])
    expect(order.needles.filter((needle) => needle.startsWith(requests.words)).length).toBeGreaterThan(30)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    await desk.vault.transaction((tx) => putRecords(tx, [{ type: 'request', id: closed, v: 4, body: { id: closed, caseNo: '26-1999', subjectId, right: 'access', state: 'withdrawn', channel: 'website', receivedOn: '2026-06-01', keyedAt: NOW, text: '', identityChecks: [], outerOn: '2026-07-01', timeline: [] }, scopes: ['desk:dalian'] }], 1))
    expect((await purge(desk)).outcome).toEqual({ done: [order.erasureId], failed: [] })
  })

  it('goes on after a crash between deletion and purge, with what the job’s row and the sealed file hold', async () => {
    const desk = await openDesk()
    const [person] = [await addPerson(desk, 0), await addPerson(desk, 1)]
    const order = await orderFor(desk, person)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    // nothing of this run is left but the files: the job's row alone names the key of the needles
    const job = await desk.vault.reader.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
    const state = JSON.parse(job.state) as PurgeJobState
    expect(await readNeedles(desk.dir, state.erasureId, state.needlesKey)).toEqual(order.needles)
    expect((await purge(desk)).outcome.done).toEqual([order.erasureId])
  })

  it('writes no receipt when the needles are lost, and says so', async () => {
    const desk = await openDesk()
    const person = await addPerson(desk, 0)
    const order = await orderFor(desk, person)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    await rm(join(desk.dir, `needles-${order.erasureId}.sealed`))
    expect((await purge(desk)).outcome).toEqual({ done: [], failed: [{ erasureId: order.erasureId, why: 'needles-lost' }] })
    expect((await desk.vault.reader.selectFrom('erasures').select('receipt').executeTakeFirstOrThrow()).receipt).toBeNull()
  })

  it('tried again after its transaction failed, does not count as out of reach the packages that it has destroyed itself', async () => {
    const desk = await openDesk()
    const person = await addPerson(desk, 0)
    const fileId: string = newId<Id<'package-file'>>()
    const bytes = Buffer.from('a package that was handed out')
    await desk.vault.transaction(async (tx) => {
      await putPackageFile(tx, { fileId, packageId: newId<Id<'package'>>(), subjectId: person.subjectId, requestId: person.requestId, staffId: newId<StaffId>(), fileName: 'mine.zip', writtenAt: NOW, expiresAt: NOW })
      await notePackageWritten(tx, fileId, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    })
    await writeFile(join(desk.exportDir, 'mine.zip'), bytes)
    const destroyed = new Set<string>()
    const outOfReach = (of: Set<string>): Promise<number> => removeCopies(desk.vault.reader, person.subjectId, desk.exportDir, of)
    expect([await outOfReach(destroyed), await readdir(desk.exportDir)]).toEqual([0, []])
    expect(await outOfReach(destroyed)).toBe(0)
    // One that somebody else took away is out of reach.
    expect(await outOfReach(new Set())).toBe(1)
  })
})
