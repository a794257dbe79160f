// Unbinds people from a product that the company has ended: it leaves what they use, and their consent history says when, under which text and how they were told.
// Whatever they agreed to for it has no effect from then on; the account and the other products stay.
import { sql } from 'kysely'
import { must } from '../../src-shared/base/assert'
import { toDay } from '../../src-shared/base/clock'
import { createId, type ConsentEventId } from '../../src-shared/base/ids'
import { isEnding, type EndingBatch } from '../../src-shared/domain/ending-batch'
import type { Channel } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { addToHoldings, countPeopleOn } from '../import/count-holdings'
import { tellChanges } from '../import/told-changes'
import { loadPolicyEntries, versionFor } from '../policies/register'
import type { Tx } from '../store/database'
import { lockBatch, saveBatch } from './agreement'
import { bound, NOBODY_COOLING } from './ending-rows'

/** A person is a consent event and three counts: about a second. */
export const SLICE_PEOPLE = 2_000

/** `ended`: nobody is bound to it any more, or as many have been unbound as two people agreed to. */
export async function endSliceOfPeople(tx: Tx, context: OriginContext, batchId: string): Promise<'goes-on' | 'ended'> {
  const batch = await lockBatch(tx, batchId)
  if (batch?.state !== 'approved' || !isEnding(batch)) return 'ended'
  const { product, people } = batch.plan
  const most = Math.min(SLICE_PEOPLE, people - batch.peopleDone)
  if (most <= 0) return 'ended'
  const { rows: locked } = await sql<{ id: string }>`
    select id from subjects where products @> ${bound(product)}::jsonb and ${NOBODY_COOLING} order by id limit ${most} for update`.execute(tx)
  if (locked.length === 0) return 'ended'
  // An erasure that was approved while we waited for the person: a statement of its own sees it, and the person goes with it, or is found anew.
  const { rows } = await sql<{ id: string }>`
    update subjects set products = products - ${product}::text where id = any(${locked.map(({ id }) => id)}::uuid[]) and ${NOBODY_COOLING} returning id`.execute(tx)
  if (rows.length === 0) return 'goes-on'
  const now = context.now()
  const told = await toldBy(tx, batch)
  const policy = must(versionFor(await loadPolicyEntries(tx), product, told, toDay(now)), 'a general policy')
  const events = rows.map(({ id }) => ({
    id: createId<ConsentEventId>(now, context.random), subject_id: id, kind: 'product-ended', product, policy_id: policy.id, policy_version: policy.version, channel: told, at: now,
    wording_hash: policy.textHash, evidence: batchId,
  }))
  await sql`
    insert into consents (id, subject_id, kind, product, policy_id, policy_version, channel, at, wording_hash, evidence)
    select * from json_to_recordset(${JSON.stringify(events)}::json) as r (id uuid, subject_id uuid, kind text, product text, policy_id uuid, policy_version text, channel text, at bigint,
      wording_hash text, evidence text)`.execute(tx)
  const holdings = await addToHoldings(tx, events.map((event) => ({ subjectId: event.subject_id, category: 'consent' as const, at: now })))
  await tellChanges({ tx, mode: 'write' }, { people: await countPeopleOn(tx, rows.map(({ id }) => id)), consents: events.map((event) => ({ id: event.id, subjectId: event.subject_id })), holdings })
  await saveBatch(tx, { ...batch, peopleDone: batch.peopleDone + rows.length })
  return 'goes-on'
}

/** How people are told; of what one that was carried out has left, as the officer of that one said. */
async function toldBy(tx: Tx, { plan, proposed }: EndingBatch): Promise<Channel> {
  if (proposed) return proposed.told
  const former = await tx.selectFrom('retention_batches').select('body').where('product', '=', plan.product).where('state', '=', 'done').orderBy('made_at', 'desc').execute()
  return former.flatMap(({ body }) => (isEnding(body) && body.proposed ? [body.proposed.told] : []))[0] ?? 'website'
}
