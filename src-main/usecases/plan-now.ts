// The erasure plan of a person as of now, from what is held and why it is to go; the same function makes it at the origin.
import { createErasurePlan, type ErasurePlan, type PlanInput } from '../../src-shared/domain/erasure-plan'
import { readEntries } from '../sync/read-inventory'
import type { StoredRecord } from '../vault/codecs'
import { listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

export async function planFor(reader: Reader, deps: Pick<UnlockedDesk, 'today' | 'rules'>, { requestId, deletionGround }: Pick<PlanInput, 'requestId' | 'deletionGround'>, subject: StoredRecord<'subject'>): Promise<ErasurePlan> {
  const holdings = (await listRecordsOfSubject(reader, 'holding', subject.body.id)).map(({ body }) => ({
    category: body.category,
    system: body.system,
    rows: body.rows,
    ...(body.toAt === undefined ? {} : { toAt: body.toAt }),
  }))
  const rules = deps.rules.current()
  // With what waits here: it is sent before the proposal.
  const holds = (await readEntries(reader, 'hold', rules)).map(({ entry }) => entry)
  return createErasurePlan({ requestId, deletionGround, subjectId: subject.body.id, subjectVersion: subject.v, holdings, holds, today: deps.today(), rules, packVersion: rules.version })
}
