// What a check is: a name that stays, the section of docs/sync.md whose rule it holds the origin against, and the asking.
import type { Answer } from '../wire'
import { mustBe, part } from '../verdict'
import type { Visit } from '../visit'

export interface Check {
  /** `push.duplicate`: area and what is checked. */
  readonly name: string
  /** Section of docs/sync.md. */
  readonly section: number
  /** Others rest on it: it runs with every selection, or with a selection of its own area. */
  readonly ground?: 'of-all' | 'of-its-area'
  readonly run: (visit: Visit) => Promise<void>
}

export function mustRefuse(answer: Answer, status: number, code: string): void {
  mustBe('error', part(answer.json, 'error'), code)
  mustBe('status', answer.status, status)
}
