// Policies, found again by product and version. What people agreed to is not rewritten: once an event refers to a version, its clauses and its
// day stay as they are; a title may always be put right.
import { sql } from 'kysely'
import { z } from 'zod'
import { must } from '../../src-shared/base/assert'
import { addDays, toDay, type Day } from '../../src-shared/base/clock'
import { createId, type PolicyId } from '../../src-shared/base/ids'
import { enterVersion, rewrittenPast } from '../../src-shared/domain/policy-entry'
import { FIELD_BY_ERROR } from '../../src-shared/domain/policy-proposal'
import { NO_LAST_DAY, type PolicyClause, type PolicyRegister } from '../../src-shared/domain/policy-register'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { policyTextHash } from '../../src-shared/formats/policy-hash'
import { policyEntrySchema, type PolicyEntryRecord, type PolicyRecord } from '../../src-shared/protocol/records'
import { nodeCrypto } from '../devices/node-crypto'
import { lockRegister } from '../policies/register'
import type { FieldReader } from './field-reader'
import { CREATED, refuse, UNCHANGED, UPDATED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { tellPolicies } from './told-changes'

type PolicyRow = Omit<PolicyEntryRecord, 'id' | 'replaces'> & { readonly replaces?: readonly string[] }

const rowSchema = policyEntrySchema.omit({ id: true, textHash: true, replaces: true }).extend({ replaces: z.array(z.string().max(32)).max(200).optional() })

export const policyRows = defineKind<PolicyRow>({
  read: (reader) => {
    const titleZh = reader.text('titleZh')
    const channels = reader.list('channels')
    const clauses = readClauses(reader)
    const row = {
      version: reader.text('version'), effectiveFrom: reader.day('effectiveFrom'), clauses,
      title: titleZh === undefined ? undefined : { 'zh-CN': titleZh, en: reader.text('titleEn') ?? titleZh },
      ...present('product', reader.text('product')), ...present('effectiveUntil', reader.day('effectiveUntil')),
      ...(channels.length > 0 ? { channels: [...channels] } : {}),
      // Version numbers of the same line; an empty cell says that it replaces none.
      ...(reader.isMapped('replaces') ? { replaces: reader.list('replaces') } : {}),
    }
    reader.check({ ...row, titleZh }, rowSchema, ['version', 'effectiveFrom', 'titleZh', 'clauses'])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, textHash: reader.problem() ? '' : policyTextHash((clauses ?? []) as readonly PolicyClause[], nodeCrypto) } as PolicyRow
  },
  apply: async (batch, rows) => {
    if (batch.mode !== 'dry-run') await lockRegister(batch.tx)
    const drafts = await loadPolicies(batch)
    const outcomes = new Map<PolicyRow, RowOutcome>()
    // In the order in which they begin: which one replaces which is read from those that are there.
    const ordered = rows.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : a.effectiveFrom > b.effectiveFrom ? 1 : 0))
    for (const row of ordered) outcomes.set(row, await take(batch, drafts, row))
    return rows.map((row) => must(outcomes.get(row), 'the outcome of a row'))
  },
})

function present<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
}

/** A clause in one language stands for both: the company's text is what it is. */
function readClauses(reader: FieldReader): readonly unknown[] | undefined {
  const json = reader.json('clauses')
  if (json === undefined) return undefined
  if (!Array.isArray(json)) {
    reader.fail('malformed', 'clauses')
    return undefined
  }
  return json.map((clause: unknown): unknown => {
    if (typeof clause !== 'object' || clause === null || !('text' in clause)) return clause
    const { topic, number, text, processing } = clause as Readonly<Record<string, unknown>>
    const both = typeof text === 'string' ? { 'zh-CN': text, en: text } : text
    return { topic, number: typeof number === 'number' ? String(number) : number, text: both, ...present('processing', processing) }
  })
}

export interface StoredPolicy {
  readonly id: PolicyId
  readonly body: PolicyRecord
}

export const policyKey = (product: string | undefined, version: string): string => `${product ?? ''} ${version}`

/** Those of the register; what only waits for its second person is nobody's policy yet. */
export async function loadPolicies({ tx }: Batch): Promise<Map<string, StoredPolicy>> {
  const rows = await tx.selectFrom('policies').select(['id', 'body']).execute()
  const approved = rows.filter(({ body }) => body.state === 'approved')
  return new Map(approved.map(({ id, body }) => [policyKey(body.product, body.version), { id: id as PolicyId, body }]))
}

