// Drafts of the inventory and the register of policies: about an entry, and about nobody unless one person is named in them. The table is made
// anew, since SQLite changes neither a check nor a NOT NULL in place.
import type { Migration } from './migration'

export const migration0010: Migration = {
  version: 10,
  name: 'entry-drafts',
  minSafeVersion: 10,
  statements: [
    `CREATE TABLE entry_drafts (
      staff_id TEXT NOT NULL,
      form TEXT NOT NULL CHECK (form IN ('decide', 'reopen', 'verify', 'create', 'exception', 'recipient', 'transfer', 'review', 'end-exception', 'end-transfer', 'decline-policy', 'policy', 'set-aside')),
      target TEXT NOT NULL, request_id TEXT, subject_id TEXT, base INTEGER NOT NULL, body TEXT NOT NULL, saved_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, form, target)
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO entry_drafts SELECT staff_id, form, target, request_id, subject_id, base, body, saved_at FROM drafts`,
    `DROP TABLE drafts`,
    `ALTER TABLE entry_drafts RENAME TO drafts`,
    `CREATE INDEX drafts_request ON drafts (request_id) WHERE request_id IS NOT NULL`,
    `CREATE INDEX drafts_subject ON drafts (subject_id) WHERE subject_id IS NOT NULL`,
  ],
}
