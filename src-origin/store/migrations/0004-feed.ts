// The change feed: outbox in the writer's transaction, feed numbered after commit, one head row per partition; and what is no record.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table outbox (
      oid bigint generated always as identity primary key,
      part text not null,
      scope text not null,
      type text not null,
      id text not null,
      ver bigint not null,
      op text not null check (op in ('put', 'leave', 'erase'))
    );
    create index outbox_part on outbox (part, oid);
    create table feed (
      part text not null,
      seq bigint not null,
      scope text not null,
      type text not null,
      id text not null,
      ver bigint not null,
      op text not null,
      at bigint not null,
      primary key (part, seq)
    );
    create table feed_head (part text primary key, head bigint not null default 0, floor bigint not null default 0);
    insert into feed_head (part) values ('case'), ('directory');
    create table blobs (sha256 bytea primary key, size bigint not null, content bytea not null, at bigint not null);
    create table rules (version text primary key, body jsonb not null, added_at bigint not null);
    create table settings (key text primary key, value text not null);
  `.execute(db)
}
