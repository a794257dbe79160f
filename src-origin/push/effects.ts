// What a granted request changes in the person's own records, in the transaction of the decision.
import { createId, type IdentifierId, type ConsentEventId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import { ok, type Result } from '../../src-shared/base/result'
import type { CaseRequest, Correction } from '../../src-shared/domain/request'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import { DIRECTORY_SCOPE, emitChanges, scopesOfSubject, type Change } from '../feed/emit'
import { generalVersionFor, loadPolicyEntries } from '../policies/register'
import type { Tx } from '../store/database'
import { normaliseCorrections } from './corrections'

/** The request has just been decided; `err` names the fields that cannot be taken over as they stand. */
export async function applyEffects(tx: Tx, context: OriginContext, request: CaseRequest): Promise<Result<void, readonly string[]>> {
  const isGranted = request.decision?.outcome === 'granted' || request.decision?.outcome === 'granted-in-part'
  if (!isGranted) return ok()
  if (request.right === 'correct') return correct(tx, context, request)
  if (request.right === 'withdraw') await withdraw(tx, context, request)
  return ok()
}

async function correct(tx: Tx, context: OriginContext, request: CaseRequest): Promise<Result<void, readonly string[]>> {
  const corrections = normaliseCorrections(request.corrections ?? [])
  if (!corrections.ok) return corrections
  for (const correction of corrections.value) {
    if (correction.field === 'name') await tx.updateTable('subjects').set({ name: correction.value }).where('id', '=', request.subjectId).execute()
    else await replaceIdentifier(tx, context, request.subjectId, { kind: correction.field, value: correction.value })
  }
  const v = await countSubjectOn(tx, request.subjectId)
  const scopes = await scopesOfSubject(tx, request.subjectId)
  await emitChanges(tx, [...scopes, DIRECTORY_SCOPE].map((scope) => ({
    scope, type: scope === DIRECTORY_SCOPE ? ('directory' as const) : ('subject' as const), id: request.subjectId, ver: v, op: 'put' as const,
  })))
  return ok()
}

interface NewIdentifier {
  readonly kind: Exclude<Correction['field'], 'name'>
  readonly value: string
}

/** The new value takes the place of the first of its kind. It is unproved: a correction is a statement until a code was read back. */
async function replaceIdentifier(tx: Tx, context: OriginContext, subjectId: string, next: NewIdentifier): Promise<void> {
  const now = context.now()
  const id = createId<IdentifierId>(now, context.random)
  const known = await tx.selectFrom('identifiers').select(['pos', 'kind']).where('subject_id', '=', subjectId).orderBy('pos').execute()
  const first = known.find((one) => one.kind === next.kind)
  if (first) {
    await tx
      .updateTable('identifiers')
      .set({ id, value: next.value, proof: 'unproved', added_at: now })
      .where('subject_id', '=', subjectId)
      .where('pos', '=', first.pos)
      .execute()
    return
  }
  const pos = Math.max(-1, ...known.map((one) => one.pos)) + 1
  await tx.insertInto('identifiers').values({ id, subject_id: subjectId, pos, kind: next.kind, value: next.value, proof: 'unproved', added_at: now }).execute()
  await countHolding(tx, subjectId, 'registration', 1, now)
}

/** One withdrawal event per purpose; the history is append-only, so nothing of it is changed or taken away. */
async function withdraw(tx: Tx, context: OriginContext, request: CaseRequest): Promise<void> {
  const now = context.now()
  const policy = must(generalVersionFor(await loadPolicyEntries(tx), request.channel, toDay(now)), 'a general policy')
  const events = (request.purposes ?? []).map((purpose) => ({
    id: createId<ConsentEventId>(now, context.random), subject_id: request.subjectId, kind: 'withdrawal', purpose, policy_id: policy.id,
    policy_version: policy.version, channel: request.channel, at: now, wording_hash: policy.textHash, evidence: request.caseNo,
  }))
  if (events.length === 0) return
  await tx.insertInto('consents').values(events).execute()
  await countHolding(tx, request.subjectId, 'consent', events.length, now)
  const v = await countSubjectOn(tx, request.subjectId)
  const changes: Change[] = []
  for (const scope of await scopesOfSubject(tx, request.subjectId)) {
    for (const event of events) changes.push({ scope, type: 'consent', id: event.id, ver: 1, op: 'put' })
    changes.push({ scope, type: 'subject', id: request.subjectId, ver: v, op: 'put' })
  }
  await emitChanges(tx, changes)
}

export async function countSubjectOn(tx: Tx, subjectId: string): Promise<number> {
  const row = await tx.updateTable('subjects').set((eb) => ({ v: eb('v', '+', 1) })).where('id', '=', subjectId).returning('v').executeTakeFirstOrThrow()
  return row.v
}

/** The counts are what an erasure plan is made of, so they move with the rows. */
async function countHolding(tx: Tx, subjectId: string, category: Category, added: number, now: number): Promise<void> {
  const row = await tx
    .updateTable('holdings')
    .set((eb) => ({ rows: eb('rows', '+', added), to_at: now, v: eb('v', '+', 1) }))
    .where('subject_id', '=', subjectId)
    .where('category', '=', category)
    .returning('v')
    .executeTakeFirst()
  const ver = row?.v ?? 1
  if (!row) await tx.insertInto('holdings').values({ subject_id: subjectId, category, system: category === 'consent' ? 'consent' : 'account', rows: added, from_at: now, to_at: now }).execute()
  const scopes = await scopesOfSubject(tx, subjectId)
  await emitChanges(tx, scopes.map((scope) => ({ scope, type: 'holding' as const, id: `${subjectId}:${category}`, ver, op: 'put' as const })))
}
