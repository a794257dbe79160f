// The outbox: decisions made at this desk, until the origin has taken or refused them.
import type { Migration } from './migration'

export const migration0004: Migration = {
  version: 4,
  name: 'outbox',
  minSafeVersion: 4,
  statements: [
    // AUTOINCREMENT: a number is never given twice, so the order made survives the removal of the newest rows.
    `CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, mid TEXT NOT NULL UNIQUE, chain TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL,
      base INTEGER NOT NULL, args TEXT, subject_id TEXT, staff_id TEXT NOT NULL, made_at TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('to-send', 'sending', 'refused', 'applied')),
      rejection TEXT, applied_v INTEGER, acked INTEGER NOT NULL DEFAULT 0,
      UNIQUE (chain, n)
    ) STRICT`,
    `CREATE INDEX outbox_state ON outbox (state, seq)`,
    `CREATE INDEX outbox_subject ON outbox (subject_id) WHERE subject_id IS NOT NULL`,
  ],
}
