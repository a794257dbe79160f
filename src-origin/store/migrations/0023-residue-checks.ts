// What devices found when they looked again for people who were erased: random ids of erasures and counts.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table residue_checks (
      id bigint generated always as identity primary key,
      device_id uuid not null references devices (id) on delete cascade,
      checked_at bigint not null,
      cause text not null check (cause in ('asked', 'daily')),
      people bigint not null,
      found jsonb not null,
      -- The same report whose answer was lost comes again.
      unique (device_id, checked_at)
    );
  `.execute(db)
}
