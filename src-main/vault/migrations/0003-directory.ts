// Tables of the searchable directory: people, their identifiers forwards and backwards, readings of names, one FTS document a person.
import type { Migration } from './migration'

export const migration0003: Migration = {
  version: 3,
  name: 'directory',
  minSafeVersion: 3,
  statements: [
    `CREATE TABLE people (
      n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, v INTEGER NOT NULL, account_no TEXT NOT NULL, name TEXT NOT NULL,
      name_key TEXT NOT NULL, status TEXT NOT NULL, registered_at INTEGER NOT NULL, gen INTEGER NOT NULL
    ) STRICT`,
    `CREATE INDEX people_account ON people (account_no)`,
    // A one-letter name among the seventy thousand that begin with that letter.
    `CREATE INDEX people_name_key ON people (name_key)`,
    `CREATE TABLE person_identifiers (
      n INTEGER NOT NULL REFERENCES people (n) ON DELETE CASCADE, kind TEXT NOT NULL, value TEXT NOT NULL, value_rev TEXT NOT NULL,
      proof TEXT NOT NULL,
      PRIMARY KEY (n, kind, value)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX person_identifiers_value ON person_identifiers (kind, value)`,
    `CREATE INDEX person_identifiers_tail ON person_identifiers (kind, value_rev)`,
    `CREATE TABLE person_pinyin (
      n INTEGER NOT NULL REFERENCES people (n) ON DELETE CASCADE, "full" TEXT NOT NULL, initials TEXT NOT NULL,
      PRIMARY KEY (n, "full", initials)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX person_pinyin_full ON person_pinyin ("full")`,
    `CREATE INDEX person_pinyin_initials ON person_pinyin (initials)`,
    // No contentless_delete: its deleted postings survive FTS5's secure-delete (measured). Deletes are 'delete' commands instead.
    `CREATE VIRTUAL TABLE people_fts USING fts5(t, content='', detail=none, tokenize="ascii tokenchars '@._-+'")`,
    `INSERT INTO people_fts (people_fts, rank) VALUES ('secure-delete', 1)`,
  ],
}
