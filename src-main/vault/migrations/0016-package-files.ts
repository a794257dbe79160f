// The files of access packages that this desk wrote: the package itself in the export folder and every copy that was made of it with the app, so
// that they are found when they expire, are to be destroyed, or the person is erased. One row a file.
import type { Migration } from './migration'

export const migration0016: Migration = {
  version: 16,
  name: 'package-files',
  minSafeVersion: 16,
  statements: [
    // Without a folder it lies in the export folder; without a size it is being written.
    `CREATE TABLE package_files (
      file_id TEXT PRIMARY KEY, package_id TEXT NOT NULL, subject_id TEXT NOT NULL, request_id TEXT NOT NULL, staff_id TEXT NOT NULL,
      folder TEXT, file_name TEXT NOT NULL, bytes INTEGER, sha256 TEXT, written_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      destroyed_at INTEGER, destroyed_by TEXT
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX package_files_subject ON package_files (subject_id)`,
    `CREATE INDEX package_files_package ON package_files (package_id)`,
  ],
}
