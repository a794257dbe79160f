// Incidents that the origin opens by itself, in the transaction that hears of their cause: something left of an erased person, a chain that does not hold
// together, a device that was lost. Each cause has one; while it is open, what is heard of it again is added to it or says nothing new.
import type { DeviceId, ErasureId, SubjectId } from '../../src-shared/base/ids'
import { MOST_AFFECTED, MOST_ERASED, type IncidentEntry, type IncidentKind } from '../../src-shared/domain/incident-register'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { ChainRequest } from '../../src-shared/protocol/incidents'
import type { ResidueRequest } from '../../src-shared/protocol/residue'
import type { OriginContext } from '../context'
import { lockEntries, saveEntry, type Locked } from '../inventory/entry-rows'
import type { Tx } from '../store/database'
import { incidentIdOf } from './incident-id'

type Opening = Pick<IncidentEntry, 'kind' | 'cause' | 'discoveredAt'> & Partial<Pick<IncidentEntry, 'categories' | 'affected' | 'erased' | 'others'>>

/** One that is there already, open or closed, stays as it is. */
async function openOnce(tx: Tx, context: OriginContext, cause: string, opening: Opening): Promise<void> {
  const entry: IncidentEntry = { id: incidentIdOf(cause), what: '', openedAt: context.now(), categories: [], affected: [], erased: [], others: 0, graver: false, measures: [], notices: [], ...opening }
  await saveEntry(tx, 'incident', entry, 1)
}

/** Locked, so that two reports of one device come one after the other. */
async function lockDevice(tx: Tx, deviceId: string): Promise<{ readonly deviceId: DeviceId; readonly deviceName: string }> {
  const { id, name } = await tx.selectFrom('devices').select(['id', 'name']).where('id', '=', deviceId).forUpdate().executeTakeFirstOrThrow()
  return { deviceId: id as DeviceId, deviceName: name }
}

async function findOpen(tx: Tx, kind: IncidentKind, deviceId: string): Promise<Locked<IncidentEntry> | undefined> {
  return (await lockEntries(tx, 'incident')).find(({ entry }) => entry.kind === kind && entry.cause?.deviceId === deviceId && !entry.closed)
}

/** Of a look that found something. The same find in the looks of the following days is the same incident until that is closed; found again afterwards, it is another. */
export async function openForResidue(tx: Tx, context: OriginContext, deviceId: string, { checkedAt, found }: Pick<ResidueRequest, 'checkedAt' | 'found'>): Promise<void> {
  if (found.length === 0) return
  const device = await lockDevice(tx, deviceId)
  const erasures = await knownErasures(tx, [...new Set(found.map(({ erasureId }) => erasureId))])
  const open = await findOpen(tx, 'residue-found', deviceId)
  if (!open) return openOnce(tx, context, `residue-found:${deviceId}:${String(checkedAt)}`, { kind: 'residue-found', cause: device, discoveredAt: context.now(), erased: erasures.slice(0, MOST_ERASED) })
  const { closing: _taken, ...going } = open.entry
  const more = erasures.filter((one) => !open.entry.erased.includes(one)).slice(0, MOST_ERASED - open.entry.erased.length)
  if (more.length > 0) await saveEntry(tx, 'incident', { ...going, erased: [...open.entry.erased, ...more] }, open.v + 1)
}

/** Those that were carried out here: a device names no others. */
async function knownErasures(tx: Tx, asked: readonly ErasureId[]): Promise<readonly ErasureId[]> {
  const rows = await tx.selectFrom('erased_ids').select('erasure_id').distinct().where('erasure_id', 'in', asked).execute()
  const known = new Set(rows.map((row) => row.erasure_id))
  return asked.filter((one) => known.has(one))
}

/** A device tells of it at every look, and until its store is replaced: while the incident is open that says nothing new. */
export async function openForChain(tx: Tx, context: OriginContext, deviceId: string, { fault, brokenAt, seenAt }: ChainRequest): Promise<void> {
  const device = await lockDevice(tx, deviceId)
  if (await findOpen(tx, 'chain-broken', deviceId)) return
  const cause = { ...device, fault, ...(brokenAt === undefined ? {} : { brokenAt }) }
  await openOnce(tx, context, `chain-broken:${deviceId}:${String(seenAt)}`, { kind: 'chain-broken', cause, discoveredAt: context.now() })
}

/** Whom the delivery ledger names for it; a device with the directory held name, mobile and e-mail of everybody. A device is lost once. */
export async function openForLostDevice(tx: Tx, context: OriginContext, deviceId: string): Promise<void> {
  const device = await lockDevice(tx, deviceId)
  const directory = (await tx.selectFrom('directory_deliveries').select('device_id').where('device_id', '=', deviceId).executeTakeFirst()) !== undefined
  // Held against an erasure: it would not find in this incident whom it takes out of all the others.
  const listed = await tx
    .selectFrom('subjects')
    .select('id')
    .where('id', 'in', tx.selectFrom('deliveries').select('subject_id').where('device_id', '=', deviceId))
    .orderBy('id')
    .forKeyShare()
    .execute()
  const { all } = await tx.selectFrom('subjects').select(({ fn }) => fn.countAll<string>().as('all')).executeTakeFirstOrThrow()
  const affected = listed.slice(0, MOST_AFFECTED).map(({ id }) => id as SubjectId)
  const people = directory ? Number(all) : listed.length
  const categories: Category[] = listed.length > 0 ? ['registration', 'consent'] : directory ? ['registration'] : []
  await openOnce(tx, context, `device-lost:${deviceId}`, { kind: 'device-lost', cause: { ...device, directory }, discoveredAt: context.now(), categories, affected, others: Math.max(0, people - affected.length) })
}
