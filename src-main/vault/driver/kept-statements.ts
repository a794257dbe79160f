// Statements of one connection that stay prepared: to prepare a long one takes longer than to run it. Those used last are kept.
//
// A statement is out of here while it runs, so two callers never meet at one. What was bound last stays in memory until it is bound anew or the
// connection is closed, as rows in the page cache do: locking ends the process (docs/vault.md, "Lock").

/** Some ten screens' worth. */
const MOST_KEPT = 64
/** A statement with hundreds of values in its text is asked once. */
const LONGEST_TEXT = 8_192
/** An EXPLAIN holds its moment of the store until it is finalized, even at its end. */
const KINDS = /^\s*(?:select|with|insert|update|delete)\b/i

export class KeptStatements<S> {
  readonly #free = new Map<string, S>()
  readonly #finalize: (statement: S) => void

  constructor(finalize: (statement: S) => void) {
    this.#finalize = finalize
  }

  /** Undefined: there is none, or somebody has it. */
  take(sql: string): S | undefined {
    const kept = this.#free.get(sql)
    this.#free.delete(sql)
    return kept
  }

  /** Of a statement that ran to its end. One that failed is not given back: its caller finalizes it. */
  give(sql: string, statement: S): void {
    if (!KINDS.test(sql) || sql.length > LONGEST_TEXT || this.#free.has(sql)) {
      this.#finalize(statement)
      return
    }
    this.#free.set(sql, statement)
    const [oldest] = this.#free
    if (this.#free.size > MOST_KEPT && oldest) {
      this.#free.delete(oldest[0])
      this.#finalize(oldest[1])
    }
  }

  /** Before the connection is closed, which a prepared statement would prevent. */
  clear(): void {
    for (const statement of this.#free.values()) this.#finalize(statement)
    this.#free.clear()
  }
}
