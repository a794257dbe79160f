// The end of an erasure: every holder that can answer has answered, so the case is closed and the certificate signed.
import { mustOk } from '../../src-shared/base/result'
import { must } from '../../src-shared/base/assert'
import type { DeviceId, Id } from '../../src-shared/base/ids'
import { keptOf, type ErasurePlan } from '../../src-shared/domain/erasure-plan'
import { advanceErasure } from '../../src-shared/domain/request-machine'
import { deletionGroundRule } from '../../src-shared/domain/rules'
import { certificateText, checkErasureCertificate, signErasureCertificate, type DeviceAnswer, type ErasureCertificate, type SignedErasureCertificate } from '../../src-shared/formats/certificate'
import type { ErasureRecord, RequestRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import { eachOf } from '../each-of'
import { nodeCrypto } from '../devices/node-crypto'
import { lockRequest, saveRequest } from '../cases/locked-request'
import type { Tx } from '../store/database'
import { TENANT } from '../tenant'
import { afterLateHold } from './late-holds'
import { lockErasure, saveErasure } from './locked-erasure'
import { systemAnswers } from './system-rows'

/** Erasures that nobody need answer any more, since the lease of a revoked holder ended meanwhile. The first fault is thrown at the end. */
export async function completeWaiting(context: OriginContext): Promise<void> {
  const waiting = await context.db.selectFrom('erasures').select('id').where('state', '=', 'executed').orderBy('id').execute()
  await eachOf(waiting, ({ id }) => context.db.transaction().execute((tx) => completeErasure(tx, context, id)))
}

/** Does nothing while rows are still being swept, or a holder that still may answer or a system beside the origin has not. */
export async function completeErasure(tx: Tx, context: OriginContext, erasureId: string): Promise<'completed' | 'open'> {
  const { request_id } = await tx.selectFrom('erasures').select('request_id').where('id', '=', erasureId).executeTakeFirstOrThrow()
  const request = must(await lockRequest(tx, request_id), 'request of the erasure')
  const erasure = await lockErasure(tx, erasureId)
  if (erasure.record.state !== 'executed') return 'open'
  const now = context.now()
  const holders = await loadAnswers(tx, erasureId, now)
  const answers = holders.filter((one) => one !== 'waited-for')
  if (answers.length < holders.length) return 'open'
  const systems = await systemAnswers(tx, erasureId)
  if (!systems) return 'open'
  const silent = new Set(answers.filter((one) => 'noReceipt' in one).map((one) => one.id))
  const wiped = new Set(answers.filter((one) => 'wiped' in one).map((one) => one.id))
  const devices = erasure.record.devices.map((device) => {
    if (wiped.has(device.deviceId)) return { ...device, noReceipt: 'wiped' as const }
    return silent.has(device.deviceId) ? { ...device, noReceipt: 'lease-ended' as const } : device
  })
  const completed: ErasureRecord = { ...erasure.record, state: 'completed', completedAt: now, devices }
  const certificate = await certify(tx, context, { erasure: completed, request: request.record, answers, systems })
  await saveErasure(tx, { ...completed, certificate }, request.scope)
  await saveRequest(tx, mustOk(advanceErasure(request.record, 'completed', now)))
  // The ledger has done its work: it would now only say who once held whom.
  await tx.deleteFrom('deliveries').where('subject_id', '=', erasure.record.subjectId).execute()
  return 'completed'
}

/**
 * A revoked device is refused, so its receipt can never come; until its lease has ended it still opens, and is waited for. A device that is
 * merely silent may come back at any time and then erases: it is waited for until somebody revokes it.
 */
async function loadAnswers(tx: Tx, erasureId: string, now: number): Promise<readonly (DeviceAnswer | 'waited-for')[]> {
  const rows = await tx
    .selectFrom('erasure_devices as e')
    .innerJoin('devices as d', 'd.id', 'e.device_id')
    .select(['e.device_id', 'e.name', 'e.received_at', 'e.receipt', 'd.revoked_at', 'd.lease_not_after', 'd.wiped_at', 'd.wipe_receipt'])
    .where('e.erasure_id', '=', erasureId)
    .orderBy('e.device_id')
    .execute()
  return rows.map((row): DeviceAnswer | 'waited-for' => {
    const who = { id: row.device_id as DeviceId, name: row.name }
    if (row.received_at !== null) return { ...who, receipt: row.receipt }
    const wipe = row.wipe_receipt as { readonly orderId: Id<string> } | null
    if (row.wiped_at !== null && wipe) return { ...who, wiped: 'by-order', orderId: wipe.orderId, wipedAt: row.wiped_at }
    if (row.revoked_at === null || row.lease_not_after > now) return 'waited-for'
    return { ...who, noReceipt: 'lease-ended', revokedAt: row.revoked_at, leaseEndedAt: row.lease_not_after }
  })
}

interface Completed {
  readonly erasure: ErasureRecord
  readonly request: RequestRecord
  readonly answers: readonly DeviceAnswer[]
  readonly systems: NonNullable<Awaited<ReturnType<typeof systemAnswers>>>
}

async function certify(tx: Tx, context: OriginContext, done: Completed): Promise<SignedErasureCertificate> {
  const { erasure, request } = done
  const plan = erasure.plan as ErasurePlan
  const held = heldLines(context, erasure)
  const proposedBy = await staffRef(tx, erasure.proposedBy)
  const approvedBy = await staffRef(tx, must(erasure.approvedBy, 'approver'))
  const body = {
    ...whyOf(context, plan), kind: 'erasure-certificate', erasureId: erasure.id, caseNo: request.caseNo, tenant: TENANT, receivedOn: request.receivedOn,
    plan, planHash: erasure.planHash, proposedBy, proposedAt: erasure.proposedAt, approvedBy, approvedAt: must(erasure.approvedAt, 'approval time'),
    executedAt: must(erasure.executedAt, 'execution time'), completedAt: must(erasure.completedAt, 'completion time'),
    executed: doneByLine(plan, erasure.executed ?? []), devices: done.answers, ...(done.systems.length === 0 ? {} : { systems: done.systems }), restricted: restrictedLines(context, plan, erasure.executed ?? []), rulesPack: plan.rulesPack,
    ...(held.length > 0 ? { held } : {}), ...(erasure.apart ? { apart: apartLines(context, plan, erasure.apart) } : {}),
    // readonly arrays of our own values against the schema's plain ones; the check below reads it with that schema.
  } as unknown as Untold
  return signChecked(context, { ...body, text: textOf(body) })
}

/** Of a union each part keeps its own fields. */
type WithoutText<T> = T extends unknown ? Omit<T, 'text'> : never
type Untold = WithoutText<ErasureCertificate>

/** The version goes with the plan's: what was approved without saying why is certified without it. */
function whyOf(context: OriginContext, plan: ErasurePlan) {
  if (plan.v === 1) return { v: 1 } as const
  const rule = deletionGroundRule(plan.deletionGround, packOf(context, plan))
  return { v: 2, deletionGround: { code: plan.deletionGround, ...(rule ? { provision: rule.provision } : {}) } } as const
}

/** Of what the certificate lists, so that they never say different things. */
function textOf({ caseNo, receivedOn, devices, held = [], apart = [] }: Untold): ErasureCertificate['text'] {
  const still = held.filter((line) => line.releasedAt === undefined)
  const planned = still.filter((line) => line.late === undefined)
  return certificateText(caseNo, receivedOn, {
    silentDevices: devices.filter((one) => 'noReceipt' in one).length, held: planned.length, heldInPart: planned.filter((line) => line.fields !== undefined).length,
    heldLate: still.length - planned.length, apart: apart.reduce((sum, line) => sum + line.rows, 0),
  })
}

/** Of rows that went, those of which single fields stay on hold are told with the holds, not here: they would be counted twice. */
function doneByLine(plan: ErasurePlan, executed: NonNullable<ErasureRecord['executed']>): NonNullable<ErasureRecord['executed']> {
  return executed.filter(({ category, action }) => action !== 'hold' || plan.lines.some((line) => line.category === category && line.action === 'hold'))
}

/** Of an erasure whose certificate is out already: signed anew, since something that was on hold has gone on. */
export function renewCertificate(context: OriginContext, erasure: ErasureRecord): ErasureRecord {
  if (erasure.certificate === undefined) return erasure
  // The cast is safe: `certify` above made it.
  const body = { ...(erasure.certificate as SignedErasureCertificate).body, held: [...heldLines(context, erasure)] }
  return { ...erasure, certificate: signChecked(context, { ...body, text: textOf(body) }) }
}

function signChecked(context: OriginContext, body: ErasureCertificate): SignedErasureCertificate {
  const certificate = signErasureCertificate(body, context.keys.origin, context.keys.originCertificate)
  // What we hand out must stand our own check; a certificate that does not would be found wrong by everybody else later.
  const checked = checkErasureCertificate(certificate, context.keys.orgKeys, nodeCrypto)
  if (!checked.ok) throw new Error(`invariant: the certificate does not verify (${checked.error})`)
  return certificate
}

async function staffRef(tx: Tx, staffId: string) {
  const row = await tx.selectFrom('staff').select(['id', 'name']).where('id', '=', staffId).executeTakeFirstOrThrow()
  return { id: row.id, name: row.name }
}

function heldLines(context: OriginContext, { plan: planned, executed = [], released = [], late = [] }: ErasureRecord): NonNullable<ErasureCertificate['held']> {
  const plan = planned as ErasurePlan
  return plan.lines.flatMap((line) => {
    const { category, action, ground } = line
    const since = late.find((one) => one.category === category)?.holds ?? []
    const holds = [...(line.holds ?? []), ...since]
    if (holds.length === 0) return []
    const all = keptOf({ category, holds })
    const then = action === 'hold' ? (line.then ?? 'delete') : afterLateHold(action, all)
    const gone = released.find((one) => one.category === category)
    const kept = gone?.left ?? all
    const gonePart = gone === undefined ? {} : gone.left ? { narrowedAt: gone.at } : { releasedAt: gone.at }
    const rows = executed.find((one) => one.category === category && one.action === 'hold')?.rows ?? 0
    const provision = then === 'restrict' ? { provision: provisionOf(context, plan, ground) } : {}
    return [{ category, rows, holds: holds.map(({ fields, ...hold }) => ({ ...hold, ...(fields ? { fields: [...fields] } : {}) })), ...(kept === 'whole' ? {} : { fields: [...kept] }), then, ...provision, ...(since.length > 0 ? { late: true as const } : {}), ...gonePart }]
  })
}

function restrictedLines(context: OriginContext, plan: ErasurePlan, executed: NonNullable<ErasureRecord['executed']>) {
  return plan.lines
    .filter((line) => line.action === 'restrict')
    .map((line) => ({
      category: line.category,
      rows: executed.find((one) => one.category === line.category && one.action === 'restrict')?.rows ?? 0,
      ground: must(line.ground, 'ground'),
      provision: provisionOf(context, plan, line.ground),
      releaseOn: must(line.releaseOn, 'release day'),
    }))
}

/** By the pack of the day on which they were put apart: this one may have the rule no more. */
function apartLines(context: OriginContext, plan: ErasurePlan, apart: NonNullable<ErasureRecord['apart']>) {
  return apart.map((line) => {
    const rule = packOf(context, plan).retention.find(({ code }) => code === line.ground)
    return { ...line, ...(rule ? { provision: rule.provision } : {}) }
  })
}

function provisionOf(context: OriginContext, plan: ErasurePlan, ground: string | undefined) {
  return must(packOf(context, plan).retention.find((rule) => rule.code === ground), 'retention rule').provision
}

function packOf({ rules }: OriginContext, { rulesPack }: ErasurePlan) {
  return must(rules.byVersion(rulesPack), 'rules pack of the plan')
}
