// A dry run without a trace: temporary tables lie in front of the real ones (PostgreSQL looks into pg_temp first), so the same statements give the
// same outcomes, and neither a row nor a lock of the real tables is touched. What a batch needs of the real rows is copied in when it is needed.
import { sql } from 'kysely'
import type { Db, Tx } from '../store/database'

const SHADOWED = ['policies', 'subjects', 'identifiers', 'consents', 'holdings', 'service_logs', 'transfers', 'transfer_people', 'requests', 'staff', 'training_records'] as const

/** For the rest of the connection's life, or until `dropShadows`. */
export async function createShadows(connection: Db): Promise<void> {
  for (const table of SHADOWED) {
    // A view keeps to the table that its name meant when it was made.
    await sql`create temporary view ${sql.table(`real_${table}`)} as select * from ${sql.table(table)}`.execute(connection)
    // Row numbers of the shadow's own log rows may meet those that are copied in later, and nobody asks for them: no primary key there.
    const like = table === 'service_logs' ? sql`including defaults` : sql`including all`
    await sql`create temporary table ${sql.table(table)} (like ${sql.table(table)} ${like})`.execute(connection)
  }
  await sql`create unique index shadow_logs_key on service_logs (subject_id, source_key)`.execute(connection)
  await sql`create temporary table shadow_pulled (subject_id uuid primary key)`.execute(connection)
  // Small, and asked for by everything of their kind.
  for (const table of ['policies', 'staff', 'training_records']) await sql`insert into ${sql.table(table)} select * from ${sql.table(`real_${table}`)}`.execute(connection)
}

export async function dropShadows(connection: Db): Promise<void> {
  await sql`discard temp`.execute(connection)
}

export async function pullPeople(tx: Tx, accountNos: readonly string[], externalIds: readonly string[]): Promise<void> {
  await sql`
    insert into subjects select * from real_subjects
    where account_no = any(${accountNos}::text[]) or external_id = any(${externalIds}::text[]) on conflict do nothing`.execute(tx)
}

/** Once for each person: one that the dry run has taken away must not come back. */
export async function pullIdentifiers(tx: Tx, subjectIds: readonly string[]): Promise<void> {
  await sql`
    with fresh as (insert into shadow_pulled select unnest(${subjectIds}::uuid[]) on conflict do nothing returning subject_id)
    insert into identifiers select i.* from real_identifiers i join fresh on fresh.subject_id = i.subject_id`.execute(tx)
}

export async function pullConsents(tx: Tx, subjectIds: readonly string[], keys: readonly string[]): Promise<void> {
  await sql`
    insert into consents select * from real_consents
    where subject_id = any(${subjectIds}::uuid[]) or source_key = any(${keys}::text[]) on conflict do nothing`.execute(tx)
}

export async function pullLogRows(tx: Tx, keys: readonly { readonly subject_id: string; readonly source_key: string }[]): Promise<void> {
  await sql`
    insert into service_logs select l.* from real_service_logs l
    join json_to_recordset(${JSON.stringify(keys)}::json) as k (subject_id uuid, source_key text) on l.subject_id = k.subject_id and l.source_key = k.source_key
    on conflict do nothing`.execute(tx)
}

export async function pullTransfers(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`insert into transfers select * from real_transfers where id = any(${ids}::uuid[]) on conflict do nothing`.execute(tx)
  await sql`insert into transfer_people select * from real_transfer_people where transfer_id = any(${ids}::uuid[]) on conflict do nothing`.execute(tx)
}

/** Those of these people, and those of the ids wherever they are. */
export async function pullRequests(tx: Tx, subjectIds: readonly string[], ids: readonly string[]): Promise<void> {
  await sql`insert into requests select * from real_requests where subject_id = any(${subjectIds}::uuid[]) or id = any(${ids}::uuid[]) on conflict do nothing`.execute(tx)
}
