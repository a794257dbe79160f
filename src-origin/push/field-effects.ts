// Writes what was granted of a correction or a supplement into the person's own record, and answers the request with what was there before.
import { toDay } from '../../src-shared/base/clock'
import { createId, type IdentifierId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import { normaliseCorrections } from '../../src-shared/domain/person-values'
import type { CaseRequest, Correction, FieldChange } from '../../src-shared/domain/request'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { countHolding, tellPerson } from './count-on'

/** How a value enters: in the place of the former one, or beside and where nothing was. */
type Manner = 'replace' | 'add'
interface Writing {
  readonly tx: Tx
  readonly context: OriginContext
  readonly subjectId: string
  readonly manner: Manner
  /** As the decision names them. */
  readonly replaces: readonly string[]
}
/** `err`: there is something where nothing should be; several stand there, and nobody said which one. */
type Written = Result<{ readonly before?: string }, 'occupied' | 'which'>

export async function writeFields(tx: Tx, context: OriginContext, request: CaseRequest, granted: readonly Correction[]): Promise<Result<CaseRequest, readonly string[]>> {
  const now = context.now()
  const corrections = normaliseCorrections(granted, toDay(now))
  if (!corrections.ok) return corrections
  // Offline somebody chose one that has gone since: what is left is not what they meant.
  const replaces = request.decision?.replaces ?? []
  if (!(await hasEvery(tx, request.subjectId, replaces))) return err(['replaces'])
  const writing: Writing = { tx, context, subjectId: request.subjectId, manner: request.right === 'supplement' ? 'add' : 'replace', replaces }
  const changes: FieldChange[] = []
  for (const { field, value } of corrections.value) {
    const written = await writeField(writing, { field, value })
    if (!written.ok) return err([`corrections.${field}`])
    const { before } = written.value
    const shown = request.decision?.shown?.find((one) => one.field === field)?.kind
    changes.push({ field, ...(before === undefined ? {} : { before }), after: value, at: now, ...(shown === undefined ? {} : { shown }) })
  }
  await tellPerson(tx, request.subjectId)
  return ok({ ...request, changes: [...(request.changes ?? []), ...changes] })
}

async function hasEvery(tx: Tx, subjectId: string, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true
  const known = await tx.selectFrom('identifiers').select('id').where('subject_id', '=', subjectId).where('id', 'in', [...ids]).execute()
  return known.length === new Set(ids).size
}

async function writeField(writing: Writing, { field, value }: Correction): Promise<Written> {
  switch (field) {
    case 'mobile':
    case 'email':
      return writeIdentifier(writing, { kind: field, value })
    case 'name':
      return writeColumn(writing, 'name', value)
    case 'birthDay':
      return writeColumn(writing, 'birth_day', value)
    case 'region':
      return writeColumn(writing, 'region', value)
  }
}

async function writeColumn({ tx, subjectId, manner }: Writing, column: 'name' | 'birth_day' | 'region', value: string): Promise<Written> {
  const row = await tx.selectFrom('subjects').select(['name', 'birth_day', 'region']).where('id', '=', subjectId).forUpdate().executeTakeFirstOrThrow()
  const before = row[column]
  const isEmpty = before === null || before.trim() === ''
  if (manner === 'add' && !isEmpty) return err('occupied')
  await tx.updateTable('subjects').set({ [column]: value }).where('id', '=', subjectId).execute()
  return ok(isEmpty ? {} : { before })
}

interface NewIdentifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** It is unproved: a correction is a statement until a code was read back. One that the person has already is neither a correction nor a supplement. */
async function writeIdentifier(writing: Writing, next: NewIdentifier): Promise<Written> {
  const { tx, context, subjectId, manner, replaces } = writing
  const now = context.now()
  const known = await tx.selectFrom('identifiers').select(['id', 'pos', 'kind', 'value']).where('subject_id', '=', subjectId).orderBy('pos').execute()
  const alike = known.filter((one) => one.kind === next.kind)
  if (alike.some((one) => one.value === next.value)) return err('occupied')
  const former = manner === 'add' ? undefined : alike.length > 1 ? alike.find((one) => replaces.includes(one.id)) : alike[0]
  if (manner === 'replace' && alike.length > 1 && !former) return err('which')
  const id = createId<IdentifierId>(now, context.random)
  if (former) {
    await tx
      .updateTable('identifiers')
      .set({ id, value: next.value, proof: 'unproved', added_at: now })
      .where('subject_id', '=', subjectId)
      .where('pos', '=', former.pos)
      .execute()
    return ok({ before: former.value })
  }
  const pos = Math.max(-1, ...known.map((one) => one.pos)) + 1
  await tx.insertInto('identifiers').values({ id, subject_id: subjectId, pos, kind: next.kind, value: next.value, proof: 'unproved', added_at: now }).execute()
  await countHolding(tx, subjectId, 'registration', 1, now)
  return ok({})
}
