// Generations of a scope move from the record to its membership: a record may be held by several scopes, each read anew in its own time.
// What is left with the record is the era: how often this desk began anew with the origin, which alone says whether versions compare.
import type { Migration } from './migration'

export const migration0006: Migration = {
  version: 6,
  name: 'scope-generations',
  minSafeVersion: 6,
  statements: [
    `ALTER TABLE record_scopes ADD COLUMN gen INTEGER NOT NULL DEFAULT 0`,
    `INSERT INTO meta (key, value) SELECT 'era', CAST(latest AS TEXT) FROM (SELECT max(gen) AS latest FROM records) WHERE latest IS NOT NULL`,
  ],
}
