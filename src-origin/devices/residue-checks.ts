// Keeps what a device found when it looked again: the last look of each, and every one that found something.
import { sql } from 'kysely'
import type { ResidueRequest } from '../../src-shared/protocol/residue'
import type { OriginContext } from '../context'

export async function takeResidueCheck({ db }: Pick<OriginContext, 'db'>, deviceId: string, { checkedAt, cause, people, found }: ResidueRequest): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('residue_checks')
      .values({ device_id: deviceId, checked_at: checkedAt, cause, people, found: JSON.stringify(found) })
      .onConflict((conflict) => conflict.columns(['device_id', 'checked_at']).doNothing())
      .execute()
    await sql`delete from residue_checks where device_id = ${deviceId} and found = '[]'::jsonb and checked_at < (select max(checked_at) from residue_checks where device_id = ${deviceId})`.execute(tx)
  })
}
