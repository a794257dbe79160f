// Copies of attached files in the export folder: they go with the person, and what a killed run left of one goes at the next start.
import { join } from 'node:path'
import type { SubjectId } from '../../src-shared/base/ids'
import { removeIfThere } from '../keys/private-files'
import { listCopies } from '../vault/repositories/attachments'
import type { Reader } from '../vault/transaction'

/** Of a copy that is being written; the name appears when it is whole. */
export const UNFINISHED = '.part'

/** Before the rows go that know the names: a copy that went for an erasure that then failed was one too many anyway. */
export async function removeCopies(reader: Reader, subjectId: SubjectId, exportDir: string): Promise<void> {
  for (const fileName of await listCopies(reader, subjectId)) {
    await removeIfThere(join(exportDir, fileName))
    await removeIfThere(join(exportDir, `${fileName}${UNFINISHED}`))
  }
}

export async function removeUnfinishedCopies(reader: Reader, exportDir: string): Promise<void> {
  for (const fileName of await listCopies(reader)) await removeIfThere(join(exportDir, `${fileName}${UNFINISHED}`))
}
