// Staff, devices and what they were granted and sent, one-time codes, tokens, results of pushes.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table staff (
      id uuid primary key,
      login text not null unique,
      name text not null,
      role text not null check (role in ('agent', 'reviewer', 'officer')),
      active boolean not null,
      secret_salt bytea not null,
      secret_hash bytea not null,
      v bigint not null default 1
    );
    create table scopes (id text primary key, kind text not null check (kind in ('case', 'directory')), part text not null);
    insert into scopes (id, kind, part) values ('desk:dalian', 'case', 'case'), ('directory:all', 'directory', 'directory');
    create table devices (
      id uuid primary key,
      name text not null,
      public_key bytea not null,
      certificate jsonb not null,
      enrolled_at bigint not null,
      revoked_at bigint,
      last_seen_at bigint,
      access_version bigint not null default 1,
      lease_not_after bigint not null default 0
    );
    create table device_scopes (
      device_id uuid not null references devices (id),
      scope text not null references scopes (id),
      primary key (device_id, scope)
    );
    create table enrolment_codes (
      code_hash bytea primary key,
      workstation text not null,
      scopes jsonb not null,
      declared_by text not null,
      created_at bigint not null,
      expires_at bigint not null,
      used_at bigint,
      used_by uuid
    );
    create table tokens (
      hash bytea primary key,
      staff_id uuid not null references staff (id),
      device_id uuid not null references devices (id),
      expires_at bigint not null,
      fresh_until bigint
    );
    create index tokens_expiry on tokens (expires_at);
    create table deliveries (
      device_id uuid not null references devices (id),
      subject_id uuid not null,
      at bigint not null,
      primary key (subject_id, device_id)
    );
    create table directory_deliveries (device_id uuid primary key references devices (id), at bigint not null);
    create table erasure_devices (
      erasure_id uuid not null references erasures (id),
      device_id uuid not null references devices (id),
      name text not null,
      received_at bigint,
      receipt jsonb,
      primary key (erasure_id, device_id)
    );
    create table push_results (
      device_id uuid not null references devices (id),
      mid uuid not null,
      body_hash bytea not null,
      chain text not null,
      result jsonb not null,
      at bigint not null,
      acked_at bigint,
      primary key (device_id, mid)
    );
  `.execute(db)
}
