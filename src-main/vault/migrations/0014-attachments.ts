// Files that notes name, each under a key of its own that lies here alone; and what was copied out of them to the export folder, so that an
// erasure finds it there.
import type { Migration } from './migration'

export const migration0014: Migration = {
  version: 14,
  name: 'attachments',
  minSafeVersion: 14,
  statements: [
    `CREATE TABLE attachments (
      request_id TEXT NOT NULL, sha256 TEXT NOT NULL, subject_id TEXT NOT NULL, file TEXT NOT NULL UNIQUE, key TEXT NOT NULL,
      bytes INTEGER NOT NULL, received INTEGER NOT NULL, made_at INTEGER NOT NULL,
      PRIMARY KEY (request_id, sha256)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX attachments_subject ON attachments (subject_id)`,
    `CREATE TABLE saved_copies (
      subject_id TEXT NOT NULL, file_name TEXT NOT NULL,
      PRIMARY KEY (subject_id, file_name)
    ) STRICT, WITHOUT ROWID`,
  ],
}
