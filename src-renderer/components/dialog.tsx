// A dialog for acts that cannot be taken back or that ask a reason: its title is the act, its buttons are verbs.
import { Modal } from 'antd'
import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react'
import { useText } from '../text'
import { Button } from './button'

export interface DialogProps {
  readonly title: string
  readonly verb: string
  readonly kind?: 'primary' | 'danger'
  readonly busy: boolean
  /** In CSS pixels; 480 for what is one column. */
  readonly width?: number
  /** Undefined: the act may run. Else why not, in words. */
  readonly blocked?: string
  /** `one`: there is nothing to cancel any more, only to have seen. */
  readonly ways?: 'two' | 'one'
  readonly onAct: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Dialog({ title, verb, kind = 'primary', busy, width = 480, blocked, ways = 'two', onAct, onClose, children }: DialogProps): JSX.Element {
  const { t } = useText()
  const cancel = useWayBack(onClose)
  const body = useRef<HTMLDivElement>(null)
  const wayOut = useRef<HTMLButtonElement>(null)
  // What is to be filled in comes first; where there is nothing, the button that changes nothing.
  const focusFirst = (isOpen: boolean): void => {
    // It comes when the dialog has faded in: whoever was quicker than that goes on where they are, at a field or at a button already.
    const isThere = [body.current, wayOut.current?.parentElement].some((part) => part?.contains(document.activeElement) === true)
    if (isOpen && !isThere) (body.current?.querySelector<HTMLElement>('input, textarea') ?? wayOut.current)?.focus()
  }
  const footer = (
    <div className="dialog-foot">
      {blocked === undefined ? null : <p className="meta t3 grow">{blocked}</p>}
      {ways === 'one' ? null : <Button ref={wayOut} onClick={cancel}>{t('app:cancel')}</Button>}
      <Button {...(ways === 'one' ? { ref: wayOut } : {})} kind={kind} disabled={busy || blocked !== undefined} onClick={onAct}>{verb}</Button>
    </div>
  )
  return (
    <Modal open title={title} width={width} onCancel={cancel} footer={footer} mask={{ closable: false }} closable={{ 'aria-label': t('app:close') }} afterOpenChange={focusFirst}>
      <div ref={body} className="dialog-body">{children}</div>
    </Modal>
  )
}

/** Who changed nothing goes on where they were, be it in a field; unless that is gone, or something else took the focus meanwhile. */
function useWayBack(onClose: () => void): () => void {
  const [opener] = useState(() => document.activeElement)
  const isCancelled = useRef(false)
  useEffect(
    () => () => {
      // Whatever has the focus of the window when nothing has it.
      const isFree = document.activeElement === null || document.activeElement === document.body
      if (isCancelled.current && isFree && opener instanceof HTMLElement && opener.isConnected) opener.focus()
    },
    [opener],
  )
  return () => {
    isCancelled.current = true
    onClose()
  }
}
