// Reads a page of NDJSON from a stream that may be cut, forged or endless: nothing of it counts unless its last line proves the rest.
import { createHash } from 'node:crypto'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { isNoHttp } from './https-channel'

export interface PageLimits {
  /** One line; a record is 256 KiB at most and its envelope is small. */
  readonly lineBytes: number
  readonly pageBytes: number
  readonly lines: number
}
/** Deeper than any record of ours; JSON.parse itself survives any depth, what walks the value afterwards does not. */
const MAX_DEPTH = 32
const LF = 10

export interface Page {
  /** Every line but the last, in order. */
  readonly lines: readonly Readonly<Record<string, unknown>>[]
  readonly end: Readonly<Record<string, unknown>>
}

const INVALID: DeskError = { kind: 'origin-answer-invalid' }

/**
 * `hashFrom`: 'first-line' where the page has no begin line, 'after-begin' where the hash starts after it; a line before begin
 * (presence) is neither counted nor hashed. A broken connection is origin-unreachable, a broken page origin-answer-invalid.
 */
export async function readPage(chunks: AsyncIterable<Uint8Array>, limits: PageLimits, hashFrom: 'first-line' | 'after-begin'): Promise<Result<Page, DeskError>> {
  const hash = createHash('sha256')
  const lines: Record<string, unknown>[] = []
  let end: Record<string, unknown> | undefined
  let begun = hashFrom === 'first-line'
  let counted = 0
  const guarded = splitLines(chunks, limits)
  for await (const line of guarded) {
    if (!line.ok) return line
    const value = parseLine(line.value)
    if (!value || end) return err(INVALID)
    if (value['t'] === 'end') end = value
    else {
      if (lines.length >= limits.lines) return err(INVALID)
      if (begun) {
        hash.update(line.value)
        counted++
      } else if (value['t'] === 'begin') begun = true
      else if (value['t'] === 'presence') continue
      else return err(INVALID)
      lines.push(value)
    }
  }
  if (!end || !begun) return err(INVALID)
  if (end['n'] !== counted || end['sha256'] !== hash.digest('hex')) return err(INVALID)
  return ok({ lines, end })
}

/** Lines with their line feed, as they were sent; a last line without one was cut. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>, limits: PageLimits): AsyncGenerator<Result<Uint8Array, DeskError>, void> {
  let rest: Uint8Array[] = []
  let restBytes = 0
  for await (const chunk of boundedChunks(chunks, limits.pageBytes)) {
    if (!chunk.ok) {
      yield chunk
      return
    }
    const bytes = chunk.value
    let from = 0
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, from)) {
      const piece = bytes.subarray(from, at + 1)
      from = at + 1
      if (restBytes + piece.byteLength > limits.lineBytes) {
        yield err(INVALID)
        return
      }
      yield ok(rest.length === 0 ? piece : Buffer.concat([...rest, piece]))
      rest = []
      restBytes = 0
    }
    if (from < bytes.byteLength) {
      rest.push(bytes.subarray(from))
      restBytes += bytes.byteLength - from
      if (restBytes > limits.lineBytes) {
        yield err(INVALID)
        return
      }
    }
  }
  if (restBytes > 0) yield err(INVALID)
}

/** What arrives, inside its byte limit; what ends it early (too much, damaged, cut) comes last, as a value. */
async function* boundedChunks(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Result<Uint8Array, DeskError>, void> {
  let bytes = 0
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) {
        yield err(INVALID)
        return
      }
      yield ok(chunk)
    }
  } catch (error) {
    yield err({ kind: isStreamFault(error) ? 'origin-answer-invalid' : 'origin-unreachable' })
  }
}

/** Damaged gzip, broken HTTP and exceeded limits are the answer's fault; all else (reset, silence, abort) is the connection's. */
function isStreamFault(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException
  return code?.startsWith('Z_') === true || isNoHttp(error) || message === 'bomb' || message === 'answer too large'
}

function parseLine(bytes: Uint8Array): Record<string, unknown> | undefined {
  if (tooDeep(bytes)) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Counts brackets outside strings, on the bytes, before anything is built from them. */
export function tooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inText) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}

/** A whole JSON answer of the small endpoints, inside a byte limit. */
export async function readJson(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Result<unknown, DeskError>> {
  const parts: Uint8Array[] = []
  for await (const chunk of boundedChunks(chunks, maxBytes)) {
    if (!chunk.ok) return chunk
    parts.push(chunk.value)
  }
  const whole = Buffer.concat(parts)
  if (tooDeep(whole)) return err(INVALID)
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(whole)) as unknown)
  } catch {
    return err(INVALID)
  }
}
