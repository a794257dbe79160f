// The undo window of an outbox item, and what staff type before it is an act: both survive the process, and neither leaves the desk.
import type { Migration } from './migration'

export const migration0008: Migration = {
  version: 8,
  name: 'undo-and-drafts',
  minSafeVersion: 8,
  statements: [
    // Run of the process and its monotonic time: a clock turned back holds nothing longer, and no window outlives its run.
    `ALTER TABLE outbox ADD COLUMN held_boot TEXT`,
    `ALTER TABLE outbox ADD COLUMN held_until INTEGER`,
    `CREATE TABLE drafts (
      staff_id TEXT NOT NULL, form TEXT NOT NULL CHECK (form IN ('decide', 'reopen', 'verify', 'create', 'set-aside')), target TEXT NOT NULL,
      request_id TEXT, subject_id TEXT NOT NULL, base INTEGER NOT NULL, body TEXT NOT NULL, saved_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, form, target)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX drafts_request ON drafts (request_id) WHERE request_id IS NOT NULL`,
    `CREATE INDEX drafts_subject ON drafts (subject_id)`,
  ],
}
