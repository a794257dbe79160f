// Keeps the chosen row of a list in sight.
import { useEffect, useRef, type RefObject } from 'react'

export function useInSight<Row extends Element>(isChosen: boolean): RefObject<Row | null> {
  const row = useRef<Row>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return row
}
