// The tables of exceptions, recipients, transfers, presets, holds, incidents and what these keep, as Kysely sees them.
import type { Generated, JSONColumnType } from 'kysely'
import type { ExceptionEntry } from '../../src-shared/domain/exception-register'
import type { FinalAction } from '../../src-shared/domain/erasure-plan'
import type { HoldEntry } from '../../src-shared/domain/hold-register'
import type { IncidentEntry } from '../../src-shared/domain/incident-register'
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
/** One category of an erased person that holds keep, and what becomes of it afterwards. */
export interface HeldLinesTable {
  erasure_id: string
  category: string
  hold_ids: readonly string[]
  /** Null where single fields are kept and the account is none of them. */
  account_no: string | null
  after_hold: FinalAction
  ground: string | null
  months: number
  /** By their names in the inventory; null: whole rows. */
  fields: readonly string[] | null
}
/** Its rows, with the fields of the inventory and no others; of a line with `fields`, with these alone. */
export interface HeldRowsTable {
  erasure_id: string
  category: string
  n: number
  body: JSONColumnType<object>
}
export interface InventoryTables {
  exceptions: EntryTable<ExceptionEntry>
  recipients: EntryTable<RecipientEntry>
  transfers: EntryTable<TransferEntry>
  presets: EntryTable<PresetEntry>
  holds: EntryTable<HoldEntry>
  incidents: EntryTable<IncidentEntry>
  transfer_people: TransferPeopleTable
  held_lines: HeldLinesTable
  held_rows: HeldRowsTable
}
