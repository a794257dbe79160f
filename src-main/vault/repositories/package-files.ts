// Files of access packages that this desk wrote: on record before the first byte, so that none lies anywhere of which nobody knows.
import { sql, type Selectable } from 'kysely'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import type { PackageFilesTable } from '../schema'
import type { Reader, Tx } from '../transaction'

export interface PackageFile {
  /** Of the package itself its `packageId`; a copy has one of its own. */
  readonly fileId: string
  readonly packageId: string
  readonly subjectId: SubjectId
  readonly requestId: RequestId
  readonly staffId: StaffId
  /** Undefined: the export folder. */
  readonly folder?: string
  readonly fileName: string
  /** Undefined: it is being written. */
  readonly content?: { readonly bytes: number; readonly sha256: string }
  readonly writtenAt: EpochMs
  readonly expiresAt: EpochMs
  readonly destroyed?: { readonly at: EpochMs; readonly by: StaffId }
}

export async function putPackageFile(tx: Tx, file: Omit<PackageFile, 'content' | 'destroyed'>): Promise<void> {
  const { fileId, packageId, subjectId, requestId, staffId, folder, fileName, writtenAt, expiresAt } = file
  await tx
    .insertInto('package_files')
    .values({
      file_id: fileId, package_id: packageId, subject_id: subjectId, request_id: requestId, staff_id: staffId, folder: folder ?? null, file_name: fileName,
      bytes: null, sha256: null, written_at: writtenAt, expires_at: expiresAt, destroyed_at: null, destroyed_by: null,
    })
    .execute()
}

/** False: its row went meanwhile, with the person. */
export async function notePackageWritten(tx: Tx, fileId: string, { bytes, sha256 }: NonNullable<PackageFile['content']>): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('package_files').set({ bytes, sha256 }).where('file_id', '=', fileId).executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function notePackageDestroyed(tx: Tx, fileIds: readonly string[], { at, by }: NonNullable<PackageFile['destroyed']>): Promise<void> {
  if (fileIds.length === 0) return
  await tx.updateTable('package_files').set({ destroyed_at: at, destroyed_by: by }).where('file_id', 'in', fileIds).execute()
}

/** Of one that was not finished. */
export async function dropPackageFile(tx: Tx, fileId: string): Promise<void> {
  await tx.deleteFrom('package_files').where('file_id', '=', fileId).where('bytes', 'is', null).execute()
}

/** Of packages whose every file was destroyed, the last of them before this time. What may still lie somewhere stays. */
export async function dropDestroyedPackages(tx: Tx, before: EpochMs): Promise<void> {
  const past = tx.selectFrom('package_files').select('package_id').groupBy('package_id').having(sql<boolean>`count(*) = count(destroyed_at) and max(destroyed_at) < ${before}`)
  await tx.deleteFrom('package_files').where('package_id', 'in', past).execute()
}

/** With what each file must hold: an unfinished copy what its package holds, an unfinished package nobody knows what. */
export type KnownFile = PackageFile & { readonly content: NonNullable<PackageFile['content']>; readonly isFinished: boolean }
export function knownFiles(files: readonly PackageFile[]): readonly KnownFile[] {
  const contents = new Map(files.flatMap(({ fileId, packageId, content }) => (content && fileId === packageId ? [[packageId, content] as const] : [])))
  return files.flatMap((file) => {
    const content = file.content ?? contents.get(file.packageId)
    return content ? [{ ...file, content, isFinished: file.content !== undefined }] : []
  })
}

export interface PackageFilter {
  readonly packageId?: string
  readonly subjectId?: SubjectId
}

/** Newest package first, and within one the package before its copies. */
export async function listPackageFiles(reader: Reader, { packageId, subjectId }: PackageFilter = {}): Promise<readonly PackageFile[]> {
  let query = reader.selectFrom('package_files').selectAll()
  if (packageId !== undefined) query = query.where('package_id', '=', packageId)
  if (subjectId !== undefined) query = query.where('subject_id', '=', subjectId)
  const rows = await query.orderBy('package_id', 'desc').orderBy('file_id').execute()
  return rows.map(rowToFile)
}

function rowToFile(row: Selectable<PackageFilesTable>): PackageFile {
  return {
    fileId: row.file_id,
    packageId: row.package_id,
    subjectId: row.subject_id as SubjectId,
    requestId: row.request_id as RequestId,
    staffId: row.staff_id as StaffId,
    ...(row.folder === null ? {} : { folder: row.folder }),
    fileName: row.file_name,
    ...(row.bytes === null || row.sha256 === null ? {} : { content: { bytes: row.bytes, sha256: row.sha256 } }),
    writtenAt: row.written_at,
    expiresAt: row.expires_at,
    ...(row.destroyed_at === null || row.destroyed_by === null ? {} : { destroyed: { at: row.destroyed_at, by: row.destroyed_by as StaffId } }),
  }
}
