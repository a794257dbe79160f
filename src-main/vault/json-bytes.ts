// A JSON array written as bytes, without the strings in between: of a million people those are most of what a fill costs this thread.
//
// Only what JSON writes as it is goes in here: printable ASCII without quote and backslash, and letters of the everyday Han block. A writer
// says false at anything else and leaves its caller to go back to where the row began.

const START_BYTES = 65_536
const [COMMA, OPEN, CLOSE] = Buffer.from(',[]') as unknown as readonly [number, number, number]
/** Han letters of the block that no normal form changes (domain/search-terms.ts). */
const FIRST_HAN = 0x4e00
const LAST_HAN = 0x9fa5

const isPlainAscii = (code: number): boolean => code >= 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c

export class JsonBytes {
  #bytes = Buffer.allocUnsafe(START_BYTES)
  #at = 0

  constructor() {
    this.byte(OPEN)
  }

  /** Where the next byte goes; `back` takes everything after it away again. */
  get length(): number {
    return this.#at
  }

  back(length: number): void {
    this.#at = length
  }

  /** The whole array; nothing can be added any more. */
  end(): Buffer {
    this.byte(CLOSE)
    return this.#bytes.subarray(0, this.#at)
  }

  /** Before each value of the array. */
  next(): void {
    if (this.#at > 1) this.byte(COMMA)
  }

  /** A value that is an array itself. */
  nextArray(): void {
    this.next()
    this.byte(OPEN)
  }

  /** Any text, as UTF-8. */
  any(text: string): void {
    this.#room(text.length * 3)
    this.#at += this.#bytes.write(text, this.#at, 'utf8')
  }

  /** A whole number. */
  number(value: number): void {
    this.ascii(String(value))
  }

  /** False: something in it is not plain ASCII. `backwards`: its last letter first. */
  ascii(text: string, order: 'forwards' | 'backwards' = 'forwards'): boolean {
    this.#room(text.length)
    const step = order === 'forwards' ? 1 : -1
    let at = order === 'forwards' ? this.#at : this.#at + text.length - 1
    for (let place = 0; place < text.length; place++, at += step) {
      const code = text.charCodeAt(place)
      if (!isPlainAscii(code)) return false
      this.#bytes[at] = code
    }
    this.#at += text.length
    return true
  }

  /** One byte of JSON's own, or of a token. */
  byte(code: number): void {
    this.#room(1)
    this.#bytes[this.#at++] = code
  }

  /** `from` and `to` are places in the text. False: something in it is no everyday Han letter. */
  han(text: string, from = 0, to = text.length): boolean {
    this.#room((to - from) * 3)
    const bytes = this.#bytes
    let at = this.#at
    for (let place = from; place < to; place++) {
      const code = text.charCodeAt(place)
      if (code < FIRST_HAN || code > LAST_HAN) return false
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    }
    this.#at = at
    return true
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}
