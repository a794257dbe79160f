// What falls due by its age: an index to find it by, and the batches in which it goes once two people have agreed.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index service_logs_age on service_logs (category, at);
    create table retention_batches (
      id uuid primary key,
      state text not null check (state in ('proposed', 'approved', 'done', 'declined', 'stale')),
      made_at bigint not null,
      body jsonb not null
    );
    -- One at a time: two that are open would count the same rows.
    create unique index retention_batches_open on retention_batches ((true)) where state in ('proposed', 'approved');
  `.execute(db)
}
