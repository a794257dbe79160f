// Binds commands, and the few keys that mean the same everywhere, to acts while a component is shown; the palette lists what is bound.
import { useEffect, useRef } from 'react'
import { isCommandId, keyOf } from '../../src-shared/domain/commands'
import { useDesk } from '../desk-context'
import { isOverlayOpen, isTextPlace, keyNameOf, type KeyActs } from './keymap'

export interface KeyOptions {
  readonly enabled?: boolean
  /** `page`: not under a dialog, and in text fields with Ctrl alone. `over-dialogs`: also over a dialog. `always`: wherever the focus is. */
  readonly scope?: 'page' | 'over-dialogs' | 'always'
}

export function useKeys(acts: KeyActs, { enabled = true, scope = 'page' }: KeyOptions = {}): void {
  const { keys, bound } = useDesk()
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    if (!enabled) return undefined
    const press = (event: KeyboardEvent): void => {
      const name = keyNameOf(event)
      if (name === undefined || event.defaultPrevented) return
      const choice = keys.getState()
      const found = (Object.keys(latest.current) as (keyof KeyActs)[]).find((key) => latest.current[key] !== undefined && (isCommandId(key) ? keyOf(key, choice) : key) === name)
      const act = found === undefined ? undefined : latest.current[found]
      if (act === undefined) return
      const isTyped = isTextPlace(document.activeElement) && !name.startsWith('Ctrl+')
      if (scope !== 'always' && (isTyped || (scope === 'page' && isOverlayOpen(document)))) return
      act()
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    bound.add(latest)
    return () => {
      document.removeEventListener('keydown', press)
      bound.delete(latest)
    }
  }, [enabled, scope, keys, bound])
}
