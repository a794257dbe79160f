// The table of acts of a store that is gone: held until their person signs in or the officer settles them (sealed/apply-held.ts).
import type { Generated, JSONColumnType } from 'kysely'
import type { SealedReason, SealedState } from '../../src-shared/domain/vocabulary'

export interface SealedActsTable {
  device_id: string
  mid: string
  /** The order in which they came, which is that of the file. */
  pos: Generated<number>
  staff_id: string
  subject_id: string | null
  chain: string
  op: string
  made_at: number
  uploaded_at: number
  reason: SealedReason
  /** The push item; gone once it was applied or dropped, or its person erased. */
  body: JSONColumnType<object | null, string | null, string | null>
  /** By a key from the person's sign-in secret: checked when they sign in, the one moment when the secret is here. */
  proof: Buffer | null
  state: SealedState
  code: string | null
  settled_at: number | null
  settled_by: string | null
}
