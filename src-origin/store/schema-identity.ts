// The table of one-time codes (identity/codes.ts).
import type { Generated } from 'kysely'

export interface IdentityCodesTable {
  id: string
  request_id: string
  subject_id: string
  identifier_id: string
  staff_id: string
  code_mac: Buffer
  state: 'sending' | 'sent' | 'not-sent' | 'replaced' | 'confirmed' | 'failed'
  made_at: number
  expires_at: number
  wrong: Generated<number>
}
