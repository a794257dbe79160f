// Removes every trace of one person from the store, inside the transaction of whoever calls: rows, index, pending texts, audit
// details. What it does per table stands in policy.ts; that it does just that is proved by test/vault/erasure.test.ts.
//
// Of the service log the set's row goes here, and with it every way to its rows (repositories/log-rows.ts); the rows themselves, of which there may
// be a million, follow in chunks under the job's row (erase-log-rows.ts), before the purge.
import { sql } from 'kysely'
import type { EpochMs } from '../../src-shared/base/clock'
import type { ErasureId, SubjectId } from '../../src-shared/base/ids'
import { deleteDirectoryRows } from '../vault/search-index'
import { forgetMentions } from './forget-mentions'
import type { Tx } from '../vault/transaction'

/** What the row of an outbox item says once an erasure emptied it. */
const GONE_ERASED = JSON.stringify({ code: 'gone_erased', retry: 'never' })

export interface EraseOrder {
  readonly erasureId: ErasureId
  readonly subjectId: SubjectId
  /** [type, id] of every record that goes with the person, as the origin signed them. */
  readonly refs: readonly (readonly [string, string])[]
  /** What points at the person in a text of nobody’s (domain/mentions.ts). */
  readonly mentions: readonly string[]
  /** HMAC of the subject id under the store's ledger key. */
  readonly subjectHmac: string
  /** Opens the sealed needles of this erasure (needle-file.ts). */
  readonly needlesKey: string
  readonly now: EpochMs
}

/** Rows removed or emptied, by table. */
export type EraseCounts = Readonly<Record<string, number>>

/** State of a purge job: random ids, and the key of the needle file. */
export interface PurgeJobState {
  readonly erasureId: ErasureId
  readonly ids: readonly string[]
  readonly needlesKey: string
}

export function purgeJobId(erasureId: ErasureId): string {
  return `purge:${erasureId}`
}

/** Repeating an order changes nothing: the ledger row stays as the first time wrote it. */
export async function eraseSubject(tx: Tx, order: EraseOrder): Promise<EraseCounts> {
  const counts: Record<string, number> = {}
  const count = (table: string, rows: bigint): void => {
    counts[table] = (counts[table] ?? 0) + Number(rows)
  }
  // While the shares still say which transfers concerned the person.
  await forgetMentions(tx, order, count)
  counts['people'] = await deleteDirectoryRows(tx, [order.subjectId])
  const ids = await eraseRecords(tx, order, count)
  for (const table of ['request_index', 'request_links', 'snoozes', 'log_sets', 'outbox_done', 'subject_salts', 'drafts', 'attachments', 'saved_copies', 'package_files'] as const) {
    const deleted = await tx.deleteFrom(table).where('subject_id', '=', order.subjectId).executeTakeFirst()
    count(table, deleted.numDeletedRows)
  }
  await emptyOutbox(tx, order, count)
  const details = await tx
    .updateTable('audit_details')
    .set({ detail: null, subject_id: null })
    .where('subject_id', '=', order.subjectId)
    .executeTakeFirst()
  count('audit_details', details.numUpdatedRows)
  await enterLedger(tx, order, counts, { erasureId: order.erasureId, ids: [order.subjectId, ...ids], needlesKey: order.needlesKey })
  return counts
}

async function eraseRecords(tx: Tx, order: EraseOrder, count: (table: string, rows: bigint) => void): Promise<readonly string[]> {
  const own = await tx
    .selectFrom('records')
    .select(['type', 'id'])
    .where('subject_id', '=', order.subjectId)
    .where('type', '!=', 'erasure')
    .execute()
  const all = [...own.map(({ type, id }) => [type, id] as const), ...order.refs.filter(([type]) => type !== 'erasure')]
  // One statement a table: a person may have ten thousand records, and each statement is a hop to another thread.
  const keys = sql<boolean>`(type, id) in (select value ->> 0, value ->> 1 from jsonb_each(${JSON.stringify(all)}))`
  for (const table of ['records', 'record_scopes'] as const) count(table, (await tx.deleteFrom(table).where(keys).executeTakeFirst()).numDeletedRows)
  return [...new Set(all.map(([, id]) => id))]
}

/** An item that waits comes back as refused, its texts gone; one already applied loses its texts alone. */
async function emptyOutbox(tx: Tx, order: EraseOrder, count: (table: string, rows: bigint) => void): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ state: 'refused', rejection: GONE_ERASED })
    .where('subject_id', '=', order.subjectId)
    .where('state', 'in', ['to-send', 'sending'])
    .execute()
  const emptied = await tx.updateTable('outbox').set({ args: null, subject_id: null }).where('subject_id', '=', order.subjectId).executeTakeFirst()
  count('outbox', emptied.numUpdatedRows)
}

async function enterLedger(tx: Tx, order: EraseOrder, counts: EraseCounts, state: PurgeJobState): Promise<void> {
  const entered = await tx
    .insertInto('erasures')
    .values({
      erasure_id: order.erasureId,
      subject_hmac: order.subjectHmac,
      counts: JSON.stringify(counts),
      deleted_at: order.now,
      purged_at: null,
      generation: null,
      residue: null,
      receipt: null,
      receipt_acked: 0,
    })
    .onConflict((conflict) => conflict.column('erasure_id').doNothing())
    .executeTakeFirst()
  if (entered.numInsertedOrUpdatedRows === 0n) return
  await tx
    .insertInto('jobs')
    .values({ id: purgeJobId(order.erasureId), kind: 'purge', state: JSON.stringify(state), created_at: order.now, done_at: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
