// Acts that outlived their store; orders to wipe a device and the answer to them.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sealed_acts (
      device_id uuid not null references devices (id),
      mid uuid not null,
      pos bigint generated always as identity,
      staff_id uuid not null,
      subject_id uuid,
      chain text not null,
      op text not null,
      made_at bigint not null,
      uploaded_at bigint not null,
      reason text not null,
      body jsonb,
      proof bytea,
      state text not null check (state in ('held', 'applied', 'refused', 'dropped')),
      code text,
      settled_at bigint,
      settled_by uuid,
      primary key (device_id, mid)
    );
    create index sealed_acts_waiting on sealed_acts (staff_id) where state = 'held';
    create index sealed_acts_subject on sealed_acts (subject_id);
    alter table devices add column wipe_order jsonb;
    alter table devices add column wiped_at bigint;
    alter table devices add column wipe_receipt jsonb;
  `.execute(db)
}
