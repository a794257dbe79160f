// The erasure of a request: the one already proposed, or the plan as of now; the same view before, during and after.
import { must } from '../../src-shared/base/assert'
import type { ErasureId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ErasureView } from '../../src-shared/contract/erasure'
import { deletionGroundsFor, type DeletionGround } from '../../src-shared/domain/deletion-grounds'
import { deletionGroundOf, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { letterLanguageOf } from '../../src-shared/domain/letter-language'
import { letterFor } from '../../src-shared/domain/letters'
import type { CaseRequest } from '../../src-shared/domain/request'
import { coolsOffUntil, isBegun, isCooling } from '../../src-shared/domain/request-erasure'
import { withTestMark } from '../../src-shared/domain/test-request'
import { keptByLaw, planHash as hashPlan } from '../../src-shared/formats/certificate'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OverlaidRequest } from '../sync/overlay'
import { readEntries } from '../sync/read-inventory'
import { getErasure } from '../vault/repositories/erasures'
import { getRecord, listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { recipientTaskViews, tellVerdict } from './erasure-recipients'
import { checksOf, deletionGroundView, devicesOf, groundView, planLineViews, purgeViewOf, timesOf } from './erasure-view'
import { certificateOf } from './save-certificate'
import { readFreshness } from './freshness'
import { planFor } from './plan-now'
import { lateReasonsNow } from './request-clock-view'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules' | 'auditLook' | 'crypto' | 'device' | 'purgeState' | 'loop'>

export async function openErasure(deps: Deps, { requestId }: ParsedRequestOf<'erasure.open'>): Promise<Result<ErasureView, DeskError>> {
  const { reader } = deps.vault
  const rules = deps.rules.current()
  const reading = await readRequests(reader, [requestId], { rules, today: deps.today() })
  const seen = reading.overlaid.get(requestId)
  if (!seen) return err({ kind: 'not-found' })
  const found = await findErasure(reader, seen)
  const possible = deletionGroundsFor(seen.request.right)
  const now = await planNow(deps, seen, found.plan ? deletionGroundOf(found.plan) : possible[0])
  const plan = found.plan ?? now
  if (!plan) return err({ kind: found.erasureId === undefined ? 'not-found' : 'gone-erased' })
  const planHash = hashPlan(plan, deps.crypto)
  const { record, erasureId } = found
  const proposedBy = record?.proposedBy ?? (erasureId === undefined ? undefined : seen.request.decision?.staffId)
  const freshness = await readFreshness(deps)
  const row = reading.rowOf(requestId)
  await deps.auditLook({ type: 'erasure.open', objectId: erasureId ?? requestId })
  return ok({
    requestId,
    caseNo: row.caseNo,
    maskedName: row.maskedName,
    ...(erasureId === undefined ? {} : { erasureId }),
    state: record?.state ?? (erasureId === undefined ? 'draft' : 'proposed'),
    pending: erasureId !== undefined && record === undefined,
    planHash,
    ...deletionGroundView(plan, rules),
    ...(erasureId === undefined ? { deletionGrounds: possible.map((ground) => ({ ...groundView(ground, rules), planHash: hashPlan({ ...plan, v: 2, deletionGround: ground }, deps.crypto) })) } : {}),
    lines: planLineViews(plan, rules, (await readEntries(reader, 'hold', rules)).map(({ entry }) => entry)),
    ...(record?.released ? { released: record.released } : {}),
...(record?.late ? { late: record.late } : {}),
    recipients: await recipientTaskViews(reader, { record, subjectId: seen.request.subjectId }),
    tell: record && isBegun(record.state) ? tellVerdict(deps) : 'state-changed',
    letter: seen.request.decision?.text ?? draftLetter(seen, plan, deps),
    ...lateReasonsNow(seen.request, { rules, today: deps.today() }),
    checks: checksOf({ seen, record, freshness, me: deps.me.staffId, proposedBy, planHashNow: now && hashPlan(now, deps.crypto), planHash, plan, planNow: now }),
    ...(proposedBy === undefined ? {} : { proposedBy: reading.staffName(proposedBy) }),
    ...(found.proposedAt === undefined ? {} : { proposedAt: found.proposedAt }),
    ...timesOf(record, reading.staffName),
    ...runsOnView(seen.request, record, deps),
    systems: record?.systems ?? [],
    devices: devicesOf(record, deps.device.deviceId),
    ...purgeViewOf(erasureId === undefined ? undefined : await getErasure(reader, erasureId), erasureId, deps.purgeState),
    ...certificateView(record),
    freshness,
  })
}

/** Nothing once it runs, or where it would run at once. */
function runsOnView(request: CaseRequest, record: ErasureRecord | undefined, deps: Deps): Pick<ErasureView, 'runsOn'> {
  const isOpen = request.state !== 'executing' && record?.approvedAt === undefined
  const runsOn = isOpen ? coolsOffUntil(request, deps.today(), deps.rules.current()) : isCooling(request) ? request.runsOn : undefined
  return runsOn === undefined ? {} : { runsOn }
}

interface Found {
  readonly erasureId: ErasureId | undefined
  readonly record: ErasureRecord | undefined
  readonly plan: ErasurePlan | undefined
  readonly proposedAt: number | undefined
}

/** The origin's record, else the proposal that still waits here, else nothing: then the plan is a draft. */
async function findErasure(reader: Reader, seen: OverlaidRequest): Promise<Found> {
  const { erasureId } = seen.request
  // Of a stale or declined one nothing is left in the request: it is undecided again.
  const record = erasureId === undefined ? undefined : (await getRecord(reader, 'erasure', erasureId))?.body
  if (record) return { erasureId, record, plan: record.plan as ErasurePlan, proposedAt: record.proposedAt }
  const item = seen.pending.findLast((one) => one.op === 'erasure.propose@1')
  if (item) return { erasureId, record: undefined, plan: must(item.args, 'arguments')['plan'] as ErasurePlan, proposedAt: item.madeAt.wall }
  return { erasureId, record: undefined, plan: undefined, proposedAt: undefined }
}

async function planNow(deps: Deps, { request }: OverlaidRequest, deletionGround: DeletionGround | undefined): Promise<ErasurePlan | undefined> {
  const subject = await getRecord(deps.vault.reader, 'subject', request.subjectId)
  return subject && planFor(deps.vault.reader, deps, { requestId: request.id, deletionGround }, subject)
}

function draftLetter({ request }: OverlaidRequest, plan: ErasurePlan, deps: Deps): string {
  const language = letterLanguageOf(request)
  return withTestMark(letterFor({ right: request.right, outcome: 'granted', language, request: { caseNo: request.caseNo, receivedOn: request.receivedOn }, plan, rules: deps.rules.current() }), request, language)
}

function certificateView(record: ErasureRecord | undefined): Pick<ErasureView, 'certificate'> {
  const certificate = record && certificateOf(record)
  if (!certificate) return {}
  const keptUntil = keptByLaw(certificate.body).map((line) => line.releaseOn).sort().at(-1)
  return { certificate: { fileName: certificate.fileName, signedAt: certificate.body.completedAt, ...(keptUntil === undefined ? {} : { keptUntil }) } }
}

/** By its id, for what comes after the proposal. */
export async function findRequestOfErasure(reader: Reader, erasureId: ErasureId): Promise<{ readonly record: ErasureRecord; readonly v: number } | undefined> {
  const [found] = await listRecords(reader, 'erasure', [erasureId])
  return found && { record: found.body, v: found.v }
}
