// Policies, found again by product and version. What people agreed to is not rewritten: once an event refers to a version, its clauses and its
// day stay as they are; a title may always be put right.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { createId, type PolicyId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { policySchema, type PolicyRecord } from '../../src-shared/protocol/records'
import type { FieldReader } from './field-reader'
import { CREATED, refuse, UNCHANGED, UPDATED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { tellPolicies } from './told-changes'

type PolicyRow = Omit<PolicyRecord, 'id'>

const rowSchema = policySchema.omit({ id: true, textHash: true })

export const policyRows = defineKind<PolicyRow>({
  read: (reader) => {
    const titleZh = reader.text('titleZh')
    const clauses = readClauses(reader)
    const row = {
      product: reader.text('product'), version: reader.text('version'), effectiveFrom: reader.day('effectiveFrom'), clauses,
      title: titleZh === undefined ? undefined : { 'zh-CN': titleZh, en: reader.text('titleEn') ?? titleZh },
    }
    reader.check({ ...row, titleZh }, rowSchema, ['version', 'effectiveFrom', 'titleZh', 'clauses'])
    if (row.product === undefined) delete row.product
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, textHash: reader.problem() ? '' : sha256Hex(canonicalJson(clauses)) } as PolicyRow
  },
  apply: async (batch, rows) => {
    const drafts = await loadPolicies(batch)
    const outcomes: RowOutcome[] = []
    for (const row of rows) outcomes.push(await take(batch, drafts, row))
    return outcomes
  },
})

function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
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
    const { topic, number, text } = clause as Readonly<Record<string, unknown>>
    return { topic, number: typeof number === 'number' ? String(number) : number, text: typeof text === 'string' ? { 'zh-CN': text, en: text } : text }
  })
}

export interface StoredPolicy {
  readonly id: PolicyId
  readonly body: PolicyRecord
}

export const policyKey = (product: string | undefined, version: string): string => `${product ?? ''} ${version}`

/** There are some dozens in a company's whole history. */
export async function loadPolicies({ tx }: Batch): Promise<Map<string, StoredPolicy>> {
  const rows = await tx.selectFrom('policies').select(['id', 'body']).execute()
  return new Map(rows.map(({ id, body }) => [policyKey(body.product, body.version), { id: id as PolicyId, body }]))
}

async function take(batch: Batch, policies: Map<string, StoredPolicy>, row: PolicyRow): Promise<RowOutcome> {
  const { tx, context } = batch
  const key = policyKey(row.product, row.version)
  const known = policies.get(key)
  const body: PolicyRecord = { id: known?.id ?? createId<PolicyId>(context.now(), context.random), ...row }
  if (known && canonicalJson(known.body) === canonicalJson(body)) return UNCHANGED
  const isRewritten = known !== undefined && (known.body.textHash !== body.textHash || known.body.effectiveFrom !== body.effectiveFrom)
  if (isRewritten && (await isReferredTo(batch, known.id))) return refuse('policy-in-use', 'clauses', 'effectiveFrom')
  const { rows } = await sql<{ v: number }>`
    insert into policies (id, body) values (${body.id}, ${JSON.stringify(body)}::jsonb)
    on conflict (id) do update set body = excluded.body, v = policies.v + 1 returning v`.execute(tx)
  policies.set(key, { id: body.id, body })
  await tellPolicies(batch, rows.map(({ v }) => ({ id: body.id, v })))
  return known ? UPDATED : CREATED
}

async function isReferredTo({ tx, mode }: Batch, policyId: string): Promise<boolean> {
  const events = mode === 'dry-run' ? sql`(select policy_id from consents union all select policy_id from real_consents) c` : sql`consents c`
  const { rows } = await sql`select 1 from ${events} where c.policy_id = ${policyId} limit 1`.execute(tx)
  return rows.length > 0
}
