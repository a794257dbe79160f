// What the second driver's handle and its thread say to each other: one call, one answer, in order.
import type { OpenMode, RunOutcome } from './sqlite-handle'

/** What the thread is started with. */
export interface ConnectionPlace {
  readonly path: string
  readonly mode: OpenMode
  /** One 32-bit number that both sides see: the call that is to end before its next row. */
  readonly cut: SharedArrayBuffer
}

export type Call =
  | { readonly kind: 'open' }
  | { readonly kind: 'unlock'; readonly key: string }
  | { readonly kind: 'all'; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly kind: 'run'; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly kind: 'exec'; readonly sql: string }
  | { readonly kind: 'begin-stream'; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly kind: 'next-rows'; readonly stream: number; readonly count: number }
  | { readonly kind: 'end-stream'; readonly stream: number }
  | { readonly kind: 'copy-into'; readonly path: string; readonly key: string }
  | { readonly kind: 'broken-seals' }
  | { readonly kind: 'close' }

/** Names once and values row by row: an object a row would carry its names each time. */
export interface Rows {
  readonly columns: readonly string[]
  readonly values: readonly (readonly unknown[])[]
}
export interface Answers {
  readonly open: undefined
  readonly unlock: undefined
  readonly all: Rows
  readonly run: RunOutcome
  readonly exec: undefined
  readonly 'begin-stream': number
  readonly 'next-rows': Rows
  readonly 'end-stream': undefined
  readonly 'copy-into': undefined
  readonly 'broken-seals': number
  readonly close: undefined
}

export interface Question {
  readonly id: number
  readonly call: Call
}
/** `code` of a failure of SQLite; without one it is a defect, told by a constant. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code?: string; readonly message: string } }
