// Drafts of any form: which there are is the app's to say (contract/draft.ts, which reads every row back), and a list of them here would have
// the table made anew with each. It is made anew once more, since SQLite does not take a check away in place.
import type { Migration } from './migration'

export const migration0012: Migration = {
  version: 12,
  name: 'draft-forms',
  minSafeVersion: 12,
  statements: [
    `CREATE TABLE open_drafts (
      staff_id TEXT NOT NULL, form TEXT NOT NULL, target TEXT NOT NULL, request_id TEXT, subject_id TEXT, base INTEGER NOT NULL,
      body TEXT NOT NULL, saved_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, form, target)
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO open_drafts SELECT staff_id, form, target, request_id, subject_id, base, body, saved_at FROM drafts`,
    `DROP TABLE drafts`,
    `ALTER TABLE open_drafts RENAME TO drafts`,
    `CREATE INDEX drafts_request ON drafts (request_id) WHERE request_id IS NOT NULL`,
    `CREATE INDEX drafts_subject ON drafts (subject_id) WHERE subject_id IS NOT NULL`,
  ],
}
