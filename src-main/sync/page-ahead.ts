// The next page of a snapshot while the present one is being written: line, thread and disk then work at the same time.
//
// One page at most, and not after a small one: for its writing nobody waits. It is asked for by the token that the present
// page ends with, so it is of use only if that page was committed; whatever else happens, it is thrown away and asked for anew.
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { OriginClient, SnapshotAnswer } from './origin-client'

/** Longer than a round trip takes to write. */
const BIG_PAGE_ROWS = 500

export interface PageAhead {
  /** The page after `after`: the one that is on its way, or asked for now. */
  readonly read: (scope: string, after: string | undefined) => Promise<Result<SnapshotAnswer, DeskError>>
  /** To be called before the page that ends with `after` is written. */
  readonly askNext: (scope: string, after: string, presentRows: number) => void
  /** What is on its way is of no use any more. */
  readonly forget: () => void
}

interface Asked {
  readonly scope: string
  readonly after: string
  readonly answer: Promise<Result<SnapshotAnswer, DeskError>>
  readonly end: AbortController
}

export function createPageAhead(client: Pick<OriginClient, 'snapshot'>, signal: AbortSignal): PageAhead {
  let asked: Asked | undefined
  const forget = (): void => {
    asked?.end.abort()
    asked = undefined
  }
  return {
    forget,
    read: (scope, after) => {
      const held = asked
      if (held === undefined || held.scope !== scope || held.after !== after) {
        forget()
        return client.snapshot(scope, after, signal)
      }
      asked = undefined
      return held.answer
    },
    askNext: (scope, after, presentRows) => {
      if (presentRows < BIG_PAGE_ROWS) return
      forget()
      const end = new AbortController()
      const answer = client.snapshot(scope, after, AbortSignal.any([signal, end.signal]))
      answer.catch(() => undefined) // whoever reads the page hears of it; if nobody does, it is no news
      asked = { scope, after, answer, end }
    },
  }
}
