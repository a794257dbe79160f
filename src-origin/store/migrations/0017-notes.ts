// Notes on requests, and the files that they name: in sealed parts (notes/files.ts). The table of 0004 for attachments was never used.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notes (
      id uuid primary key,
      request_id uuid not null references requests (id) on delete cascade,
      subject_id uuid not null references subjects (id) on delete cascade,
      v bigint not null default 1,
      body jsonb not null
    );
    create index notes_request on notes (request_id);
    create index notes_subject on notes (subject_id);
    create table note_files (
      note_id uuid not null references notes (id) on delete cascade,
      request_id uuid not null,
      sha256 bytea not null,
      primary key (note_id, sha256)
    );
    create index note_files_request on note_files (request_id, sha256);
    drop table blobs;
    -- Of one case: a file that stands in two cases is kept twice, so that whoever knows its hash gets at nobody else's copy.
    create table blobs (
      request_id uuid not null references requests (id) on delete cascade,
      sha256 bytea not null,
      subject_id uuid not null references subjects (id) on delete cascade,
      salt bytea not null,
      bytes bigint not null,
      received bigint not null,
      complete boolean not null,
      at bigint not null,
      primary key (request_id, sha256)
    );
    create index blobs_subject on blobs (subject_id);
    create table blob_parts (
      request_id uuid not null,
      sha256 bytea not null,
      pos bigint not null,
      bytes bigint not null,
      sealed bytea not null,
      primary key (request_id, sha256, pos),
      foreign key (request_id, sha256) references blobs (request_id, sha256) on delete cascade
    );
    -- Compressing what is encrypted costs time and saves nothing.
    alter table blob_parts alter column sealed set storage external;
  `.execute(db)
}
