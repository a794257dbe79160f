// POST /push and POST /ack of the model: each item once, in order, a failed one stops its chain alone.
import { createHash } from 'node:crypto'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { CaseRequest, Operation } from '../../../src-shared/domain/request'
import { applyOperation } from '../../../src-shared/domain/request-machine'
import { canonicalJson } from '../../../src-shared/formats/canonical'
import { checkEraseReceipt } from '../../../src-shared/formats/receipt'
import type { PushItem, PushResult, Rejection } from '../../../src-shared/protocol/push'
import { LEASE_MS, type ModelOrigin } from './origin'
import { CASE_SCOPES, keyOf, type EndsAt } from '../sim-origin'

type Stored = Extract<PushResult, { t: 'duplicate' }>['stored']

export function processPush(origin: ModelOrigin, deviceId: string, staffId: StaffId, items: readonly PushItem[], endsAt: EndsAt): readonly PushResult[] | 'crashed' {
  const failed = new Set<string>()
  const results: PushResult[] = []
  for (const item of items) {
    const result = processItem(origin, { deviceId, staffId, item, isChainBroken: failed.has(item.chain), endsAt })
    if (result === 'crashed') return 'crashed'
    const judged = result.t === 'duplicate' ? result.stored.t : result.t
    if (judged === 'rejected') failed.add(item.chain)
    results.push(result)
  }
  return results
}

interface Work {
  readonly deviceId: string
  readonly staffId: StaffId
  readonly item: PushItem
  readonly isChainBroken: boolean
  /** Between effect and result: only the mutant that keeps them apart can be met there. */
  readonly endsAt: EndsAt
}

function processItem(origin: ModelOrigin, work: Work): PushResult | 'crashed' {
  const { item, deviceId } = work
  const { mid } = item
  const key = `${deviceId} ${mid}`
  const hash = createHash('sha256').update(canonicalJson(item)).digest('hex')
  const known = origin.state.results.get(key)
  if (known) return known.hash === hash ? { t: 'duplicate', mid, stored: known.result } : { t: 'rejected', mid, rejection: { code: 'idempotency_mismatch', retry: 'never' } }
  const lockedKey = keyOf('request', String(item.args['requestId']))
  // Whoever holds the record's lock is waited for; the model's writers end at a later step, so this answers nothing yet.
  if (origin.isLocked(lockedKey)) return { t: 'not_processed', mid }
  const before = origin.state.records.get(lockedKey)?.v ?? 0
  const judged = judge(origin, work)
  if ('v' in judged) {
    origin.state.effects.push({ deviceId, mid, chain: item.chain, base: item.base, from: before })
    if (origin.deps.mutant === 'result-outside' && work.endsAt === 'after-effect') return 'crashed'
    const stored: Stored = { t: 'applied', v: judged.v }
    origin.state.results.set(key, { hash, result: stored })
    return { t: 'applied', mid, v: judged.v }
  }
  if (judged.code !== 'offline_authority_expired') origin.state.results.set(key, { hash, result: { t: 'rejected', rejection: judged } })
  return { t: 'rejected', mid, rejection: judged }
}

const refuse = (code: Rejection['code'], retry: Rejection['retry'] = 'after_refresh'): Rejection => ({ code, retry })

function judge(origin: ModelOrigin, { deviceId, staffId, item, isChainBroken }: Work): { readonly v: number } | Rejection {
  const { state, deps } = origin
  const args = item.args as { readonly requestId: RequestId; readonly subjectId?: SubjectId }
  if (isChainBroken) return refuse('dependency_failed')
  if (deps.now() - (item.madeAt.wall + item.madeAt.offset) > LEASE_MS) return refuse('offline_authority_expired', 'after_login')
  const record = state.records.get(keyOf('request', args.requestId))
  const subjectId = record?.subjectId ?? args.subjectId
  if (subjectId !== undefined && state.erasedIds.has(subjectId)) return refuse('gone_erased', 'never')
  if (!record && item.op !== 'request.create@1') return refuse('not_found', 'never')
  const granted = state.devices.get(deviceId)?.scopes ?? []
  const home = record?.scopes ?? granted.filter((scope) => CASE_SCOPES.some((one) => one === scope)).slice(0, 1)
  if (!home.some((scope) => granted.includes(scope))) return refuse('scope_lost', 'never')
  if (record && record.v !== item.base) return refuse('version_conflict')
  const next = applyOperation(record?.body as CaseRequest | undefined, { op: item.op, args: item.args } as Operation, { staffId, at: deps.now(), role: 'agent', caseNo: origin.nextCaseNo() }, deps.rules)
  if (!next.ok) return refuse(next.error.code === 'invalid' ? 'invalid' : 'precondition')
  const body = { ...next.value } as unknown as Readonly<Record<string, unknown>>
  if (record) return { v: origin.saveRequest(record, JSON.parse(JSON.stringify(body)) as Record<string, unknown>) }
  if (!state.records.has(keyOf('subject', args.subjectId ?? ''))) return refuse('not_found', 'never')
  return { v: origin.createRequest(args.requestId, args.subjectId ?? '', home[0] ?? '', body) }
}

export interface AckBody {
  readonly receipts: readonly { readonly erasureId: string; readonly receipt: unknown }[]
}

export function takeAck(origin: ModelOrigin, deviceId: string, body: AckBody): readonly string[] {
  const accepted: string[] = []
  for (const { erasureId, receipt } of body.receipts) {
    const checked = checkEraseReceipt(receipt, origin.deps.organisation.publicKey, nodeCrypto)
    const erasure = origin.state.erasures.get(erasureId)
    if (!checked.ok || checked.value.receipt.device !== deviceId || checked.value.receipt.erasureId !== erasureId || !erasure) continue
    // A restored origin may not know any more that this desk held a copy: the answer is a surplus then, and may be forgotten.
    if (erasure.holders.has(deviceId)) origin.state.erasures.set(erasureId, { ...erasure, holders: new Map(erasure.holders).set(deviceId, true) })
    accepted.push(erasureId)
  }
  origin.complete()
  return accepted
}
