// Cursors and snapshot tokens: what a desk hands back unread. Everything the origin must know about a device's position stands in them,
// so no server state is kept per device, and a withdrawn grant is a plain difference.
//
//   text = base64url(JSON) "." base64url(HMAC-SHA256(key, base64url(JSON)))
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { CursorError } from '../../src-shared/protocol/feed'

const cursorSchema = z.strictObject({
  /** Feed epoch. */
  e: z.string(),
  /** Position per partition: every feed row up to it was sent. */
  s: z.record(z.string(), z.number().int().nonnegative()),
  /** Access version of the device when it was made. */
  a: z.number().int(),
  /** Scopes that the device holds up to these positions. */
  g: z.array(z.string()),
  /** Scopes that were granted and told (`scope+`), but are not yet held. */
  w: z.array(z.string()),
  d: z.string(),
  k: z.number().int(),
  i: z.number().int(),
})
export type Cursor = z.infer<typeof cursorSchema>

const snapshotTokenSchema = z.strictObject({
  e: z.string(),
  d: z.string(),
  scope: z.string(),
  /** Feed head of the scope's partition, read before the first page: where /changes goes on from. */
  s: z.number().int().nonnegative(),
  /** The same in the partition of what is meant for this device alone. */
  own: z.number().int().nonnegative(),
  type: z.string(),
  key: z.string(),
  total: z.number().int(),
  k: z.number().int(),
})
export type SnapshotToken = z.infer<typeof snapshotTokenSchema>

export function sealToken(value: Cursor | SnapshotToken, key: Uint8Array): string {
  const body = Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
  return `${body}.${macOf(body, key).toString('base64url')}`
}

function macOf(body: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(body).digest()
}

function openToken(text: string, key: Uint8Array): unknown {
  const [body = '', mac = '', ...rest] = text.split('.')
  const given = Buffer.from(mac, 'base64url')
  const wanted = macOf(body, key)
  if (rest.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
}

export interface CursorContext {
  readonly key: Uint8Array
  readonly deviceId: string
  readonly epoch: string
}

/**
 * `text` holds one cursor or several joined by commas: a desk that copied a scope by /snapshot hands in that scope's cursor beside the
 * one it follows. Together they stand for the union of their scopes at the lowest position per partition: what is sent twice is harmless
 * (versions only grow), what is left out is not.
 */
export function openCursor(text: string, context: CursorContext): Result<Cursor, CursorError> {
  const parts: Cursor[] = []
  for (const part of text.split(',')) {
    const read = cursorSchema.safeParse(openToken(part, context.key))
    if (!read.success || read.data.d !== context.deviceId) return err('cursor_foreign')
    if (read.data.e !== context.epoch) return err('epoch_changed')
    parts.push(read.data)
  }
  return ok(parts.reduce(mergeCursors))
}

export function mergeCursors(one: Cursor, other: Cursor): Cursor {
  const s: Record<string, number> = { ...one.s }
  for (const [part, position] of Object.entries(other.s)) s[part] = Math.min(s[part] ?? position, position)
  const g = [...new Set([...one.g, ...other.g])].sort()
  const w = [...new Set([...one.w, ...other.w])].filter((scope) => !g.includes(scope)).sort()
  return { ...one, s, g, w, a: Math.min(one.a, other.a), i: Math.min(one.i, other.i) }
}

export function openSnapshotToken(text: string, scope: string, context: CursorContext): Result<SnapshotToken, CursorError> {
  const read = snapshotTokenSchema.safeParse(openToken(text, context.key))
  if (!read.success || read.data.d !== context.deviceId || read.data.scope !== scope) return err('cursor_foreign')
  return read.data.e === context.epoch ? ok(read.data) : err('epoch_changed')
}
