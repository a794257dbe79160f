// Acts that the origin has taken and the feed has brought back: kept a while, since an origin restored from a backup may have lost them.
import type { Migration } from './migration'

export const migration0007: Migration = {
  version: 7,
  name: 'outbox-done',
  minSafeVersion: 7,
  statements: [
    // Columns as in outbox, numbers included: what comes back from here takes its former place.
    `CREATE TABLE outbox_done (
      seq INTEGER PRIMARY KEY, mid TEXT NOT NULL UNIQUE, chain TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL, base INTEGER NOT NULL,
      args TEXT NOT NULL, subject_id TEXT, staff_id TEXT NOT NULL, made_at TEXT NOT NULL, applied_v INTEGER NOT NULL, done_at INTEGER NOT NULL
    ) STRICT`,
    `CREATE INDEX outbox_done_chain ON outbox_done (chain, n)`,
    `CREATE INDEX outbox_done_at ON outbox_done (done_at)`,
    `CREATE INDEX outbox_done_subject ON outbox_done (subject_id) WHERE subject_id IS NOT NULL`,
  ],
}
