// A first or a new passphrase: a one-time code of an officer, one a person, and who of the staff has a passphrase at all. What is done at the origin's own
// command line names nobody (docs/decisions/0073).
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table staff add column has_passphrase boolean not null default true;
    create table passphrase_codes (
      staff_id uuid primary key references staff (id),
      code_hash bytea not null,
      created_at bigint not null,
      expires_at bigint not null,
      -- the device at which it was used; there it may be used again until somebody has signed in
      used_by uuid references devices (id)
    );
    alter table staff_acts drop constraint staff_acts_act_check;
    alter table staff_acts add constraint staff_acts_act_check check (act in ('add', 'role', 'leave', 'return', 'code', 'passphrase'));
    -- both null: at the origin's own command line
    alter table staff_acts alter column by_staff_id drop not null;
    alter table staff_acts alter column at_device_id drop not null;
  `.execute(db)
}
