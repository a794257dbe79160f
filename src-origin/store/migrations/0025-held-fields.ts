// Holds of single fields: what is left of an erased person's rows may be a part of each, and then nothing says whose it was. And the signed reports of
// batches whose rows have gone.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- By their names in the inventory; null: whole rows.
    alter table held_lines add column fields text[];
    -- A hold that does not name the account keeps no account.
    alter table held_lines alter column account_no drop not null;
    alter table held_lines add constraint held_lines_account check (fields is not null or account_no is not null);
    create table batch_reports (batch_id uuid primary key, report jsonb not null);
  `.execute(db)
}
