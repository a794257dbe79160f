// Keeps what a device found when it looked again: the last look of each, and every one that found something. What was found is an incident.
import { sql } from 'kysely'
import type { ResidueRequest } from '../../src-shared/protocol/residue'
import type { OriginContext } from '../context'
import { openForResidue } from '../incidents/open-by-itself'

export async function takeResidueCheck(context: OriginContext, deviceId: string, { checkedAt, cause, people, found }: ResidueRequest): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    const taken = await tx
      .insertInto('residue_checks')
      .values({ device_id: deviceId, checked_at: checkedAt, cause, people, found: JSON.stringify(found) })
      .onConflict((conflict) => conflict.columns(['device_id', 'checked_at']).doNothing())
      .executeTakeFirst()
    // A report that came twice, its first answer lost.
    if (taken.numInsertedOrUpdatedRows === 0n) return
    await sql`delete from residue_checks where device_id = ${deviceId} and found = '[]'::jsonb and checked_at < (select max(checked_at) from residue_checks where device_id = ${deviceId})`.execute(tx)
    await openForResidue(tx, context, deviceId, { checkedAt, found })
  })
}
