// One revealed value for as long as it may stand on the screen: gone after its time, when the window loses the focus or is covered, when another
// mask is lifted, and with the component that shows it.
import { useCallback, useEffect, useId, useState } from 'react'
import { ACCESS_LIMITS } from '../../src-shared/domain/access-limits'
import { useDesk } from '../desk-context'

export interface Revealed {
  readonly value: string
  readonly secondsLeft: number
}
export interface RevealedControl {
  readonly revealed: Revealed | undefined
  readonly show: (value: string) => void
  readonly hide: () => void
}

const SECONDS = ACCESS_LIMITS.shownMs / 1_000

export function useRevealed(): RevealedControl {
  const mask = useId()
  const { revealed: store } = useDesk()
  const [revealed, setRevealed] = useState<Revealed>()
  const hide = useCallback(() => setRevealed(undefined), [])
  const show = (value: string): void => {
    // An answer that comes when nobody looks is thrown away.
    if (!document.hasFocus()) return
    store.setState({ mask })
    setRevealed({ value, secondsLeft: SECONDS })
  }
  const isShown = revealed !== undefined
  useEffect(() => {
    if (!isShown) return undefined
    // The end has a timer of its own: a window that is not painted counts seconds late.
    const end = setTimeout(hide, ACCESS_LIMITS.shownMs)
    const count = setInterval(() => setRevealed((before) => before && { ...before, secondsLeft: Math.max(0, before.secondsLeft - 1) }), 1_000)
    window.addEventListener('blur', hide)
    document.addEventListener('visibilitychange', hide)
    const unsubscribe = store.subscribe((state) => {
      if (state.mask !== mask) hide()
    })
    return () => {
      unsubscribe()
      clearTimeout(end)
      clearInterval(count)
      window.removeEventListener('blur', hide)
      document.removeEventListener('visibilitychange', hide)
    }
  }, [isShown, hide, store, mask])
  return { revealed, show, hide }
}