async function take(batch: Batch, policies: Map<string, StoredPolicy>, row: PolicyRow): Promise<RowOutcome> {
  const { tx, context } = batch
  const key = policyKey(row.product, row.version)
  const known = policies.get(key)
  const register = { versions: [...policies.values()].filter((one) => one.id !== known?.id).map((one) => one.body) }
  const placed = placeInLine(row, register, known?.body, createId<PolicyId>(context.now(), context.random))
  if (!placed) return refuse('unknown-policy', 'replaces')
  // What the company publishes is approved: nobody here could decline it. Who proposed and approved what this desk entered stays written.
  const body: PolicyRecord = { ...(known ? decisionOf(known.body) : {}), ...placed, state: 'approved' }
  if (known && canonicalJson(known.body) === canonicalJson(body)) return UNCHANGED
  const isRewritten = known !== undefined && (known.body.textHash !== body.textHash || known.body.effectiveFrom !== body.effectiveFrom)
  if (isRewritten && (await isReferredTo(batch, known.id))) return refuse('policy-in-use', 'clauses', 'effectiveFrom')
  const entered = enterVersion(register, body)
  if (!entered.ok) return refuse(entered.error.kind === 'overlap' ? 'policy-overlap' : 'malformed', FIELD_BY_ERROR[entered.error.kind])
  if (isPastRewritten(known?.body, body, register, toDay(context.now()))) return refuse('policy-past', 'effectiveFrom')
  const { rows } = await sql<{ v: number }>`
    insert into policies (id, body) values (${body.id}, ${JSON.stringify(body)}::jsonb)
    on conflict (id) do update set body = excluded.body, v = policies.v + 1 returning v`.execute(tx)
  policies.set(key, { id: body.id, body })
  await tellPolicies(batch, rows.map(({ v }) => ({ id: body.id, v })))
  return known ? UPDATED : CREATED
}

/**
 * What the company published is taken as it was, also where it comes in late; but a version that two people approved here governed as they
 * approved it, and no file ends it on a day that is over.
 */
function isPastRewritten(known: PolicyRecord | undefined, body: PolicyRecord, register: PolicyRegister, today: Day): boolean {
  const isAsBefore = known !== undefined && known.effectiveFrom === body.effectiveFrom && canonicalJson(known.replaces ?? []) === canonicalJson(body.replaces ?? [])
  const approvedHere = (body.replaces ?? []).filter((id) => register.versions.some((one) => one.id === id && 'decidedBy' in one))
  return !isAsBefore && rewrittenPast(register, { ...body, replaces: approvedHere }, today) !== undefined
}

function decisionOf({ proposedBy, proposedAt, decidedBy, decidedAt }: PolicyRecord): Partial<PolicyRecord> {
  return { ...present('proposedBy', proposedBy), ...present('proposedAt', proposedAt), ...present('decidedBy', decidedBy), ...present('decidedAt', decidedAt) }
}

/**
 * Where a version stands among those of its line. A file that says nothing of replacing has one version after another: each replaces those
 * that began before it, and ends where one that is here already begins. Undefined: it names a version to be replaced that is not here.
 */
function placeInLine(row: PolicyRow, register: PolicyRegister, known: PolicyRecord | undefined, newId: PolicyId): PolicyEntryRecord | undefined {
  const { replaces: names, ...entry } = row
  const ofLine = register.versions.filter((one) => one.product === row.product)
  const body = { ...entry, id: known?.id ?? newId }
  if (names !== undefined) {
    const ids = names.map((name) => ofLine.find((one) => one.version === name)?.id)
    return ids.includes(undefined) ? undefined : { ...body, ...(ids.length > 0 ? { replaces: ids as PolicyId[] } : {}) }
  }
  if (known?.effectiveFrom === row.effectiveFrom) return { ...body, ...present('replaces', known.replaces), ...present('effectiveUntil', row.effectiveUntil ?? known.effectiveUntil) }
  const earlier = ofLine.filter((one) => one.effectiveFrom < row.effectiveFrom && (one.effectiveUntil ?? NO_LAST_DAY) >= row.effectiveFrom).map((one) => one.id)
  const next = ofLine.map((one) => one.effectiveFrom).filter((from) => from > row.effectiveFrom).toSorted()[0]
  const until = row.effectiveUntil ?? (next === undefined ? undefined : addDays(next, -1))
  return { ...body, ...(earlier.length > 0 ? { replaces: earlier } : {}), ...present('effectiveUntil', until) }
}

async function isReferredTo({ tx, mode }: Batch, policyId: string): Promise<boolean> {
  const events = mode === 'dry-run' ? sql`(select policy_id from consents union all select policy_id from real_consents) c` : sql`consents c`
  const { rows } = await sql`select 1 from ${events} where c.policy_id = ${policyId} limit 1`.execute(tx)
  return rows.length > 0
}
