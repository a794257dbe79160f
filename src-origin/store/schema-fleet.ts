// The table of what was done to the devices, and by whom.
import type { Generated } from 'kysely'

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
