// Test requests are marked in the queue's index and left out of its counts; which requests stand together is known from either side.
import type { Migration } from './migration'

const CELL = 'closed, assignee_id, state, due_on, soon_on, clock'
const cellOf = (row: 'new' | 'old'): string =>
  `${row}.closed, coalesce(${row}.assignee_id, ''), ${row}.state, iif(${row}.closed, '', ${row}.due_on), iif(${row}.closed, '', ${row}.soon_on), iif(${row}.closed, '', ${row}.clock)`
const isOldCell = `(${CELL}) = (${cellOf('old')})`
const countUp = `INSERT INTO queue_counts (${CELL}, rows) SELECT ${cellOf('new')}, 1 WHERE new.test = 0 ON CONFLICT (${CELL}) DO UPDATE SET rows = rows + 1`
const countDown = `UPDATE queue_counts SET rows = rows - 1 WHERE old.test = 0 AND ${isOldCell}; DELETE FROM queue_counts WHERE ${isOldCell} AND rows = 0`

export const migration0013: Migration = {
  version: 13,
  name: 'intake',
  minSafeVersion: 13,
  statements: [
    `ALTER TABLE request_index ADD COLUMN test INTEGER NOT NULL DEFAULT 0`,
    `CREATE INDEX request_index_test ON request_index (closed) WHERE test = 1`,
    `DROP TRIGGER request_index_added`,
    `DROP TRIGGER request_index_changed`,
    `DROP TRIGGER request_index_gone`,
    `CREATE TRIGGER request_index_added AFTER INSERT ON request_index BEGIN ${countUp}; END`,
    `CREATE TRIGGER request_index_changed AFTER UPDATE ON request_index WHEN (${cellOf('old')}, old.test) <> (${cellOf('new')}, new.test) BEGIN ${countDown}; ${countUp}; END`,
    `CREATE TRIGGER request_index_gone AFTER DELETE ON request_index BEGIN ${countDown}; END`,
    // A row stands with the request that holds the link: it is written and goes with that one.
    `CREATE TABLE request_links (
      request_id TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('link', 'about')), other_id TEXT NOT NULL, subject_id TEXT NOT NULL,
      PRIMARY KEY (request_id, kind, other_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX request_links_other ON request_links (other_id)`,
    `CREATE INDEX request_links_subject ON request_links (subject_id)`,
  ],
}
