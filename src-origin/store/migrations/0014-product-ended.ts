// The consent history also says which product a person ended.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table consents add column product text`.execute(db)
}
