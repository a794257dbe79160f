// Reads a page of NDJSON from a stream that may be cut, forged or endless: nothing of it counts unless its last line proves the rest.
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
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
  /** Every line but the last and those that were taken, in order. */
  readonly lines: readonly Line[]
  /** The last line before begin: a hint that proves nothing and is never stored. */
  readonly presence?: Line
  readonly end: Line
}
export type Line = Readonly<Record<string, unknown>>
/** Takes a counted line over while the page is still arriving; false: it stays with the others. What was taken counts only with the page. */
export type TakeLine = (line: Line) => boolean

const INVALID: DeskError = { kind: 'origin-answer-invalid' }
/** A directory page has 5,000 lines: after so many, about a millisecond of work, others have their turn, the writer of the page before among them. */
const LINES_A_TURN = 50

/**
 * `hashFrom`: 'first-line' where the page has no begin line, 'after-begin' where the hash starts after it; a line before begin
 * (presence) is neither counted nor hashed. A broken connection is origin-unreachable, a broken page origin-answer-invalid.
 */
export async function readPage(
  chunks: AsyncIterable<Uint8Array>,
  limits: PageLimits,
  hashFrom: 'first-line' | 'after-begin',
  take: TakeLine = () => false,
): Promise<Result<Page, DeskError>> {
  const reading = new PageReading(limits, hashFrom, take)
  let turn = 0
  for await (const run of splitLines(chunks, limits)) {
    if (!run.ok) return run
    if (!reading.add(run.value)) return err(INVALID)
    turn += run.value.ends.length
    if (turn < LINES_A_TURN) continue
    turn = 0
    await nextTurn()
  }
  return reading.finish()
}

/** Whole lines with their line feeds, as they were sent; `ends` are the places behind each of them. */
interface LineRun {
  readonly bytes: Uint8Array
  readonly ends: readonly number[]
}

class PageReading {
  readonly #hash = createHash('sha256')
  readonly #lines: Line[] = []
  /** A mark at the beginning of a line is no JSON, so it is not swallowed. */
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #end: Line | undefined
  #presence: Line | undefined
  #begun: boolean
  #counted = 0
  #read = 0

  constructor(
    private readonly limits: PageLimits,
    hashFrom: 'first-line' | 'after-begin',
    private readonly take: TakeLine,
  ) {
    this.#begun = hashFrom === 'first-line'
  }

  /** False: the page is broken. */
  add({ bytes, ends }: LineRun): boolean {
    const values = parseLines(bytes, ends.length, this.#decoder)
    if (!values) return false
    // What is counted is hashed in stretches: a call for each line would cost as much as parsing it.
    let from = 0
    let at = 0
    for (const [place, value] of values.entries()) {
      const kind = this.#place(value)
      if (kind === 'broken') return false
      if (kind === 'aside') {
        this.#hash.update(bytes.subarray(from, at))
        from = ends[place] ?? 0
      }
      at = ends[place] ?? 0
    }
    this.#hash.update(bytes.subarray(from, at))
    return true
  }

  finish(): Result<Page, DeskError> {
    const end = this.#end
    if (!end || !this.#begun) return err(INVALID)
    if (end['n'] !== this.#counted || end['sha256'] !== this.#hash.digest('hex')) return err(INVALID)
    return ok({ lines: this.#lines, ...(this.#presence ? { presence: this.#presence } : {}), end })
  }

  /** 'aside': neither counted nor hashed. */
  #place(value: Line): 'counted' | 'aside' | 'broken' {
    if (this.#end) return 'broken'
    if (value['t'] === 'end') {
      this.#end = value
      return 'aside'
    }
    if (this.#read >= this.limits.lines) return 'broken'
    if (!this.#begun && value['t'] === 'presence') {
      this.#presence = value
      return 'aside'
    }
    this.#read++
    if (this.#begun) {
      this.#counted++
      if (!this.take(value)) this.#lines.push(value)
      return 'counted'
    }
    if (value['t'] !== 'begin') return 'broken'
    this.#begun = true
    this.#lines.push(value)
    return 'aside'
  }
}

async function* splitLines(chunks: AsyncIterable<Uint8Array>, limits: PageLimits): AsyncGenerator<Result<LineRun, DeskError>, void> {
  let rest: Uint8Array[] = []
  let restBytes = 0
  for await (const chunk of boundedChunks(chunks, limits.pageBytes)) {
    if (!chunk.ok) {
      yield chunk
      return
    }
    const found = lineEnds(chunk.value)
    const [first, last = 0] = [found[0], found.at(-1)]
    if (first === undefined) {
      rest.push(chunk.value)
      restBytes += chunk.value.byteLength
    } else {
      if (restBytes + first > limits.lineBytes || hasLonger(found, limits.lineBytes)) {
        yield err(INVALID)
        return
      }
      const whole = chunk.value.subarray(0, last)
      if (restBytes === 0) yield ok({ bytes: whole, ends: found })
      else yield ok({ bytes: Buffer.concat([...rest, whole]), ends: found.map((end) => end + restBytes) })
      rest = last < chunk.value.byteLength ? [chunk.value.subarray(last)] : []
      restBytes = chunk.value.byteLength - last
    }
    if (restBytes > limits.lineBytes) {
      yield err(INVALID)
      return
    }
  }
  // A last line without its line feed was cut.
  if (restBytes > 0) yield err(INVALID)
}

function lineEnds(bytes: Uint8Array): readonly number[] {
  const ends: number[] = []
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) ends.push(at + 1)
  return ends
}

/** Of the lines that lie in one chunk; the first may have begun in an earlier one. */
function hasLonger(ends: readonly number[], maxBytes: number): boolean {
  return ends.some((end, at) => at > 0 && end - (ends[at - 1] ?? 0) > maxBytes)
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

/** Decoded at once, parsed one by one: a line that is no object of its own breaks the page. */
function parseLines(bytes: Uint8Array, count: number, decoder: InstanceType<typeof TextDecoder>): readonly Line[] | undefined {
  if (tooDeep(bytes, 'lines')) return undefined
  const values: Line[] = []
  try {
    const texts = decoder.decode(bytes).split('\n')
    for (let at = 0; at < count; at++) {
      const value: unknown = JSON.parse(texts[at] ?? '')
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      values.push(value as Line)
    }
  } catch {
    return undefined
  }
  return values
}

/** Counts brackets outside strings, on the bytes, before anything is built from them. Of 'lines' each is a value of its own. */
function tooDeep(bytes: Uint8Array, of: 'value' | 'lines'): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === LF && of === 'lines') {
      depth = 0
      inText = false
    } else if (inText) {
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
  if (tooDeep(whole, 'value')) return err(INVALID)
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(whole)) as unknown)
  } catch {
    return err(INVALID)
  }
}
