// Systems beside the origin that an erasure waits for, and what they know the person by until they have answered.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table erasure_jobs add column external_id text;
    create table erasure_systems (
      -- Of one whose case was lost with a database there is no erasure here.
      erasure_id uuid not null,
      system text not null,
      name jsonb not null,
      account_no text,
      external_id text,
      tries integer not null,
      ask_at bigint not null,
      problem text,
      removed bigint,
      done_at bigint,
      receipt jsonb,
      primary key (erasure_id, system),
      -- Who it was stays here no longer than it is needed.
      check (done_at is null or (account_no is null and external_id is null))
    );
    create index erasure_systems_due on erasure_systems (ask_at) where done_at is null;
  `.execute(db)
}
