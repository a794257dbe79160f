// What a new request says of others, against what is known: the age of the person whose guardian asks, and whose request a complaint is about.
import type { Day } from '../../src-shared/base/clock'
import type { CreateRequest } from '../../src-shared/domain/request'
import { fitsAge } from '../../src-shared/domain/request-maker'
import type { Tx } from '../store/database'

/** The field that does not fit. The person is held. */
export async function intakeProblem(tx: Tx, { subjectId, madeBy, about }: Pick<CreateRequest, 'subjectId' | 'madeBy' | 'about'>, today: Day): Promise<string | undefined> {
  if (madeBy) {
    const row = await tx.selectFrom('subjects').select('birth_day').where('id', '=', subjectId).executeTakeFirst()
    if (!fitsAge(madeBy.kind, row?.birth_day ?? undefined, today)) return 'madeBy.kind'
  }
  if (about === undefined) return undefined
  const known = await tx.selectFrom('requests').select('id').where('id', '=', about).where('subject_id', '=', subjectId).executeTakeFirst()
  return known ? undefined : 'about'
}
