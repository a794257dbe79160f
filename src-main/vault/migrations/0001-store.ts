// Tables of the store itself: its settings, the scopes of the sync, work that survives a crash, names the origin sent undeclared.
import type { Migration } from './migration'

export const migration0001: Migration = {
  version: 1,
  name: 'store',
  minSafeVersion: 1,
  statements: [
    `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE scopes (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, gen INTEGER NOT NULL, "after" TEXT,
      rows INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, ready INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE undeclared (
      type TEXT NOT NULL, field TEXT NOT NULL, count INTEGER NOT NULL, position TEXT NOT NULL, last_at INTEGER NOT NULL,
      PRIMARY KEY (type, field)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE jobs (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, done_at INTEGER
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX jobs_open ON jobs (kind, created_at) WHERE done_at IS NULL`,
  ],
}
