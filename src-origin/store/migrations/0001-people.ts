// People, their identifiers and consent history, the policies they are bound by, what is held about them and their service logs.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table policies (id uuid primary key, v bigint not null default 1, body jsonb not null);
    create table subjects (
      id uuid primary key,
      account_no text not null unique,
      name text not null,
      status text not null check (status in ('active', 'abnormal', 'cancelled')),
      birth_day date,
      region text not null,
      registered_at bigint not null,
      products jsonb not null,
      synthetic boolean not null,
      v bigint not null default 1
    );
    create table identifiers (
      subject_id uuid not null references subjects (id) on delete cascade,
      pos integer not null,
      id uuid not null unique,
      kind text not null check (kind in ('mobile', 'email')),
      value text not null,
      proof text not null check (proof in ('proved', 'unproved')),
      added_at bigint not null,
      primary key (subject_id, pos)
    );
    create index identifiers_value on identifiers (value);
    create table consents (
      id uuid primary key,
      subject_id uuid not null references subjects (id) on delete cascade,
      kind text not null,
      purpose text,
      policy_id uuid not null references policies (id),
      policy_version text not null,
      channel text not null,
      at bigint not null,
      wording_hash text not null,
      evidence text
    );
    create index consents_subject on consents (subject_id, at);
    create table holdings (
      subject_id uuid not null references subjects (id) on delete cascade,
      category text not null,
      system text not null,
      rows bigint not null check (rows >= 0),
      from_at bigint,
      to_at bigint,
      v bigint not null default 1,
      primary key (subject_id, category)
    );
    -- No foreign key: an erased person's rows go in slices after the person, and each insert would look the person up.
    create table service_logs (
      subject_id uuid not null,
      n bigint not null,
      category text not null,
      at bigint not null,
      product text not null,
      ip text not null,
      detail text not null,
      primary key (subject_id, n)
    );
    create table restricted_logs (
      erasure_id uuid not null,
      n bigint not null,
      account_no text not null,
      ip text not null,
      at bigint not null,
      result text not null,
      ground text not null,
      release_on date not null,
      primary key (erasure_id, n)
    );
    create index restricted_logs_release on restricted_logs (release_on);
  `.execute(db)
}
