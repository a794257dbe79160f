// Deletes the files of cases whose own period is over (rules pack, R-DSR), with their notes, files, letters and codes. Every desk dropped them
// long before (leave-scope.ts), so nobody is told. What is part of an erasure's proof stays: it was emptied with the person.
import { addDays, dayStart, toDay, type Day } from '../../src-shared/base/clock'
import { caseGoesOn, caseMonths } from '../../src-shared/domain/case-retention'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'

/** No month is shorter: a period in months has not ended before so many days for each. */
const SHORTEST_MONTH_DAYS = 28
/** Proposals that nobody carried out prove nothing. */
const UNDONE = ['declined', 'stale'] as const

/** Each in a transaction of its own; answers how many went. */
export async function forgetCases(context: OriginContext): Promise<number> {
  const today = toDay(context.now())
  const before = dayStart(addDays(today, -SHORTEST_MONTH_DAYS * caseMonths(context.rules.inForce)))
  const due = await context.db.selectFrom('requests').select('id').where('in_scope', '=', false).where('closed_at', '<', before).orderBy('closed_at').execute()
  let gone = 0
  for (const { id } of due) if (await context.db.transaction().execute((tx) => forget(tx, context, id, today))) gone += 1
  return gone
}

async function forget(tx: Tx, { rules }: OriginContext, id: string, today: Day): Promise<boolean> {
  const request = await tx.selectFrom('requests').select(['body', 'in_scope']).where('id', '=', id).forUpdate().executeTakeFirst()
  // Reopened, or taken by another janitor, since it was found.
  if (!request || request.in_scope) return false
  const goesOn = caseGoesOn(request.body, rules.inForce)
  if (goesOn === undefined || goesOn > today) return false
  const proof = await tx.selectFrom('erasures').select('id').where('request_id', '=', id).where('state', 'not in', [...UNDONE]).executeTakeFirst()
  if (proof) return false
  await tx.deleteFrom('erasures').where('request_id', '=', id).execute()
  // Notes, files, letters and codes on delete cascade.
  await tx.deleteFrom('requests').where('id', '=', id).execute()
  return true
}
