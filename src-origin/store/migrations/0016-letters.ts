// The letters of a case, one row a version; they go with their case and with their person.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table letters (
      id text primary key,
      request_id uuid not null references requests (id) on delete cascade,
      subject_id uuid not null references subjects (id) on delete cascade,
      v bigint not null default 1,
      body jsonb not null
    );
    create index letters_request on letters (request_id);
    create index letters_subject on letters (subject_id);
  `.execute(db)
}
