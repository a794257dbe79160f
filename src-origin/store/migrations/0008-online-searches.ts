// Who asked for people of the directory without holding it, and how many were shown. What was typed is a person's data and stands nowhere.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table online_searches (
      id bigint generated always as identity primary key,
      at bigint not null,
      device_id uuid not null,
      staff_id uuid not null,
      -- account, number, email or name
      kind text not null,
      rows integer not null
    );
    create index online_searches_at on online_searches (at);
  `.execute(db)
}
