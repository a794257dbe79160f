// Why a row is not taken over: a closed list; each has its sentence in resources/locales/*/import.json.
import type zh from '../../resources/locales/zh-CN/import.json'

export type RefusalCode = keyof typeof zh.codes

export interface Refusal {
  readonly code: RefusalCode
  /** Our names of the fields that are the reason; never what they hold. */
  readonly fields: readonly string[]
}

export type RowOutcome =
  /** `alike`: taken, beside so many open requests of the same person and right. */
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly alike?: number }
  | ({ readonly outcome: 'refused' } & Refusal)

export const CREATED: RowOutcome = { outcome: 'created' }
export const alikeOf = (alike: number): RowOutcome => ({ outcome: 'created', alike })
export const UPDATED: RowOutcome = { outcome: 'updated' }
export const UNCHANGED: RowOutcome = { outcome: 'unchanged' }

export function refuse(code: RefusalCode, ...fields: readonly string[]): RowOutcome & Refusal {
  return { outcome: 'refused', code, fields }
}
