// The highest number that a row of this person's log ever had: rows that went from the end of it give their numbers to nobody, or a desk that was away would
// take a new row for one that it has.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table subjects add column log_n bigint not null default 0`.execute(db)
}
