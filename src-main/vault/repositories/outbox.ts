// The outbox: every accepted act of this desk until the origin has ruled on it. An item is pending, applied or refused; never absent.
import { must } from '../../../src-shared/base/assert'
import type { MutationId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { OperationName } from '../../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../../src-shared/formats/canonical'
import type { PushItem, Rejection } from '../../../src-shared/protocol/push'
import type { OutboxTable } from '../schema'
import type { Reader, Tx } from '../transaction'
import { sql, type Selectable } from 'kysely'

export type OutboxState = 'to-send' | 'sending' | 'refused' | 'applied'
/** What is written down with an act besides the push item: whose act, and about whom. */
export interface OutboxMade {
  readonly madeAt: PushItem['madeAt']
  readonly seenAt: number
}
/** Where the undo window of an item ends: the run of the process, and its monotonic time in ms. */
export interface Hold {
  readonly bootId: string
  readonly until: number
}
/** Now, as a window is judged by it. */
export interface RunTime {
  readonly bootId: string
  readonly mono: number
}
export interface OutboxItem extends OutboxMade {
  readonly mid: MutationId
  readonly seq: number
  readonly chain: string
  readonly n: number
  readonly op: OperationName
  readonly base: number
  /** Undefined once an erasure removed it. */
  readonly args: Readonly<Record<string, unknown>> | undefined
  readonly subjectId: SubjectId | undefined
  readonly staffId: StaffId
  readonly state: OutboxState
  readonly rejection: Rejection | undefined
  readonly appliedV: number | undefined
  readonly acked: boolean
  /** Undefined: it has no window, or the window was ended early. */
  readonly hold: Hold | undefined
}
export interface NewOutboxItem extends OutboxMade {
  readonly mid: MutationId
  readonly chain: string
  readonly op: OperationName
  readonly base: number
  readonly args: Readonly<Record<string, unknown>>
  readonly subjectId: SubjectId | undefined
  readonly staffId: StaffId
  readonly hold?: Hold
}

export async function insertOutboxItem(tx: Tx, item: NewOutboxItem): Promise<void> {
  // Numbers of acts that are done are not given again: they may come back.
  const waiting = await tx.selectFrom('outbox').select(({ fn }) => fn.max('n').as('n')).where('chain', '=', item.chain).executeTakeFirst()
  const done = await tx.selectFrom('outbox_done').select(({ fn }) => fn.max('n').as('n')).where('chain', '=', item.chain).executeTakeFirst()
  await tx
    .insertInto('outbox')
    .values({
      mid: item.mid,
      chain: item.chain,
      n: Math.max(waiting?.n ?? 0, done?.n ?? 0) + 1,
      op: item.op,
      base: item.base,
      args: canonicalJson(item.args),
      subject_id: item.subjectId ?? null,
      staff_id: item.staffId,
      made_at: JSON.stringify({ ...item.madeAt, seenAt: item.seenAt }),
      state: 'to-send',
      rejection: null,
      applied_v: null,
      acked: 0,
      held_boot: item.hold?.bootId ?? null,
      held_until: item.hold ? Math.ceil(item.hold.until) : null,
    })
    .execute()
}

function rowToItem(row: Selectable<OutboxTable>): OutboxItem {
  const { seenAt, ...madeAt } = JSON.parse(row.made_at) as PushItem['madeAt'] & { seenAt: number }
  return {
    mid: row.mid as MutationId,
    seq: row.seq,
    chain: row.chain,
    n: row.n,
    op: row.op as OperationName,
    base: row.base,
    args: row.args === null ? undefined : (JSON.parse(row.args) as Record<string, unknown>),
    subjectId: (row.subject_id ?? undefined) as SubjectId | undefined,
    staffId: row.staff_id as StaffId,
    madeAt,
    seenAt,
    state: row.state as OutboxState,
    rejection: row.rejection === null ? undefined : (JSON.parse(row.rejection) as Rejection),
    appliedV: row.applied_v ?? undefined,
    acked: row.acked === 1,
    hold: row.held_boot === null || row.held_until === null ? undefined : { bootId: row.held_boot, until: row.held_until },
  }
}

/**
 * How long an item can still be undone and is not sent, in ms; 0: not at all. Judged by the run that made it and its monotonic time, so
 * that neither a clock turned back nor a restart holds it: another run has another number, and the item goes out.
 */
export function heldMs(item: Pick<OutboxItem, 'state' | 'hold'>, now: RunTime): number {
  if (item.state !== 'to-send' || item.hold?.bootId !== now.bootId) return 0
  return Math.max(0, item.hold.until - now.mono)
}

/** In the order made. */
export async function listOutbox(reader: Reader, states?: readonly OutboxState[]): Promise<readonly OutboxItem[]> {
  const query = reader.selectFrom('outbox').selectAll().orderBy('seq')
  const rows = await (states ? query.where('state', 'in', [...states]) : query).execute()
  return rows.map(rowToItem)
}

export async function listChain(reader: Reader, chain: string): Promise<readonly OutboxItem[]> {
  const rows = await reader.selectFrom('outbox').selectAll().where('chain', '=', chain).orderBy('n').execute()
  return rows.map(rowToItem)
}

/** Chains without an item are absent. */
export async function listChains(reader: Reader, chains: readonly string[]): Promise<ReadonlyMap<string, readonly OutboxItem[]>> {
  const among = sql<string>`(select value from json_each(${JSON.stringify(chains)}))`
  const rows = await reader.selectFrom('outbox').selectAll().where('chain', 'in', among).orderBy('chain').orderBy('n').execute()
  return groupByChain(rows.map(rowToItem))
}

export function groupByChain(items: readonly OutboxItem[]): ReadonlyMap<string, readonly OutboxItem[]> {
  const chains = new Map<string, OutboxItem[]>()
  for (const item of items) {
    const chain = chains.get(item.chain)
    if (chain) chain.push(item)
    else chains.set(item.chain, [item])
  }
  return chains
}

export async function getOutboxItem(reader: Reader, mid: MutationId): Promise<OutboxItem | undefined> {
  const row = await reader.selectFrom('outbox').selectAll().where('mid', '=', mid).executeTakeFirst()
  return row && rowToItem(row)
}

export async function countOutbox(reader: Reader): Promise<{ readonly toSend: number; readonly all: number }> {
  const rows = await reader.selectFrom('outbox').select(['state', ({ fn }) => fn.countAll<number>().as('count')]).groupBy('state').execute()
  const of = (...states: readonly OutboxState[]): number => rows.filter((row) => states.includes(row.state as OutboxState)).reduce((sum, row) => sum + row.count, 0)
  return { toSend: of('to-send', 'sending'), all: of('to-send', 'sending', 'refused', 'applied') }
}

/** What waits and what came back, of one person; `ofOthers`: of the others at this desk, whatever has not been ruled on or wants settling. */
export async function countOwnOutbox(reader: Reader, me: StaffId): Promise<{ readonly toSend: number; readonly refused: number; readonly ofOthers: number }> {
  const { rows } = await sql<{ readonly toSend: number; readonly refused: number; readonly ofOthers: number }>`
    select count(*) filter (where staff_id = ${me} and state <> 'refused') as "toSend", count(*) filter (where staff_id = ${me} and state = 'refused') as refused,
      count(*) filter (where staff_id <> ${me}) as "ofOthers"
    from outbox where state <> 'applied'`.execute(reader)
  return must(rows[0], 'the counts')
}

/** By who made them: what has not been ruled on, and what came back and still wants settling. */
export async function countWaitingOf(reader: Reader): Promise<ReadonlyMap<StaffId, number>> {
  const rows = await reader.selectFrom('outbox').select(['staff_id', ({ fn }) => fn.countAll<number>().as('count')]).where('state', '!=', 'applied').groupBy('staff_id').execute()
  return new Map(rows.map((row) => [row.staff_id as StaffId, row.count]))
}

/** What the origin has not taken and an erasure has not emptied, in the order made; refused acts too, whose words somebody still has to read. */
export async function listSealable(reader: Reader): Promise<readonly MutationId[]> {
  const rows = await reader.selectFrom('outbox').select('mid').where('state', '!=', 'applied').where('args', 'is not', null).orderBy('seq').execute()
  return rows.map((row) => row.mid as MutationId)
}

export async function markOutbox(tx: Tx, mids: readonly MutationId[], state: 'to-send' | 'sending'): Promise<void> {
  if (mids.length > 0) await tx.updateTable('outbox').set({ state }).where('mid', 'in', [...mids]).execute()
}

/** Every window ends here: what waits may be sent. */
export async function releaseOutbox(tx: Tx): Promise<void> {
  await tx.updateTable('outbox').set({ held_boot: null, held_until: null }).where('held_boot', 'is not', null).execute()
}

/** The windows of one record's acts end here; false: nothing of it waits to be sent. */
export async function releaseChain(tx: Tx, chain: string): Promise<boolean> {
  await tx.updateTable('outbox').set({ held_boot: null, held_until: null }).where('chain', '=', chain).where('held_boot', 'is not', null).execute()
  return (await listChain(tx, chain)).some(({ state }) => state === 'to-send' || state === 'sending')
}

export async function setHold(tx: Tx, mid: MutationId, hold: Hold): Promise<void> {
  await tx.updateTable('outbox').set({ held_boot: hold.bootId, held_until: Math.ceil(hold.until) }).where('mid', '=', mid).execute()
}

export async function setApplied(tx: Tx, mid: MutationId, v: number): Promise<void> {
  await tx.updateTable('outbox').set({ state: 'applied', applied_v: v, rejection: null }).where('mid', '=', mid).execute()
}

export async function setRefused(tx: Tx, mid: MutationId, rejection: Rejection): Promise<void> {
  await tx.updateTable('outbox').set({ state: 'refused', rejection: JSON.stringify(rejection) }).where('mid', '=', mid).execute()
}

/** Ruled-on items whose result the origin may forget once it is told that we have it. */
export async function listUnacked(reader: Reader, limit: number): Promise<readonly MutationId[]> {
  const rows = await reader.selectFrom('outbox').select('mid').where('state', 'in', ['applied', 'refused']).where('acked', '=', 0).limit(limit).execute()
  return rows.map((row) => row.mid as MutationId)
}

export async function setAcked(tx: Tx, mids: readonly MutationId[]): Promise<void> {
  if (mids.length > 0) await tx.updateTable('outbox').set({ acked: 1 }).where('mid', 'in', [...mids]).execute()
}

export async function deleteOutboxItem(tx: Tx, mid: MutationId): Promise<void> {
  await tx.deleteFrom('outbox').where('mid', '=', mid).execute()
}
