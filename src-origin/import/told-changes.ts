// Tells the feed what a batch changed, in the batch's own transaction: the directory for everybody, the full records where a case holds them.
import { sql } from 'kysely'
import { DIRECTORY_SCOPE, emitChanges, emitToCaseScopes, type Change } from '../feed/emit'
import type { Tx } from '../store/database'
import type { Batch } from './row-kind'

export interface Versioned {
  readonly id: string
  readonly v: number
}
export interface ToldChanges {
  readonly people?: readonly Versioned[]
  /** Those of the people whose searchable row is another now. */
  readonly inDirectory?: ReadonlySet<string> | 'all'
  readonly consents?: readonly { readonly id: string; readonly subjectId: string }[]
  readonly holdings?: readonly ChangedHolding[]
}
export interface ChangedHolding {
  readonly subjectId: string
  readonly category: string
  readonly v: number
}

export async function tellChanges({ tx, mode }: Pick<Batch, 'tx' | 'mode'>, told: ToldChanges): Promise<void> {
  const { people = [], inDirectory, consents = [], holdings = [] } = told
  if (people.length === 0 || mode === 'dry-run' || !(await hasListener(tx))) return
  const scopes = await scopesOfPeople(tx, people.map(({ id }) => id))
  const inScopes = (subjectId: string, change: Omit<Change, 'scope' | 'op'>): Change[] => (scopes.get(subjectId) ?? []).map((scope) => ({ ...change, scope, op: 'put' }))
  await emitChanges(tx, [
    ...people.flatMap(({ id, v }) => inScopes(id, { type: 'subject', id, ver: v })),
    ...people.flatMap(({ id, v }): Change[] => (inDirectory === 'all' || inDirectory?.has(id) ? [{ scope: DIRECTORY_SCOPE, type: 'directory', id, ver: v, op: 'put' }] : [])),
    ...consents.flatMap(({ id, subjectId }) => inScopes(subjectId, { type: 'consent', id, ver: 1 })),
    ...holdings.flatMap(({ subjectId, category, v }) => inScopes(subjectId, { type: 'holding', id: `${subjectId}:${category}`, ver: v })),
  ])
}

/** A policy binds everybody: every case scope holds it. */
export async function tellPolicies({ tx, mode }: Batch, policies: readonly Versioned[]): Promise<void> {
  if (policies.length === 0 || mode === 'dry-run' || !(await hasListener(tx))) return
  await emitToCaseScopes(tx, policies.map(({ id, v }) => ({ type: 'policy', id, ver: v, op: 'put' })))
}

/** Names, roles and training are shown and obeyed everywhere. */
export async function tellStaffChanges({ tx, mode }: Batch, staff: readonly Versioned[]): Promise<void> {
  if (staff.length === 0 || mode === 'dry-run' || !(await hasListener(tx))) return
  await emitToCaseScopes(tx, staff.map(({ id, v }) => ({ type: 'staff', id, ver: v, op: 'put' })))
}

/** A transfer names nobody and concerns everybody; whose share it was is told where a case holds the person. */
export async function tellTransfers({ tx, mode }: Batch, transfers: readonly Versioned[], shares: readonly { readonly transferId: string; readonly subjectId: string }[]): Promise<void> {
  if (transfers.length === 0 || mode === 'dry-run' || !(await hasListener(tx))) return
  await emitToCaseScopes(tx, transfers.map(({ id, v }) => ({ type: 'transfer', id, ver: v, op: 'put' })))
  const scopes = await scopesOfPeople(tx, shares.map(({ subjectId }) => subjectId))
  await emitChanges(tx, shares.flatMap(({ transferId, subjectId }) => (scopes.get(subjectId) ?? []).map((scope): Change => ({ scope, type: 'transfer-share', id: `${transferId}:${subjectId}`, ver: 1, op: 'put' }))))
}

/**
 * Before the first device there is nobody to tell, and a first import of a million people need not fill the feed with them: a desk's first
 * snapshot has them all (as after a seed). No device can be enrolled until the batch commits, so none begins its snapshot in between.
 */
async function hasListener(tx: Tx): Promise<boolean> {
  const find = () => tx.selectFrom('devices').select('id').limit(1).executeTakeFirst()
  if (await find()) return true
  await sql`lock table devices in share mode`.execute(tx)
  return (await find()) !== undefined
}

async function scopesOfPeople(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ subject_id: string; scopes: string[] }>`
    select subject_id, array_agg(distinct scope) as scopes from requests where in_scope and subject_id = any(${ids}::uuid[]) group by subject_id`.execute(tx)
  return new Map(rows.map((row) => [row.subject_id, row.scopes]))
}
