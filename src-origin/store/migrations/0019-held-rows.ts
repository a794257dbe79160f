// What a hold keeps of somebody who was erased: stored apart, at the origin alone, until its holds are lifted (erasure/held-rows.ts).
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table held_lines (
      erasure_id uuid not null,
      category text not null,
      hold_ids uuid[] not null,
      -- Whose it was: a matter could do nothing with rows of nobody.
      account_no text not null,
      after_hold text not null check (after_hold in ('delete', 'anonymise', 'restrict')),
      ground text,
      months integer not null,
      primary key (erasure_id, category)
    );
    create table held_rows (
      erasure_id uuid not null,
      category text not null,
      n bigint not null,
      body jsonb not null,
      primary key (erasure_id, category, n),
      foreign key (erasure_id, category) references held_lines (erasure_id, category)
    );
  `.execute(db)
}
