// The tables of the staff, of their training, and of what an officer changed about one of them.
import type { ColumnType, Generated } from 'kysely'

export interface StaffTable {
  id: string
  login: string
  name: string
  /** agent | reviewer | officer | auditor */
  role: string
  active: boolean
  /** Of the record that counts (devices/training.ts), and until when somebody goes on without any. */
  training_due: ColumnType<string | null, string | null | undefined, string | null>
  training_grace: ColumnType<string | null, string | null | undefined, string | null>
  /** scrypt over the sign-in secret, with its own salt (src-origin/devices/staff-secret.ts makes both). */
  secret_salt: Buffer
  secret_hash: Buffer
  /** False until they have set their first one (devices/passphrase-codes.ts). */
  has_passphrase: Generated<boolean>
  v: Generated<number>
}
export interface TrainingRecordsTable {
  id: string
  staff_id: string
  course: string
  version: string
  /** `YYYY-MM-DD`; the last day on which it counts is `due_on`. */
  passed_on: string
  due_on: string
  entered_at: number
  /** Both null: imported. */
  entered_by: ColumnType<string | null, string | null | undefined>
  at_device_id: ColumnType<string | null, string | null | undefined>
}
export interface StaffActsTable {
  id: Generated<number>
  at: number
  staff_id: string
  act: 'add' | 'role' | 'leave' | 'return' | 'code' | 'passphrase'
  /** Of `add` and `role`: the new one. */
  role: string | null
  /** Both null: at the origin's own command line. */
  by_staff_id: string | null
  at_device_id: string | null
}
export interface PassphraseCodesTable {
  staff_id: string
  code_hash: Buffer
  created_at: number
  expires_at: number
  /** The device at which it was used. */
  used_by: ColumnType<string | null, string | null | undefined>
}
