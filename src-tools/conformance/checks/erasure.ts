// One erasure from the plan to the certificate, of the throw-away person that the configuration names (docs/sync.md, sections 6 and 7).
import type { ErasureId, RequestId, SubjectId } from '../../../src-shared/base/ids'
import { toDay } from '../../../src-shared/base/clock'
import { createErasurePlan, type PlannedHolding } from '../../../src-shared/domain/erasure-plan'
import type { HoldEntry } from '../../../src-shared/domain/hold-register'
import { fromBase64url } from '../../../src-shared/formats/canonical'
import { checkErasureCertificate, planHash } from '../../../src-shared/formats/certificate'
import { idsHash } from '../../../src-shared/formats/receipt'
import { verifyCanonical } from '../../../src-shared/formats/signed'
import { nodeCrypto } from '../../node-crypto'
import { createCopy } from '../copy'
import { signReceipt } from '../device'
import type { Copy } from '../held'
import { deskOf, makeCreate, makeItem, mustBeApplied, mustBeRejected, pushOne, requestOf } from '../items'
import type { Line } from '../page'
import { listOf, must, mustBe, need, part, Skipped } from '../verdict'
import { get, isSame, post, type Enrolled, type Visit } from '../visit'
import { freshToken } from './access'
import { mustRefuse, type Check } from './check'
import { copyOf } from './feed'
import { intakeFor, searchFor } from './others'

const WORDS = '一致性检查删除 conformance erasure words'
const erasureOf = (visit: Visit) => need(visit.found.erasure, 'erase.proposed')
const holders = (visit: Visit): readonly Enrolled[] => [need(visit.found.first, 'enrol.certificate'), ...(visit.found.second ? [visit.found.second] : [])]
const copiesOf = (visit: Visit): readonly Copy[] => [copyOf(visit), ...(visit.found.secondCopy ? [visit.found.secondCopy] : [])]
const approvalOf = (visit: Visit): Line => makeItem(visit, 'erasure.approve@1', { erasureId: erasureOf(visit).erasureId, planHash: erasureOf(visit).planHash }, { base: 1, chain: `erasure:${erasureOf(visit).erasureId}` })

/** The plan that any origin must get from the same holdings, the same rules and the same day. */
function planOf(visit: Visit, requestId: string, subjectId: string) {
  const { held } = copyOf(visit)
  const rules = need(visit.found.rules, 'enrol.certificate')
  const holdings = [...held].filter(([key, { body }]) => key.startsWith('holding ') && body['subjectId'] === subjectId).map(([, { body }]) => body as unknown as PlannedHolding)
  const holds = [...held].filter(([key]) => key.startsWith('hold ')).map(([, { body }]) => body as unknown as HoldEntry)
  const subjectVersion = need(held.get(`subject ${subjectId}`), 'the person by the feed').v
  return createErasurePlan({ requestId: requestId as RequestId, subjectId: subjectId as SubjectId, deletionGround: 'purpose-over', subjectVersion, holdings, holds, today: toDay(visit.now()), rules, packVersion: rules.version })
}

async function propose(visit: Visit): Promise<void> {
  const accountNo = visit.input.config.erase
  if (accountNo === undefined) throw new Skipped('the configuration names nobody who may be erased')
  const who = deskOf(visit)
  const copy = copyOf(visit)
  await copy.follow()
  const cursorBefore = copy.cursor
  const rows = await searchFor(visit, accountNo)
  mustBe('people with the account number that may be erased', rows.length, 1)
  const subjectId = String(part(rows[0], 'id'))
  const create = makeCreate(visit, subjectId, { right: 'delete', text: WORDS })
  const requestId = requestOf(create)
  mustBeApplied(await pushOne(visit, who, create), 1)
  mustBeApplied(await pushOne(visit, who, makeItem(visit, 'request.take@1', { requestId }, { base: 1 })), 2)
  await copy.until('the person in full, since a case concerns them', ({ held }) => held.has(`subject ${subjectId}`) && held.get(`request ${requestId}`)?.v === 2)
  const identifierId = part(copy.held.get(`subject ${subjectId}`)?.body, 'identifiers', 0, 'id')
  mustBeApplied(await pushOne(visit, who, makeItem(visit, 'request.verify@1', { requestId, identifierId, method: 'one-time-code', evidence: '一致性检查' }, { base: 2 })), 3)
  if (visit.found.second) {
    visit.found.secondCopy = createCopy(visit, visit.found.second)
    for (const scope of visit.found.second.caseScopes) await visit.found.secondCopy.snapshot(scope)
  }
  const plan = planOf(visit, requestId, subjectId)
  const args = { requestId, erasureId: visit.newId<ErasureId>(), plan, planHash: planHash(plan, nodeCrypto), text: '已按计划删除', rulesPack: plan.rulesPack }
  mustBeRejected(await pushOne(visit, who, makeItem(visit, 'erasure.propose@1', { ...args, planHash: '0'.repeat(64) }, { base: 3 })), 'invalid')
  const smaller = { ...plan, lines: plan.lines.slice(1) }
  mustBeRejected(await pushOne(visit, who, makeItem(visit, 'erasure.propose@1', { ...args, plan: smaller, planHash: planHash(smaller, nodeCrypto) }, { base: 3 })), 'precondition')
  mustBeApplied(await pushOne(visit, who, makeItem(visit, 'erasure.propose@1', args, { base: 3 })), 4)
  // Its text says that something was erased: nobody has it in hand before it is true.
  const answer = { requestId, kind: 'decision', version: 1, deliveryId: visit.newId(), channel: 'post', on: toDay(visit.now()) }
  mustBeRejected(await pushOne(visit, who, makeItem(visit, 'letter.deliver@1', answer, { chain: `letter:${requestId}:decision:1` })), 'precondition')
  await copy.until('the proposal in the feed', ({ held }) => held.has(`erasure ${args.erasureId}`))
  visit.found.erasure = { subjectId, requestId, erasureId: args.erasureId, planHash: args.planHash, cursorBefore }
}

