// Drafts of the acts on the clock of a request. The table is made anew, since SQLite does not change a check in place.
import type { Migration } from './migration'

export const migration0011: Migration = {
  version: 11,
  name: 'clock-drafts',
  minSafeVersion: 11,
  statements: [
    `CREATE TABLE clock_drafts (
      staff_id TEXT NOT NULL,
      form TEXT NOT NULL CHECK (form IN ('decide', 'reopen', 'verify', 'pause', 'extend', 'unextend', 'create', 'exception', 'recipient', 'transfer', 'review', 'end-exception', 'end-transfer', 'decline-policy', 'policy', 'set-aside')),
      target TEXT NOT NULL, request_id TEXT, subject_id TEXT, base INTEGER NOT NULL, body TEXT NOT NULL, saved_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, form, target)
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO clock_drafts SELECT staff_id, form, target, request_id, subject_id, base, body, saved_at FROM drafts`,
    `DROP TABLE drafts`,
    `ALTER TABLE clock_drafts RENAME TO drafts`,
    `CREATE INDEX drafts_request ON drafts (request_id) WHERE request_id IS NOT NULL`,
    `CREATE INDEX drafts_subject ON drafts (subject_id) WHERE subject_id IS NOT NULL`,
  ],
}
