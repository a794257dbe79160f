// Case numbers: two digits of the year and a running number, without gaps inside committed requests.
import { sql } from 'kysely'
import type { Day } from '../../src-shared/base/clock'
import type { Tx } from '../store/database'

/** The settings row is locked until the request commits: a rolled-back create gives its number back. */
export async function nextCaseNo(tx: Tx, today: Day): Promise<string> {
  const year = today.slice(2, 4)
  const { rows } = await sql<{ value: string }>`
    insert into settings (key, value)
    select ${`case_no:${year}`}, (coalesce(max(split_part(case_no, '-', 2)::bigint), 0) + 1)::text from requests where case_no ~ ${`^${year}-[0-9]+$`}
    on conflict (key) do update set value = (settings.value::bigint + 1)::text returning value`.execute(tx)
  return `${year}-${(rows[0]?.value ?? '1').padStart(4, '0')}`
}
