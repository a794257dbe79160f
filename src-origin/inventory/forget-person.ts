// Takes a person out of the texts of exceptions, transfers, presets, holds and incidents, and out of the holds on them, in the transaction that takes the person away and while it still knows them.
import type { ErasureId, SubjectId } from '../../src-shared/base/ids'
import { exceptionWithout, holdWithout, incidentWithout, presetWithout, transferWithout } from '../../src-shared/domain/entry-texts'
import type { InventoryEntry } from '../../src-shared/domain/inventory-machine'
import type { InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import { createEraser, mentionsOf } from '../../src-shared/domain/mentions'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { Tx } from '../store/database'
import { lockEntries, saveEntry, type Locked } from './entry-rows'

export async function forgetPersonInEntries(tx: Tx, { subjectId, erasureId }: { readonly subjectId: SubjectId; readonly erasureId: ErasureId }): Promise<void> {
  const { account_no: accountNo, name } = await tx.selectFrom('subjects').select(['account_no', 'name']).where('id', '=', subjectId).executeTakeFirstOrThrow()
  const identifiers = await tx.selectFrom('identifiers').select(['kind', 'value']).where('subject_id', '=', subjectId).execute()
  const erase = createEraser(mentionsOf({ name, accountNo, identifiers }))
  const shares = await tx.selectFrom('transfer_people').select('transfer_id').where('subject_id', '=', subjectId).execute()
  const concerned = new Set<string>(shares.map((share) => share.transfer_id))
  for (const locked of await lockEntries(tx, 'exception')) await saveIfChanged(tx, 'exception', locked, exceptionWithout(locked.entry, erase))
  for (const locked of await lockEntries(tx, 'preset')) await saveIfChanged(tx, 'preset', locked, presetWithout(locked.entry, erase))
  for (const locked of await lockEntries(tx, 'hold')) await saveIfChanged(tx, 'hold', locked, holdWithout(locked.entry, erase, subjectId))
  for (const locked of await lockEntries(tx, 'incident')) await saveIfChanged(tx, 'incident', locked, incidentWithout(locked.entry, erase, { subjectId, erasureId }))
  for (const locked of await lockEntries(tx, 'transfer')) {
    await saveIfChanged(tx, 'transfer', locked, transferWithout(locked.entry, erase, concerned.has(locked.entry.id) ? 'concerned' : 'not-listed'))
  }
}

async function saveIfChanged(tx: Tx, type: InventoryRecordType, { entry, v }: Locked<InventoryEntry>, next: InventoryEntry): Promise<void> {
  if (canonicalJson(next) !== canonicalJson(entry)) await saveEntry(tx, type, next, v + 1)
}
