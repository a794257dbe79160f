// Requests, erasures with their devices and receipts, and the suppression ledger.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- No foreign key to subjects: a request and an erasure outlive the person's records, minimised.
    create table requests (
      id uuid primary key,
      case_no text not null unique,
      subject_id uuid not null,
      scope text not null default 'desk:dalian',
      state text not null,
      received_on date not null,
      closed_at bigint,
      in_scope boolean not null default true,
      v bigint not null default 1,
      body jsonb not null
    );
    create index requests_subject on requests (subject_id);
    create index requests_scope on requests (scope, id) where in_scope;
    create table erasures (
      id uuid primary key,
      request_id uuid not null references requests (id),
      subject_id uuid not null,
      state text not null,
      v bigint not null default 1,
      body jsonb not null
    );
    create index erasures_request on erasures (request_id);
    create table erasure_jobs (
      erasure_id uuid primary key references erasures (id),
      subject_id uuid not null,
      account_no text not null,
      started_at bigint not null,
      executed jsonb not null
    );
    -- What is left of anonymised rows: no person, no account, no address, the week in place of the time.
    create table anonymous_logs (
      category text not null,
      product text not null,
      week bigint not null,
      detail text not null
    );
    create table erase_entries (erasure_id uuid primary key references erasures (id), line jsonb not null);
    create table erased_ids (hash bytea primary key, erasure_id uuid not null, at bigint not null);
  `.execute(db)
}
