// The queue's index anew: every order and every filter that a screen offers is walked inside one narrow index, and the counts of the views are
// kept. Beside it what is a person's own in the queue: what they put off, and their views.
import type { Migration } from './migration'

/** What a filter may ask of any row: in every index, so that a row is passed over without being read. */
const FILTERED = 'state, "right", channel, assignee_id, due_on, soon_on, clock, mark'
/** Of a closed request nobody counts days. */
const cellOf = (row: 'new' | 'old'): string =>
  `${row}.closed, coalesce(${row}.assignee_id, ''), ${row}.state, iif(${row}.closed, '', ${row}.due_on), iif(${row}.closed, '', ${row}.soon_on), iif(${row}.closed, '', ${row}.clock)`
const CELL = 'closed, assignee_id, state, due_on, soon_on, clock'
const countUp = `INSERT INTO queue_counts (${CELL}, rows) VALUES (${cellOf('new')}, 1) ON CONFLICT (${CELL}) DO UPDATE SET rows = rows + 1`
const isOldCell = `(${CELL}) = (${cellOf('old')})`
const countDown = `UPDATE queue_counts SET rows = rows - 1 WHERE ${isOldCell}; DELETE FROM queue_counts WHERE ${isOldCell} AND rows = 0`

export const migration0011: Migration = {
  version: 11,
  name: 'queue',
  minSafeVersion: 11,
  statements: [
    // `n` is no alias of a rowid: the planner then walks (key, n) past any number of equal keys.
    `CREATE TABLE queue_index (
      n INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, subject_id TEXT NOT NULL, case_no TEXT NOT NULL, case_key INTEGER NOT NULL, case_tail TEXT NOT NULL,
      "right" TEXT NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL, assignee_id TEXT, due_on TEXT NOT NULL, soon_on TEXT NOT NULL,
      clock TEXT NOT NULL CHECK (clock IN ('running', 'estimated')), closed INTEGER NOT NULL, updated_at INTEGER NOT NULL, mark TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    // Rewritten from the records as soon as the desk is open (sync/reindex-queue.ts); until then the former columns are right and the new ones calm.
    `INSERT INTO queue_index
      SELECT row_number() OVER (ORDER BY q.request_id), q.request_id, q.subject_id, q.case_no, 0, substr(q.case_no, instr(q.case_no, '-') + 1), q."right", q.state,
        coalesce(r.body ->> '$.channel', ''), q.assignee_id, q.due_on, q.due_on, 'running', q.closed, q.updated_at, q.mark
      FROM request_index q LEFT JOIN records r ON r.type = 'request' AND r.id = q.request_id`,
    `DROP TABLE request_index`,
    `ALTER TABLE queue_index RENAME TO request_index`,
    `CREATE INDEX request_index_due ON request_index (closed, due_on, n, ${FILTERED.replace(', due_on', '')})`,
    `CREATE INDEX request_index_updated ON request_index (closed, updated_at, n, ${FILTERED})`,
    `CREATE INDEX request_index_case ON request_index (closed, case_key, n, ${FILTERED})`,
    `CREATE INDEX request_index_tail ON request_index (closed, case_tail, n, case_no, ${FILTERED})`,
    `CREATE INDEX request_index_state ON request_index (closed, state, due_on, n, ${FILTERED.replace('state, ', '').replace(', due_on', '')})`,
    `CREATE INDEX request_index_right ON request_index (closed, "right", due_on, n, ${FILTERED.replace(', "right"', '').replace(', due_on', '')})`,
    `CREATE INDEX request_index_assignee ON request_index (closed, assignee_id, due_on, n, ${FILTERED.replace(', assignee_id, due_on', '')})`,
    `CREATE INDEX request_index_waiting ON request_index (closed, due_on, n, ${FILTERED.replace(', due_on', '')}) WHERE mark <> 'sent'`,
    `CREATE INDEX request_index_subject ON request_index (subject_id)`,
    // Kept by triggers, since rows of the index go in several ways: with a page of the feed, a lost scope, an erased person.
    `CREATE TABLE queue_counts (
      closed INTEGER NOT NULL, assignee_id TEXT NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL, soon_on TEXT NOT NULL, clock TEXT NOT NULL, rows INTEGER NOT NULL,
      PRIMARY KEY (${CELL})
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO queue_counts SELECT ${cellOf('new').replaceAll('new.', 'q.')}, count(*) FROM request_index q GROUP BY 1, 2, 3, 4, 5, 6`,
    `CREATE TRIGGER request_index_added AFTER INSERT ON request_index BEGIN ${countUp}; END`,
    `CREATE TRIGGER request_index_changed AFTER UPDATE ON request_index WHEN (${cellOf('old')}) <> (${cellOf('new')}) BEGIN ${countDown}; ${countUp}; END`,
    `CREATE TRIGGER request_index_gone AFTER DELETE ON request_index BEGIN ${countDown}; END`,
    `CREATE TABLE snoozes (
      staff_id TEXT NOT NULL, request_id TEXT NOT NULL, subject_id TEXT NOT NULL, until_on TEXT NOT NULL, made_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, request_id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX snoozes_request ON snoozes (request_id)`,
    `CREATE INDEX snoozes_subject ON snoozes (subject_id)`,
    `CREATE TABLE saved_views (
      staff_id TEXT NOT NULL, view_id TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, made_at INTEGER NOT NULL,
      PRIMARY KEY (staff_id, view_id)
    ) STRICT, WITHOUT ROWID`,
  ],
}
