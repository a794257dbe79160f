/** An invariant of docs/sync.md, section 13, that did not hold. */
export class Violation extends Error {
  constructor(readonly invariant: number, readonly what: string) {
    super(`invariant ${String(invariant)}: ${what}`)
  }
}