async function readEntry(visit: Visit): Promise<void> {
  const { erasureId, subjectId } = erasureOf(visit)
  const key = need(visit.found.originKey, 'hello.signed')
  for (const copy of copiesOf(visit)) {
    await copy.until('an erase entry at every device that holds the person', ({ erased }) => erased.some((line) => line['erasureId'] === erasureId))
    const entry = need(copy.erased.find((line) => line['erasureId'] === erasureId), 'the entry')
    must('the person’s id', entry['subjectId'] === subjectId)
    must('the person among the refs', listOf(entry['refs']).some((ref) => isSame(ref, ['subject', subjectId])))
    const signed = { erasureId, subjectId, refs: entry['refs'], executedAt: entry['executedAt'] }
    must('an entry signed by the origin’s key', verifyCanonical(signed, String(entry['sig']), key, nodeCrypto), 'another signature')
    visit.found.erasure = { ...erasureOf(visit), entry }
  }
}

async function isGone(visit: Visit): Promise<void> {
  const { subjectId } = erasureOf(visit)
  need(erasureOf(visit).entry, 'erase.entry')
  mustRefuse(await visit.ask(get(`/people/${subjectId}/rows`), deskOf(visit)), 410, 'gone_erased')
  mustBeRejected(await pushOne(visit, deskOf(visit), makeCreate(visit, subjectId)), 'gone_erased', 'never')
  const accountNo = need(visit.input.config.erase, 'erase')
  mustBe('people found by the account number', (await searchFor(visit, accountNo)).length, 0)
  if (visit.input.config.intakeToken !== undefined) mustRefuse(await intakeFor(visit, accountNo), 404, 'not_found')
}

const PERSONAL = new Set(['subject', 'directory', 'consent', 'holding'])

/** In a fresh copy, and in what follows a cursor of before the erasure. */
async function neverReturns(visit: Visit): Promise<void> {
  const { subjectId, cursorBefore } = erasureOf(visit)
  need(erasureOf(visit).entry, 'erase.entry')
  const first = need(visit.found.first, 'enrol.certificate')
  const fresh = createCopy(visit, first)
  const scopes = [...first.caseScopes, ...(first.directoryScope === undefined ? [] : [first.directoryScope])]
  const pages = []
  for (const scope of scopes) pages.push(...(await fresh.snapshot(scope)))
  const old = createCopy(visit, first)
  old.cursor = cursorBefore
  await old.follow()
  const lines = [...pages.flatMap((page) => page.lines), ...old.told]
  const isPersonal = (line: Line): boolean => line['t'] === 'put' && PERSONAL.has(String(line['type'])) && (line['id'] === subjectId || part(line, 'body', 'subjectId') === subjectId)
  mustBe('records of the erased person', lines.filter(isPersonal).length, 0)
  must('nothing of the words of their request', !JSON.stringify(lines).includes(WORDS), 'the words')
}

