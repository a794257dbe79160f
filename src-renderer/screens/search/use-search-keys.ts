// The keys of the list while the focus stays in the box. Whoever types a number and presses Enter is quicker than the answer to its last digit: the key is
// kept until that has come. Of the answer to what was typed before nobody is opened: the last letter may bring somebody else.
import { useEffect, useRef } from 'react'
import { SEARCH_KEY_EVENT } from '../../frame/search-box'

export interface SearchKeyPlace<Id> {
  readonly query: string
  /** Of the rows that are shown, which may be of the query before. */
  readonly chosenId: Id | undefined
  /** The rows that are shown are those of the query. */
  readonly isAnswered: boolean
}

export interface SearchKeyActs<Id> {
  readonly step: (by: 1 | -1) => void
  readonly open: (id: Id) => void
  readonly create: (id: Id) => void
}

/** Pressed before its answer was there. `seenId`: who was chosen then; somebody else in their place is left to be looked at. */
interface KeptKey<Id> {
  readonly act: 'open' | 'create'
  readonly query: string
  readonly seenId: Id | undefined
}

const ACTS: Readonly<Record<string, 'open' | 'create' | undefined>> = { 'Enter': 'open', 'Ctrl+Enter': 'create' }

export function useSearchKeys<Id extends string>({ query, chosenId, isAnswered }: SearchKeyPlace<Id>, acts: SearchKeyActs<Id>): void {
  const kept = useRef<KeptKey<Id>>(undefined)
  const press = (name: string): void => {
    kept.current = undefined
    if (name === 'ArrowDown') return acts.step(1)
    if (name === 'ArrowUp') return acts.step(-1)
    const act = ACTS[name]
    if (act === undefined) return
    if (!isAnswered) kept.current = { act, query, seenId: chosenId }
    else if (chosenId !== undefined) acts[act](chosenId)
  }
  useEffect(() => {
    const listen = (event: Event): void => {
      if (event instanceof CustomEvent && typeof event.detail === 'string') press(event.detail)
    }
    document.addEventListener(SEARCH_KEY_EVENT, listen)
    return () => document.removeEventListener(SEARCH_KEY_EVENT, listen)
  })
  useEffect(() => {
    const key = kept.current
    if (key === undefined || (!isAnswered && key.query === query)) return
    kept.current = undefined
    if (key.query === query && chosenId !== undefined && (key.seenId ?? chosenId) === chosenId) acts[key.act](chosenId)
  })
}
