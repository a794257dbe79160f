// Holds key material so that it cannot be printed, serialised or posted to another process by mistake.
//
// What it cannot promise: V8 and SQLCipher make copies of their own (SQLCipher takes its key as text). Only the end of the process
// removes those, which is why locking ends it (docs/vault.md, "Lock").
import { inspect } from 'node:util'

const SHOWN = '[secret]'

export class Secret {
  readonly #bytes: Uint8Array
  #purged = false

  /**
   * Lends the bytes for the length of one call; the callee must not keep them.
   * An own, enumerable function on purpose: structured clone refuses functions, so a Secret can never cross a port.
   */
  readonly use: <T>(borrow: (bytes: Uint8Array) => T) => T

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.use = (borrow) => {
      if (this.#purged) throw new Error('invariant: a purged secret was used')
      return borrow(this.#bytes)
    }
  }

  /** Takes the bytes over: the caller's copy is overwritten. */
  static take(bytes: Uint8Array): Secret {
    const own = Uint8Array.from(bytes)
    bytes.fill(0)
    return new Secret(own)
  }

  get length(): number {
    return this.#bytes.length
  }

  get isPurged(): boolean {
    return this.#purged
  }

  purge(): void {
    this.#bytes.fill(0)
    this.#purged = true
  }

  toString(): string {
    return SHOWN
  }

  toJSON(): string {
    return SHOWN
  }

  [inspect.custom](): string {
    return SHOWN
  }
}
