// Incidents: entries that concern every desk, as the others of their family (0011).
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table incidents (id uuid primary key, v bigint not null default 1, body jsonb not null)`.execute(db)
}
