// Writes a letter of a case, or how one reached the person: judged against the case and all of its letters, whose order the lock of the case keeps.
import { err, ok } from '../../src-shared/base/result'
import { applyLetter, letterId, lettersOfCase, recordOfLetter, type CaseLetter, type LetterCase, type LetterOperation } from '../../src-shared/domain/case-letters'
import { addressesIn } from '../../src-shared/domain/letter-leaks'
import type { Actor } from '../../src-shared/domain/request'
import { accessProblem, lockRequest, type ItemResult, type LockedRequest, type Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { emitChanges } from '../feed/emit'
import type { Tx } from '../store/database'

export async function applyLetterItem(tx: Tx, context: OriginContext, pusher: Pusher, item: { readonly operation: LetterOperation; readonly madeAt: number }): Promise<ItemResult> {
  const { operation, madeAt } = item
  const locked = await lockRequest(tx, operation.args.requestId)
  const problem = await accessProblem(tx, context, pusher, locked)
  if (problem || !locked) return err(problem ?? reject('not_found'))
  if (operation.op === 'letter.write@1' && !(await knowsPack(context, operation.args.rulesPack))) return err(reject('invalid', ['rulesPack']))
  const of = await caseOf(tx, locked, operation)
  if (!of) return err(reject('gone_erased'))
  const now = context.now()
  const by: Actor = { staffId: pusher.staffId, role: pusher.role, at: now, actedAt: Math.min(madeAt, now) }
  const done = applyLetter(of, operation, by)
  if (!done.ok) return err(reject(done.error.code, done.error.fields))
  return ok({ v: await saveLetter(tx, done.value, locked) })
}

/** The desk may have heard of it from another process a moment ago. */
async function knowsPack({ rules }: OriginContext, version: string): Promise<boolean> {
  if (!rules.byVersion(version)) await rules.look()
  return rules.byVersion(version) !== undefined
}

async function caseOf(tx: Tx, { record: request }: LockedRequest, operation: LetterOperation): Promise<LetterCase | undefined> {
  const { subjectId } = request
  const subject = await tx.selectFrom('subjects').select(['account_no', 'birth_day']).where('id', '=', subjectId).forKeyShare().executeTakeFirst()
  if (!subject) return undefined
  const rows = await tx.selectFrom('letters').select('body').where('request_id', '=', request.id).execute()
  const emails = await tx.selectFrom('identifiers').select('value').where('subject_id', '=', subjectId).where('kind', '=', 'email').execute()
  return {
    request,
    letters: lettersOfCase(request, rows.map(({ body }) => body)),
    own: { accountNo: subject.account_no, emails: emails.map(({ value }) => value) },
    others: operation.op === 'letter.write@1' ? await addressesOfOthers(tx, operation.args.text, subjectId) : new Set(),
    birthDay: subject.birth_day ?? undefined,
  }
}

async function addressesOfOthers(tx: Tx, text: string, subjectId: string): Promise<ReadonlySet<string>> {
  const addresses = addressesIn(text)
  if (addresses.length === 0) return new Set()
  const rows = await tx.selectFrom('identifiers').select('value').where('kind', '=', 'email').where('value', 'in', [...addresses]).where('subject_id', '!=', subjectId).execute()
  return new Set(rows.map(({ value }) => value))
}

async function saveLetter(tx: Tx, letter: CaseLetter, { scope, isInScope }: LockedRequest): Promise<number> {
  const { requestId, subjectId } = letter
  const id = letterId(letter)
  const body = JSON.stringify(recordOfLetter(letter))
  const { v } = await tx
    .insertInto('letters')
    .values({ id, request_id: requestId, subject_id: subjectId, body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet((eb) => ({ body, v: eb('letters.v', '+', 1) })))
    .returning('v')
    .executeTakeFirstOrThrow()
  if (isInScope) await emitChanges(tx, [{ scope, type: 'letter', id, ver: v, op: 'put' }])
  return v
}