function receiptOf(visit: Visit, holder: Enrolled, more: Line = {}): object {
  const { erasureId, subjectId } = erasureOf(visit)
  const at = visit.now()
  return signReceipt(holder.device, holder.certificate, {
    v: 1, kind: 'erase-receipt', erasureId, device: holder.device.id, cursor: 'conformance', counts: { records: 1 }, idsHash: idsHash([subjectId], nodeCrypto), storeGeneration: 2,
    deletedAt: at, purgedAt: at, residue: { places: 1, needles: 1, notDistinctive: 0, encodings: 1, hits: 0, checkedAt: at }, madeAt: at, ...more,
  })
}

async function sendReceipt(visit: Visit, holder: Enrolled, receipt: object): Promise<readonly unknown[]> {
  const { json } = await visit.ask(post('/ack', { results: [], receipts: [{ erasureId: erasureOf(visit).erasureId, receipt }], commandsDone: [] }), holder)
  return listOf(part(json, 'accepted'))
}

async function refusesReceipts(visit: Visit): Promise<void> {
  need(erasureOf(visit).entry, 'erase.entry')
  const [first, second] = holders(visit)
  const holder = need(first, 'enrol.certificate')
  const good = receiptOf(visit, holder) as Line
  const residue = part(good, 'body', 'residue') as Line
  const bad: object[] = [
    receiptOf(visit, holder, { residue: { ...residue, hits: 1 } }),
    receiptOf(visit, holder, { erasureId: visit.newId() }),
    { ...good, body: { ...(good['body'] as Line), storeGeneration: 3 } },
    {},
    ...(second ? [receiptOf(visit, second), { ...(receiptOf(visit, second) as Line), certificate: holder.certificate }] : []),
  ]
  for (const receipt of bad) mustBe('receipts accepted of one with residue, of another erasure, changed, empty or of another device', (await sendReceipt(visit, holder, receipt)).length, 0)
}

async function takesReceipts(visit: Visit): Promise<void> {
  need(erasureOf(visit).entry, 'erase.entry')
  for (const holder of holders(visit)) {
    const receipt = receiptOf(visit, holder)
    // The answer may be lost: the same receipt again is answered the same.
    for (let times = 0; times < 2; times++) must('the receipt accepted', (await sendReceipt(visit, holder, receipt)).includes(erasureOf(visit).erasureId), 'it was not')
  }
}

async function completes(visit: Visit): Promise<void> {
  const { erasureId } = erasureOf(visit)
  need(erasureOf(visit).entry, 'erase.entry')
  const copy = copyOf(visit)
  const record = () => copy.held.get(`erasure ${erasureId}`)?.body
  await copy.follow()
  const ours = new Set<unknown>(holders(visit).map(({ device }) => device.id))
  const others = listOf(record()?.['devices']).filter((device) => !ours.has(part(device, 'deviceId')))
  if (others.length > 0) throw new Skipped(`${others.length} other devices hold the person and must answer first`)
  await copy.until('the erasure completed', () => record()?.['state'] === 'completed')
  const checked = checkErasureCertificate(record()?.['certificate'], fromBase64url(visit.input.enrolment.orgPublicKey), nodeCrypto)
  mustBe('check of the certificate', checked.ok ? 'ok' : checked.error, 'ok')
}

export const erasureChecks: readonly Check[] = [
  { name: 'erase.proposed', section: 6, ground: 'of-its-area', run: propose },
  {
    name: 'erase.second-person', section: 6,
    run: async (visit) => {
      const { device } = need(visit.found.first, 'enrol.certificate')
      mustBeRejected(await pushOne(visit, { device, token: await freshToken(visit, 'agent') }, approvalOf(visit)), 'forbidden', 'never')
    },
  },
  { name: 'erase.fresh', section: 6, run: async (visit) => mustBeRejected(await pushOne(visit, deskOf(visit, 'reviewer'), approvalOf(visit)), 'needs_online_auth', 'after_login') },
  {
    name: 'erase.approved', section: 6, ground: 'of-its-area',
    run: async (visit) => {
      erasureOf(visit)
      const who = { device: need(visit.found.first, 'enrol.certificate').device, token: await freshToken(visit, 'reviewer') }
      const item = approvalOf(visit)
      mustBeApplied(await pushOne(visit, who, item), 2)
      mustBe('the same approval again', part(await pushOne(visit, who, item), 't'), 'duplicate')
    },
  },
  { name: 'erase.entry', section: 7, ground: 'of-its-area', run: readEntry },
  { name: 'erase.gone', section: 6, run: isGone },
  { name: 'erase.no-return', section: 7, run: neverReturns },
  { name: 'erase.receipt-refused', section: 7, run: refusesReceipts },
  { name: 'erase.receipt-taken', section: 7, run: takesReceipts },
  { name: 'erase.completed', section: 7, run: completes },
]
