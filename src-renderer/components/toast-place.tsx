// Where the toast stands, bottom left of the sheet, one at a time: the act that can still be undone, else a message for ten seconds.
import { useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { MutationId } from '../../src-shared/base/ids'
import { useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import type { Toast } from '../stores/toast'
import { useText } from '../text'
import { IconButton } from './button'
import { UndoToast, useUndoable } from './undo-toast'

const SHOWN_MS = 10_000

export function ToastPlace(): JSX.Element {
  const toast = useStore(useDesk().toast, (state) => state.toast)
  const undoable = useUndoable()
  const [closed, setClosed] = useState<MutationId>()
  const shown = undoable?.mid === closed ? undefined : undoable
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {shown !== undefined ? <UndoToast key={shown.mid} item={shown} batch={toast?.batch.mids.includes(shown.mid) === true ? toast : undefined} onClose={() => setClosed(shown.mid)} /> : toast === undefined ? null : <Message key={toast.id} toast={toast} />}
    </div>
  )
}

/** Held while the pointer or the focus is on it. */
function Message({ toast }: { readonly toast: Toast }): JSX.Element {
  const { t } = useText()
  const store = useDesk().toast
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => store.getState().hide(), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isHeld, store])
  return (
    <div className="toast" onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <Icon name="check" />
      <span>{toast.text}</span>
      <IconButton icon="x" size="small" label={t('app:close')} onClick={() => store.getState().hide()} />
    </div>
  )
}
