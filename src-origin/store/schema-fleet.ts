// The tables of what was done to the devices and by whom, and of what they found when they looked again for erased people.
import type { Generated, JSONColumnType } from 'kysely'
import type { RecheckCause } from '../../src-shared/domain/vocabulary'
import type { ResidueRequest } from '../../src-shared/protocol/residue'

export interface FleetActsTable {
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
export interface ResidueChecksTable {
  id: Generated<number>
  device_id: string
  checked_at: number
  cause: RecheckCause
  people: number
  found: JSONColumnType<ResidueRequest['found']>
}
