// The tables of what was done to the devices and by whom, of what they found when they looked again for erased people, and of how far their audit records came.
import type { Generated, JSONColumnType } from 'kysely'
import type { RecheckCause } from '../../src-shared/domain/vocabulary'
import type { ResidueRequest } from '../../src-shared/protocol/residue'

interface FleetActsTable {
  id: Generated<number>
  at: number
  device_id: string
  act: 'revoke' | 'wipe'
  /** Of a wipe: whether what was not sent is handed over. */
  salvage: boolean | null
  /** Both null: at the origin's own command line. */
  staff_id: string | null
  at_device_id: string | null
}
interface ResidueChecksTable {
  id: Generated<number>
  device_id: string
  checked_at: number
  cause: RecheckCause
  people: number
  found: JSONColumnType<ResidueRequest['found']>
}
interface AuditHeadsTable {
  device_id: string
  size: number
  /** Of the entry of that number. */
  head_hash: string
  at: number
}
interface AuditBreaksTable {
  device_id: string
  size: number
  known_hash: string
  /** 64 zeros: the record does not reach so far any more. */
  shown_hash: string
  found_at: number
}

export interface FleetTables {
  fleet_acts: FleetActsTable
  residue_checks: ResidueChecksTable
  audit_heads: AuditHeadsTable
  audit_breaks: AuditBreaksTable
}
