// Where the company's own rows are found again when they are imported once more, and how far an import has come.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Each key lies in the row it names, so it is erased with that row and in no other way (docs/decisions/0015).
    alter table subjects add column external_id text;
    create unique index subjects_external_id on subjects (external_id);
    alter table identifiers add column source_key text;
    create unique index identifiers_source_key on identifiers (subject_id, source_key) where source_key is not null;
    alter table consents add column source_key text;
    create unique index consents_source_key on consents (source_key) where source_key is not null;
    alter table service_logs add column source_key text;
    create unique index service_logs_source_key on service_logs (subject_id, source_key) where source_key is not null;
    -- subject: our own random id; external: the company's random id of the same person.
    alter table erased_ids add column kind text not null default 'subject' check (kind in ('subject', 'external'));
    create table imports (
      id uuid primary key,
      -- SHA-256 over the mapping, the files and what was asked: the same again goes on where it stopped.
      fingerprint text not null,
      started_at bigint not null,
      finished_at bigint,
      result_file text not null,
      result_bytes bigint not null default 0,
      source integer not null default 0,
      records bigint not null default 0,
      counts jsonb not null
    );
    create index imports_unfinished on imports (fingerprint) where finished_at is null;
  `.execute(db)
}
