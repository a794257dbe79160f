// Takes in a request that a person made on the website or in the applet: found, dated, counted by the rules pack, put into the queue.
import { toDay } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import { applyOperation } from '../../src-shared/domain/request-machine'
import type { RequestRecord } from '../../src-shared/protocol/records'
import type { IntakeRequest, IntakeResponse } from '../../src-shared/protocol/search'
import { nextCaseNo } from '../cases/case-number'
import { intakeProblem } from '../cases/intake-problem'
import { insertRequest, lockRequest } from '../cases/locked-request'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'

/** The desk that works on what comes in by itself, until there are several. */
export const INTAKE_SCOPE = 'desk:dalian'

export async function takeIn(context: OriginContext, intake: IntakeRequest): Promise<Result<IntakeResponse, 'not_found' | 'bad_request'>> {
  return context.db.transaction().execute(async (tx) => {
    const known = await lockRequest(tx, intake.requestId)
    if (known) return ok(answerOf(known.record))
    const subjectId = await findPersonOf(tx, intake.person)
    if (subjectId === undefined) return err('not_found')
    const { person: _, ...args } = intake
    // Nobody of the staff did this: the role lends the permission to create, and the entry names no one.
    const by = { staffId: '' as StaffId, role: 'agent' as const, at: context.now() }
    if ((await intakeProblem(tx, { subjectId, ...args }, toDay(context.now()))) !== undefined) return err('bad_request')
    const created = applyOperation(undefined, { op: 'request.create@1', args: { ...args, subjectId } }, by, context.rules.inForce)
    if (!created.ok) return err('bad_request')
    const timeline = created.value.timeline.map(({ staffId: _nobody, ...entry }) => entry)
    const record: RequestRecord = { ...created.value, timeline, caseNo: await nextCaseNo(tx, toDay(context.now())) }
    await insertRequest(tx, record, INTAKE_SCOPE)
    return ok(answerOf(record))
  })
}

function answerOf(record: RequestRecord): IntakeResponse {
  return { requestId: record.id, caseNo: record.caseNo, ...(record.targetOn === undefined ? {} : { targetOn: record.targetOn }), outerOn: record.outerOn }
}

/** Undefined also where an identifier fits several people: the person is then found by account number or by staff. */
async function findPersonOf(tx: Tx, person: IntakeRequest['person']): Promise<SubjectId | undefined> {
  const id = 'accountNo' in person ? await byAccountNo(tx, person.accountNo) : await byIdentifier(tx, person)
  if (id === undefined) return undefined
  // Held until the request is written: an erasure either sees the request or has taken the person away before it.
  const present = await tx.selectFrom('subjects').select('id').where('id', '=', id).forKeyShare().executeTakeFirst()
  return present?.id as SubjectId | undefined
}

async function byAccountNo(tx: Tx, accountNo: string): Promise<string | undefined> {
  return (await tx.selectFrom('subjects').select('id').where('account_no', '=', accountNo).executeTakeFirst())?.id
}

async function byIdentifier(tx: Tx, { kind, value }: Extract<IntakeRequest['person'], { kind: unknown }>): Promise<string | undefined> {
  const text = kind === 'email' ? value.toLowerCase() : value
  const rows = await tx.selectFrom('identifiers').select('subject_id').distinct().where('value', '=', text).where('kind', '=', kind).limit(2).execute()
  return rows.length === 1 ? rows[0]?.subject_id : undefined
}
