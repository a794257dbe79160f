// Binds keys to acts while a component is shown.
import { useEffect, useRef } from 'react'
import { isOverlayOpen, isTextPlace, keyNameOf, type KeyName } from './keymap'

export type KeyActs = Readonly<Partial<Record<KeyName, () => unknown>>>

export interface KeyOptions {
  readonly enabled?: boolean
  /** `page`: not in text fields nor under a dialog, but for keys with Ctrl. `always`: wherever the focus is. */
  readonly scope?: 'page' | 'always'
}

export function useKeys(acts: KeyActs, { enabled = true, scope = 'page' }: KeyOptions = {}): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    if (!enabled) return undefined
    const press = (event: KeyboardEvent): void => {
      const name = keyNameOf(event)
      const act = name === undefined ? undefined : latest.current[name]
      if (act === undefined || event.defaultPrevented) return
      const blocked = scope === 'page' && (isOverlayOpen(document) || (isTextPlace(document.activeElement) && !name?.startsWith('Ctrl+')))
      if (blocked) return
      act()
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled, scope])
}
