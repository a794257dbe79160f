// Who took a device away, from where; who last signed in at one; the key by which a locked device asks how it stands.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table fleet_acts (
      id bigint generated always as identity primary key,
      at bigint not null,
      device_id uuid not null references devices (id),
      act text not null check (act in ('revoke', 'wipe')),
      -- of a wipe: whether what was not sent is handed over
      salvage boolean,
      -- both null: at the origin's own command line
      staff_id uuid,
      at_device_id uuid
    );
    create index fleet_acts_device on fleet_acts (device_id, id);
    alter table devices add column last_staff_id uuid;
    alter table devices add column standing_key bytea;
  `.execute(db)
}
