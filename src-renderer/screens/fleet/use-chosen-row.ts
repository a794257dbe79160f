// Which row of a table is chosen, and the keys that move it; at first the first one is.
import { useState } from 'react'
import { useKeys } from '../../keyboard/use-keys'

export interface ChosenRow<Row> {
  /** Undefined: there is none. */
  readonly chosen: Row | undefined
  /** Also of a row that is still to come. */
  readonly choose: (row: { readonly id: string }) => void
}

/** `rowId`: of the element that takes the focus. */
export function useChosenRow<Row extends { readonly id: string }>(rows: readonly Row[], rowId: (row: Row) => string): ChosenRow<Row> {
  const [chosenId, setChosen] = useState<string>()
  const chosen = rows.find((row) => row.id === chosenId) ?? rows[0]
  const choose = (row: { readonly id: string }): void => setChosen(row.id)
  const move = (step: number): void => {
    const next = rows[rows.findIndex((row) => row.id === chosen?.id) + step]
    if (next === undefined) return
    choose(next)
    document.getElementById(rowId(next))?.focus()
  }
  useKeys({ next: () => move(1), previous: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) })
  return { chosen, choose }
}
