// The tables of exceptions, recipients, transfers and presets, as Kysely sees them.
import type { Generated, JSONColumnType } from 'kysely'
import type { ExceptionEntry } from '../../src-shared/domain/exception-register'
import type { PresetEntry } from '../../src-shared/domain/presets'
import type { RecipientEntry, TransferEntry } from '../../src-shared/domain/transfer-register'

interface EntryTable<Entry extends object> {
  id: string
  v: Generated<number>
  body: JSONColumnType<Entry>
}
/** Whom a listed transfer concerned: deleted with the person, while the transfer stays for its three years. */
export interface TransferPeopleTable {
  transfer_id: string
  subject_id: string
  consent_id: string | null
}
export interface InventoryTables {
  exceptions: EntryTable<ExceptionEntry>
  recipients: EntryTable<RecipientEntry>
  transfers: EntryTable<TransferEntry>
  presets: EntryTable<PresetEntry>
  transfer_people: TransferPeopleTable
}
