// The queue's indexes in a third of their pages: the words that a filter asks are one number with a bit for each (repositories/queue-facets.ts),
// owners are small numbers, and how many rows share such a number is kept, so that a filter that nothing fits is answered without a walk.
// Beside it the last paused day.
import type { Migration } from './migration'

/** As they stood when this was written; of other words, or in another order, the numbers are made anew when the desk is open. */
const WORDS: readonly (readonly [column: string, words: readonly string[]])[] = [
  ['state', ['received', 'verifying', 'deciding', 'approval', 'executing', 'granted', 'granted-in-part', 'refused', 'withdrawn']],
  ['"right"', ['access', 'correct', 'delete', 'withdraw', 'copy', 'transfer', 'supplement', 'restrict', 'personalisation-off', 'end-product', 'cancel-account', 'explain', 'complain', 'foreign-authority']],
  ['channel', ['website', 'applet', 'phone', 'e-mail', 'letter', 'counter']],
  ['clock', ['running', 'estimated']],
]
const bits = WORDS.flatMap(([column, words]) => words.map((word) => [column, word] as const))
const facets = WORDS.map(([column]) => `CASE ${column} ${bits.map(([of, word], bit) => (of === column ? `WHEN '${word}' THEN ${String(2 ** bit)}` : '')).filter(Boolean).join(' ')} ELSE 0 END`)
/** Sent and not: the last two bits. */
const marks = `iif(mark = 'sent', ${String(2 ** bits.length)}, ${String(2 ** (bits.length + 1))})`

const CELL = 'closed, assignee_id, state, due_on, soon_on, clock, paused_to'
const cellOf = (row: string): string =>
  `${row}.closed, coalesce(${row}.assignee_id, ''), ${row}.state, iif(${row}.closed, '', ${row}.due_on), iif(${row}.closed, '', ${row}.soon_on), iif(${row}.closed, '', ${row}.clock), iif(${row}.closed, '', ${row}.paused_to)`
const isOldCell = `(${CELL}) = (${cellOf('old')})`
const countUp = `INSERT INTO queue_counts (${CELL}, rows) SELECT ${cellOf('new')}, 1 WHERE new.test = 0 ON CONFLICT (${CELL}) DO UPDATE SET rows = rows + 1`
const countDown = `UPDATE queue_counts SET rows = rows - 1 WHERE old.test = 0 AND ${isOldCell}; DELETE FROM queue_counts WHERE ${isOldCell} AND rows = 0`
const isOldKind = 'closed = old.closed AND facets = old.facets'
const kindUp = `INSERT INTO queue_facets (closed, facets, rows) VALUES (new.closed, new.facets, 1) ON CONFLICT (closed, facets) DO UPDATE SET rows = rows + 1`
const kindDown = `UPDATE queue_facets SET rows = rows - 1 WHERE ${isOldKind}; DELETE FROM queue_facets WHERE ${isOldKind} AND rows = 0`

/** What a filter may ask of any row, narrowest first: behind the key of every order. */
const FILTERED = ['facets', 'owner', 'due_on', 'soon_on', 'paused_to']
const index = (name: string, key: string, more: { readonly also?: string; readonly where?: string } = {}): string => {
  const keys = key.split(', ')
  const behind = [...(more.also === undefined ? [] : [more.also]), ...FILTERED.filter((column) => !keys.includes(column))]
  return `CREATE INDEX request_index_${name} ON request_index (closed, ${[...keys, 'n', ...behind].join(', ')})${more.where === undefined ? '' : ` WHERE ${more.where}`}`
}

export const migration0015: Migration = {
  version: 15,
  name: 'queue-facets',
  minSafeVersion: 15,
  statements: [
    ...['added', 'changed', 'gone'].map((trigger) => `DROP TRIGGER request_index_${trigger}`),
    ...['due', 'updated', 'case', 'tail', 'state', 'right', 'assignee', 'waiting'].map((name) => `DROP INDEX request_index_${name}`),
    `DROP TABLE queue_counts`,
    // Everybody who ever had a case. Nobody's is 0.
    `CREATE TABLE queue_owners (owner INTEGER PRIMARY KEY, staff_id TEXT NOT NULL UNIQUE) STRICT`,
    `INSERT INTO queue_owners (staff_id) SELECT DISTINCT assignee_id FROM request_index WHERE assignee_id IS NOT NULL ORDER BY assignee_id`,
    `ALTER TABLE request_index ADD COLUMN facets INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE request_index ADD COLUMN owner INTEGER NOT NULL DEFAULT 0`,
    // Empty: no pause. Written from the records as soon as the desk is open (sync/reindex-queue.ts).
    `ALTER TABLE request_index ADD COLUMN paused_to TEXT NOT NULL DEFAULT ''`,
    `UPDATE request_index SET facets = ${[...facets, marks].join(' + ')}, owner = coalesce((SELECT o.owner FROM queue_owners o WHERE o.staff_id = request_index.assignee_id), 0)`,
    index('due', 'due_on'),
    index('updated', 'updated_at'),
    index('case', 'case_key'),
    index('tail', 'case_tail', { also: 'case_no' }),
    index('state', 'state, due_on'),
    index('right', '"right", due_on'),
    index('assignee', 'owner, due_on'),
    `CREATE INDEX request_index_facets ON request_index (closed, facets)`,
    index('waiting', 'due_on', { also: 'mark', where: `mark <> 'sent'` }),
    index('paused', 'due_on', { where: `paused_to <> ''` }),
    `CREATE TABLE queue_counts (
      closed INTEGER NOT NULL, assignee_id TEXT NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL, soon_on TEXT NOT NULL, clock TEXT NOT NULL, paused_to TEXT NOT NULL, rows INTEGER NOT NULL,
      PRIMARY KEY (${CELL})
    ) STRICT, WITHOUT ROWID`,
    `INSERT INTO queue_counts SELECT ${cellOf('q')}, count(*) FROM request_index q WHERE q.test = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    // With the tests, which the lists hold.
    `CREATE TABLE queue_facets (closed INTEGER NOT NULL, facets INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (closed, facets)) STRICT, WITHOUT ROWID`,
    `INSERT INTO queue_facets SELECT closed, facets, count(*) FROM request_index GROUP BY 1, 2`,
    `CREATE TRIGGER request_index_added AFTER INSERT ON request_index BEGIN ${countUp}; ${kindUp}; END`,
    `CREATE TRIGGER request_index_changed AFTER UPDATE ON request_index WHEN (${cellOf('old')}, old.test) <> (${cellOf('new')}, new.test) BEGIN ${countDown}; ${countUp}; END`,
    `CREATE TRIGGER request_index_kind AFTER UPDATE ON request_index WHEN (old.closed, old.facets) <> (new.closed, new.facets) BEGIN ${kindDown}; ${kindUp}; END`,
    `CREATE TRIGGER request_index_gone AFTER DELETE ON request_index BEGIN ${countDown}; ${kindDown}; END`,
  ],
}
