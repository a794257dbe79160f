// Takes a person out of texts that belong to nobody: reasons of exceptions, transfers and holds, words of incidents, presets, drafts of them, acts on them that wait or are
// done, their lines in the audit. The origin does the same to its entries (src-origin/inventory/forget-person.ts); theirs come with the next versions.
import type { ErasureId, SubjectId } from '../../src-shared/base/ids'
import { exceptionWithout, holdWithout, incidentWithout, presetWithout, transferWithout } from '../../src-shared/domain/entry-texts'
import { createEraser, TAKEN_OUT } from '../../src-shared/domain/mentions'
import { bodyToText } from '../vault/codecs'
import { listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { Tx } from '../vault/transaction'

export interface Mentioned {
  readonly erasureId: ErasureId
  readonly subjectId: SubjectId
  /** What goes with the person: a share that is not here still says which transfer concerned them. */
  readonly refs: readonly (readonly [string, string])[]
  readonly mentions: readonly string[]
}
/** A desk of years has hundreds of thousands of lines in its audit; most are about a person and are not read here. */
const PAGE_ROWS = 2_000
type Count = (table: string, rows: bigint) => void

export async function forgetMentions(tx: Tx, mentioned: Mentioned, count: Count): Promise<void> {
  const erase = createEraser(mentioned.mentions)
  await forgetInRecords(tx, mentioned, erase, count)
  await forgetInActs(tx, erase, count)
  await forgetInDrafts(tx, erase, count)
  await forgetInViews(tx, erase, count)
  await forgetInAudit(tx, erase, count)
}

async function forgetInRecords(tx: Tx, { erasureId, subjectId, refs }: Mentioned, erase: (text: string) => string, count: Count): Promise<void> {
  const shares = (await listRecordsOfSubject(tx, 'transfer-share', subjectId)).map(({ body }) => body.transferId as string)
  const concerned = new Set([...shares, ...refs.filter(([type]) => type === 'transfer-share').map(([, id]) => id.slice(0, id.indexOf(':')))])
  const write = async (type: string, id: string, before: object, after: object): Promise<void> => {
    const body = bodyToText({ ...after })
    if (body === bodyToText({ ...before })) return
    await tx.updateTable('records').set({ body }).where('type', '=', type).where('id', '=', id).execute()
    count('records', 1n)
  }
  for (const { id, body } of await listRecords(tx, 'exception')) await write('exception', id, body, exceptionWithout(body, erase))
  for (const { id, body } of await listRecords(tx, 'preset')) await write('preset', id, body, presetWithout(body, erase))
  for (const { id, body } of await listRecords(tx, 'hold')) await write('hold', id, body, holdWithout(body, erase, subjectId))
  for (const { id, body } of await listRecords(tx, 'incident')) await write('incident', id, body, incidentWithout(body, erase, { subjectId, erasureId }))
  for (const { id, body } of await listRecords(tx, 'transfer')) await write('transfer', id, body, transferWithout(body, erase, concerned.has(id) ? 'concerned' : 'not-listed'))
}

/** What waits is sent without the name; what is done is kept for an origin that is put back, and would say it there again. */
async function forgetInActs(tx: Tx, erase: (text: string) => string, count: Count): Promise<void> {
  const waiting = await tx.selectFrom('outbox').select(['mid', 'args']).where('subject_id', 'is', null).where('args', 'is not', null).execute()
  for (const { mid, args } of waiting) {
    const after = args === null ? undefined : jsonWithout(args, erase)
    if (after === undefined) continue
    await tx.updateTable('outbox').set({ args: after }).where('mid', '=', mid).execute()
    count('outbox', 1n)
  }
  const done = await tx.selectFrom('outbox_done').select(['mid', 'args']).where('subject_id', 'is', null).execute()
  for (const { mid, args } of done) {
    if (erase(args) === args) continue
    await tx.deleteFrom('outbox_done').where('mid', '=', mid).execute()
    count('outbox_done', 1n)
  }
}

/** Somebody is still writing them: they stay, without the name. */
async function forgetInDrafts(tx: Tx, erase: (text: string) => string, count: Count): Promise<void> {
  const drafts = await tx.selectFrom('drafts').select(['staff_id', 'form', 'target', 'body']).where('subject_id', 'is', null).execute()
  for (const { staff_id: staffId, form, target, body } of drafts) {
    const after = jsonWithout(body, erase)
    if (after === undefined) continue
    await tx.updateTable('drafts').set({ body: after }).where('staff_id', '=', staffId).where('form', '=', form).where('target', '=', target).execute()
    count('drafts', 1n)
  }
}

/** Somebody called their view after a person: the view stays. */
async function forgetInViews(tx: Tx, erase: (text: string) => string, count: Count): Promise<void> {
  const views = await tx.selectFrom('saved_views').select(['staff_id', 'view_id', 'name']).execute()
  for (const { staff_id: staffId, view_id: viewId, name } of views) {
    const after = erase(name)
    if (after === name) continue
    await tx.updateTable('saved_views').set({ name: after }).where('staff_id', '=', staffId).where('view_id', '=', viewId).execute()
    count('saved_views', 1n)
  }
}

/** The entry's hash commits to the whole text: it can go, and it cannot change. */
async function forgetInAudit(tx: Tx, erase: (text: string) => string, count: Count): Promise<void> {
  for (let after = -1; ; ) {
    const page = await tx
      .selectFrom('audit_details')
      .select(['seq', 'detail'])
      .where('seq', '>', after)
      .where('subject_id', 'is', null)
      .where('detail', 'is not', null)
      .orderBy('seq')
      .limit(PAGE_ROWS)
      .execute()
    const naming = page.flatMap(({ seq, detail }) => (detail !== null && erase(detail) !== detail ? [seq] : []))
    if (naming.length > 0) await tx.updateTable('audit_details').set({ detail: null }).where('seq', 'in', naming).execute()
    count('audit_details', BigInt(naming.length))
    const last = page.at(-1)
    if (!last) return
    after = last.seq
  }
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
const RANDOM_ID = /^[0-9a-f-]{36}$/

/** Undefined: nothing of it named the person. */
function jsonWithout(text: string, erase: (text: string) => string): string | undefined {
  const after = JSON.stringify(withoutIn(JSON.parse(text) as Json, erase))
  return after.includes(TAKEN_OUT) && after !== text ? after : undefined
}

function withoutIn(value: Json, erase: (text: string) => string): Json {
  if (typeof value === 'string') return RANDOM_ID.test(value) ? value : erase(value)
  if (Array.isArray(value)) return value.map((one: Json) => withoutIn(one, erase))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutIn(inner, erase)]))
  return value
}
