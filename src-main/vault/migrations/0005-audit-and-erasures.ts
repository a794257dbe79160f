// The audit chain with its erasable details, the salts of its references, and the ledger of erasures.
import type { Migration } from './migration'

export const migration0005: Migration = {
  version: 5,
  name: 'audit-and-erasures',
  minSafeVersion: 5,
  statements: [
    `CREATE TABLE audit (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT`,
    `CREATE TABLE audit_details (seq INTEGER PRIMARY KEY REFERENCES audit (seq), subject_id TEXT, salt TEXT NOT NULL, detail TEXT) STRICT`,
    `CREATE INDEX audit_details_subject ON audit_details (subject_id) WHERE subject_id IS NOT NULL`,
    `CREATE TABLE subject_salts (subject_id TEXT PRIMARY KEY, salt TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE erasures (
      erasure_id TEXT PRIMARY KEY, subject_hmac TEXT NOT NULL, counts TEXT NOT NULL, deleted_at INTEGER NOT NULL, purged_at INTEGER,
      generation INTEGER, residue TEXT, receipt TEXT, receipt_acked INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX erasures_subject ON erasures (subject_hmac)`,
  ],
}
