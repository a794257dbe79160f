// Training of the staff, the auditor's role, and who changed what about whom. Whoever worked here before has no record: they go on for thirty days
// without one (docs/decisions/0064), and every desk hears of it.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table staff drop constraint staff_role_check;
    alter table staff add constraint staff_role_check check (role in ('agent', 'reviewer', 'officer', 'auditor'));
    -- of the record that counts
    alter table staff add column training_due date;
    alter table staff add column training_grace date;
    update staff set training_grace = (now() at time zone 'Asia/Shanghai')::date + 30, v = v + 1;
    insert into outbox (part, scope, type, id, ver, op) select s.part, s.id, 'staff', t.id::text, t.v, 'put' from staff t cross join scopes s where s.kind = 'case';
    create table training_records (
      id uuid primary key,
      staff_id uuid not null references staff (id),
      course text not null,
      version text not null,
      passed_on date not null,
      -- the last day on which it counts
      due_on date not null check (due_on >= passed_on),
      entered_at bigint not null,
      -- both null: imported
      entered_by uuid references staff (id),
      at_device_id uuid references devices (id)
    );
    create index training_records_staff on training_records (staff_id, passed_on, entered_at, id);
    create table staff_acts (
      id bigint generated always as identity primary key,
      at bigint not null,
      staff_id uuid not null references staff (id),
      act text not null check (act in ('role', 'leave', 'return')),
      -- of a change of role: the new one
      role text,
      by_staff_id uuid not null references staff (id),
      at_device_id uuid not null references devices (id)
    );
    create index staff_acts_staff on staff_acts (staff_id, id);
  `.execute(db)
}
