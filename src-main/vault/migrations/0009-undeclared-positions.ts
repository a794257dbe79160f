// Where in the feed a dropped name came first and last, as the origin tells it, and whether its records are being fetched again. The column
// that goes held a cursor: nobody can read it, and nobody did.
import type { Migration } from './migration'

export const migration0009: Migration = {
  version: 9,
  name: 'undeclared-positions',
  minSafeVersion: 9,
  statements: [
    `ALTER TABLE undeclared DROP COLUMN position`,
    `ALTER TABLE undeclared ADD COLUMN first_position TEXT`,
    `ALTER TABLE undeclared ADD COLUMN last_position TEXT`,
    `ALTER TABLE undeclared ADD COLUMN refetch INTEGER NOT NULL DEFAULT 0`,
  ],
}
