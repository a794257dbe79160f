// Puts whole blocks into the origin's tables: one statement a table and block, the rows as JSON text, never a round trip a row.
import { sql } from 'kysely'
import type { ConsentRecord, HoldingRecord } from '../../src-shared/protocol/records'
import type { Tx } from '../store/database'
import type { Person } from './person'
import type { SeedLogRow } from './service-log'

/** Log rows a statement: about 3 MB of JSON, which the server parses as one value. */
const LOG_ROWS = 20_000

export async function insertPeople(tx: Tx, people: readonly Person[]): Promise<void> {
  const rows = people.map(({ subject }) => ({
    id: subject.id, account_no: subject.accountNo, name: subject.name, status: subject.status, birth_day: subject.birthDay ?? null,
    region: subject.region, registered_at: subject.registeredAt, products: subject.products, synthetic: subject.synthetic,
  }))
  await sql`
    insert into subjects (id, account_no, name, status, birth_day, region, registered_at, products, synthetic)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r (id uuid, account_no text, name text, status text, birth_day date,
      region text, registered_at bigint, products jsonb, synthetic boolean)`.execute(tx)
  const identifiers = people.flatMap(({ subject }) =>
    subject.identifiers.map((identifier, pos) => ({
      subject_id: subject.id, pos, id: identifier.id, kind: identifier.kind, value: identifier.value, proof: identifier.proof, added_at: identifier.addedAt,
    })),
  )
  await sql`
    insert into identifiers (subject_id, pos, id, kind, value, proof, added_at)
    select * from json_to_recordset(${JSON.stringify(identifiers)}::json) as r (subject_id uuid, pos integer, id uuid, kind text, value text,
      proof text, added_at bigint)`.execute(tx)
}

export async function insertConsents(tx: Tx, consents: readonly ConsentRecord[]): Promise<void> {
  const rows = consents.map((consent) => ({
    id: consent.id, subject_id: consent.subjectId, kind: consent.kind, purpose: consent.purpose ?? null, policy_id: consent.policyId,
    policy_version: consent.policyVersion, channel: consent.channel, at: consent.at, wording_hash: consent.wordingHash, evidence: consent.evidence ?? null,
  }))
  await sql`
    insert into consents (id, subject_id, kind, purpose, policy_id, policy_version, channel, at, wording_hash, evidence)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r (id uuid, subject_id uuid, kind text, purpose text, policy_id uuid,
      policy_version text, channel text, at bigint, wording_hash text, evidence text)`.execute(tx)
}

export async function insertHoldings(tx: Tx, holdings: readonly HoldingRecord[]): Promise<void> {
  const rows = holdings.map((holding) => ({
    subject_id: holding.subjectId, category: holding.category, system: holding.system, rows: holding.rows,
    from_at: holding.fromAt ?? null, to_at: holding.toAt ?? null,
  }))
  await sql`
    insert into holdings (subject_id, category, system, rows, from_at, to_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as r (subject_id uuid, category text, system text, rows bigint,
      from_at bigint, to_at bigint)`.execute(tx)
}

export async function insertLogRows(tx: Tx, logRows: readonly SeedLogRow[]): Promise<void> {
  for (let from = 0; from < logRows.length; from += LOG_ROWS) {
    const rows = logRows.slice(from, from + LOG_ROWS).map((row) => ({
      subject_id: row.subjectId, n: row.n, category: row.category, at: row.at, product: row.product, ip: row.ip, detail: row.detail,
    }))
    await sql`
      insert into service_logs (subject_id, n, category, at, product, ip, detail)
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as r (subject_id uuid, n bigint, category text, at bigint, product text,
        ip text, detail text)`.execute(tx)
  }
}
