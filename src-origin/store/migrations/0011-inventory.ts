// Exceptions, recipients and what was handed over to them; which person a listed transfer concerned lies apart and goes with the person.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table exceptions (id uuid primary key, v bigint not null default 1, body jsonb not null);
    create table recipients (id uuid primary key, v bigint not null default 1, body jsonb not null);
    create table transfers (id uuid primary key, v bigint not null default 1, body jsonb not null);
    create table transfer_people (
      transfer_id uuid not null references transfers (id) on delete cascade,
      subject_id uuid not null references subjects (id) on delete cascade,
      -- The consent on which it rested: that act goes with the person too, so it stands here and not in the transfer.
      consent_id uuid,
      primary key (transfer_id, subject_id)
    );
    create index transfer_people_subject on transfer_people (subject_id);
  `.execute(db)
}
