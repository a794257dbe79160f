// One-time codes that were sent to an identifier in a request: never the code itself, a keyed digest of it.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table identity_codes (
      id uuid primary key,
      request_id uuid not null references requests (id) on delete cascade,
      subject_id uuid not null references subjects (id) on delete cascade,
      identifier_id uuid not null,
      staff_id uuid not null references staff (id),
      code_mac bytea not null,
      state text not null check (state in ('sending', 'sent', 'not-sent', 'replaced', 'confirmed', 'failed')),
      made_at bigint not null,
      expires_at bigint not null,
      wrong integer not null default 0
    );
    create index identity_codes_identifier on identity_codes (request_id, identifier_id, made_at);
    create index identity_codes_subject on identity_codes (subject_id);
    create index identity_codes_expiry on identity_codes (expires_at);
  `.execute(db)
}
