// Lines that had to be on the disk while the writer was busy: left in a small file beside the store, taken over in order by the next transaction.
//
//   left     numbered, each holding the hash of the one before; on the disk when `leave` resolves
//   taken    whoever takes them over keeps, in the same transaction, up to where (meta `waitingTaken`): a crash on either side of the commit
//            neither loses a line nor brings it in twice
//   gone     once the transaction is committed they leave the file (`follow`)
//
// The numbers go on for the life of the store. What a line says is nobody's business here (usecases/audit-looks.ts).
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { must } from '../../src-shared/base/assert'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { Random } from '../keys/device-key'
import { removeIfThere } from '../keys/private-files'
import type { WaitingFile } from './waiting-file'

/** Names a line: its number, and the hash over it and, with that, over all before it. */
export interface WaitingHead {
  readonly n: number
  readonly hash: string
}
export interface WaitingLine extends WaitingHead {
  readonly prev: string
  readonly text: string
}
export const NO_LINES: WaitingHead = { n: 0, hash: '0'.repeat(64) }

const lineSchema = z.strictObject({ n: z.number().int().min(1), prev: z.string().length(64), text: z.string() })

function framed({ n, prev, text }: Pick<WaitingLine, 'n' | 'prev' | 'text'>): string {
  return canonicalJson({ n, prev, text })
}

function lineOf(n: number, prev: string, text: string): WaitingLine {
  return { n, prev, text, hash: createHash('sha256').update(framed({ n, prev, text }), 'utf8').digest('hex') }
}

/** Does `line` come next after `before`? */
function isNext(line: WaitingLine, before: WaitingHead): boolean {
  return line.n === before.n + 1 && line.prev === before.hash
}

/** Where the lines are to go on; exactly one of the two is called, once. Neither rejects. */
export interface CarriedLines {
  take(): Promise<void>
  drop(): Promise<void>
}

export class WaitingLines {
  #file: WaitingFile
  #lines: readonly WaitingLine[] = []
  /** The newest there ever was; undefined until somebody said how far the store is. */
  #last: WaitingHead | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #ended: Error | undefined

  constructor(file: WaitingFile) {
    this.#file = file
  }

  /** Once, before anything else. */
  async read(): Promise<void> {
    this.#lines = (await this.#file.read()).map((text) => {
      const line = lineSchema.parse(JSON.parse(text))
      return lineOf(line.n, line.prev, line.text)
    })
  }

  /** On the disk and not yet known to be taken over, in order. */
  list(): readonly WaitingLine[] {
    return this.#lines
  }

  /** Resolves when every line that was being left just now is in the list, or was refused. */
  async settled(): Promise<void> {
    await this.#turn
  }

  /** On the disk when it resolves. Rejects, with nothing left, where it cannot be written. */
  leave(text: string, random: Random): Promise<WaitingHead> {
    return this.#inTurn(async () => {
      if (this.#ended) throw this.#ended
      const before = must(this.#last, 'how far the store is')
      const line = lineOf(before.n + 1, before.hash, text)
      await this.#file.add([framed(line)], random)
      this.#lines = [...this.#lines, line]
      this.#last = { n: line.n, hash: line.hash }
      return this.#last
    })
  }

  /** Room on the disk for lines to come, beside those that wait. */
  claim(bytes: number): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#ended) await this.#file.claim(bytes)
    })
  }

  /** The store holds, committed, everything up to `taken`. */
  async follow(taken: WaitingHead): Promise<void> {
    this.#lines = this.#lines.filter(({ n }) => n > taken.n)
    const isFirst = this.#last === undefined
    const newest = this.#lines.at(-1) ?? taken
    if (this.#last === undefined || newest.n > this.#last.n) this.#last = { n: newest.n, hash: newest.hash }
    await this.#inTurn(async () => {
      // A file that cannot be cut holds lines that are known to be taken.
      if (this.#lines.length === 0 && !this.#ended) await this.#file.clear().catch(() => undefined)
      // One that cannot be made is tried again by whoever leaves a line, and told to them.
      if (isFirst) await this.#file.prepare().catch(() => undefined)
    })
  }

  /** Writes what waits into another file, whole and synced. Nobody leaves a line from then on until the one or the other is called. */
  async carry(file: WaitingFile, random: Random): Promise<CarriedLines> {
    await removeIfThere(file.path)
    let goOn: () => void = () => undefined
    const before = this.#turn
    this.#turn = new Promise<void>((resolve) => { goOn = resolve })
    await before
    const drop = async (): Promise<void> => {
      await file.close().catch(() => undefined)
      await removeIfThere(file.path).catch(() => undefined)
      goOn()
    }
    try {
      // Of a store that nobody looks into none was made.
      if (this.#last !== undefined) await file.prepare()
      if (this.#lines.length > 0) await file.add(this.#lines.map(framed), random)
    } catch (error) {
      await drop()
      throw error
    }
    const take = async (): Promise<void> => {
      const old = this.#file
      this.#file = file
      goOn()
      // What is left of the file goes with the store of its generation.
      await old.close().catch(() => undefined)
    }
    return { take, drop }
  }

  /** Whoever leaves a line later gets this error; what waits stays in the file. */
  async end(error: Error): Promise<void> {
    this.#ended = error
    await this.#inTurn(() => this.#file.close())
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}

/** Do the lines go on from what the store holds, without a gap, and do they reach the one that is named? */
export function reaches(lines: readonly WaitingLine[], taken: WaitingHead, named: WaitingHead | undefined): boolean {
  let last = taken
  const heads: WaitingHead[] = [taken]
  for (const line of lines) {
    if (line.n <= taken.n) continue
    if (!isNext(line, last)) return false
    last = line
    heads.push(line)
  }
  return named === undefined || named.n < taken.n || heads.some(({ n, hash }) => n === named.n && hash === named.hash)
}
