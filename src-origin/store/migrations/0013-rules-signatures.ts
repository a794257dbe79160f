// A rules pack that was signed where the organisation key is kept is served with that signature: the text as it was signed, beside its body.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table rules add column signed text`.execute(db)
}
