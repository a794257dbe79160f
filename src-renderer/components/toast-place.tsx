// Shows the toast: bottom left of the sheet, ten seconds, held while the pointer or the focus is on it.
import { useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { IconButton } from './button'

const SHOWN_MS = 10_000

export function ToastPlace(): JSX.Element {
  const { t } = useText()
  const store = useDesk().toast
  const toast = useStore(store, (state) => state.toast)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (toast === undefined || isHeld) return undefined
    const timer = setTimeout(() => store.getState().hide(), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [toast, isHeld, store])
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {toast === undefined ? null : (
        <div className="toast" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
          <Icon name="check" />
          <span>{toast.text}</span>
          <IconButton icon="x" size="small" label={t('app:close')} onClick={() => store.getState().hide()} />
        </div>
      )}
    </div>
  )
}
