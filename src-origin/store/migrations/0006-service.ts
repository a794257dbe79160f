// What an origin in service needs: how long a change waits for its number, and who declared a workstation after its one-time code is gone.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- The database's own clock on purpose: the age is taken by the same clock, in whatever process somebody asks.
    alter table outbox add column at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint;
    alter table devices add column declared_by text;
    update devices d set declared_by = c.declared_by from enrolment_codes c where c.used_by = d.id;
    create index requests_leaving on requests (closed_at) where in_scope;
  `.execute(db)
}
