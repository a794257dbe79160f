// Records of training as the company's own system of courses lists them, one row each; appended like those that an officer enters, and found again by all
// that they say.
import { z } from 'zod'
import { toDay } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { trainingFault, type TrainingFacts } from '../../src-shared/domain/training'
import { trainingRequest } from '../../src-shared/protocol/staff'
import { insertTraining, settleTraining } from '../devices/training'
import { CREATED, refuse, UNCHANGED, type RowOutcome } from './refusal'
import { defineKind, type Batch } from './row-kind'
import { tellStaffChanges } from './told-changes'

interface TrainingRow extends TrainingFacts {
  readonly login: string
}

const rowSchema = trainingRequest.omit({ staffId: true }).extend({ login: z.string().max(64) })

export const trainingRows = defineKind<TrainingRow>({
  read: (reader) => {
    const row = { login: reader.text('login'), course: reader.text('course'), version: reader.text('version'), passedOn: reader.day('passedOn'), dueOn: reader.day('dueOn') }
    reader.check(row, rowSchema, ['login', 'course', 'version', 'passedOn', 'dueOn'])
    if (row.passedOn !== undefined && row.dueOn !== undefined) {
      const fault = trainingFault({ passedOn: row.passedOn, dueOn: row.dueOn }, toDay(reader.now))
      if (fault !== undefined) reader.fail(fault === 'passedOn' ? 'time-range' : 'malformed', fault)
    }
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return row as TrainingRow
  },
  apply: async (batch, rows) => {
    const logins = [...new Set(rows.map(({ login }) => login))]
    const staff = await batch.tx.selectFrom('staff').select(['id', 'login']).where('login', 'in', logins).orderBy('id').forUpdate().execute()
    const idOf = new Map(staff.map(({ id, login }) => [login, id as StaffId]))
    const outcomes: RowOutcome[] = []
    for (const row of rows) outcomes.push(await take(batch, idOf.get(row.login), row))
    const told: { readonly id: string; readonly v: number }[] = []
    for (const id of idOf.values()) {
      const v = await settleTraining(batch.tx, id)
      if (v !== undefined) told.push({ id, v })
    }
    await tellStaffChanges(batch, told)
    return outcomes
  },
})

async function take({ tx, context }: Batch, staffId: StaffId | undefined, { login: _, ...facts }: TrainingRow): Promise<RowOutcome> {
  if (staffId === undefined) return refuse('unknown-login', 'login')
  const known = await tx
    .selectFrom('training_records')
    .select('id')
    .where('staff_id', '=', staffId)
    .where('course', '=', facts.course)
    .where('version', '=', facts.version)
    .where('passed_on', '=', facts.passedOn)
    .where('due_on', '=', facts.dueOn)
    .executeTakeFirst()
  if (known) return UNCHANGED
  await insertTraining(tx, context, staffId, facts)
  return CREATED
}
