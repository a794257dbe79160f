// The way on from a store that does not open: what becomes of it, what is kept, and a word typed by hand before anything is moved.
import { useState, type JSX } from 'react'
import type { DeskErrorKind } from '../../../src-shared/contract/errors'
import { SET_ASIDE_REASONS, setAsideWord, type SessionStatus } from '../../../src-shared/contract/session'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'

export function SetStoreAside({ session, kind }: { readonly session: SessionStatus; readonly kind: DeskErrorKind }): JSX.Element | null {
  const { t } = useText()
  const [isOpen, setOpen] = useState(false)
  // Of a newer program's store, a wrong passphrase, a full disk or another process there is nothing to set aside.
  if (!(SET_ASIDE_REASONS as readonly DeskErrorKind[]).includes(kind)) return null
  return (
    <>
      <Button icon="box" onClick={() => setOpen(true)}>{t('unlock:setAside.open')}</Button>
      {isOpen ? <SetAsideDialog session={session} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function SetAsideDialog({ session, onClose }: { readonly session: SessionStatus; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const [confirm, setConfirm] = useState('')
  // The process ends with it, and a new window comes: there is nothing to do with its answer here.
  const act = useAct('session.setAside')
  const word = setAsideWord(session.workstation)
  const blocked = confirm.trim() === word ? undefined : t('unlock:setAside.missing')
  return (
    <Dialog title={t('unlock:setAside.title')} verb={t('unlock:setAside.act')} kind="danger" busy={act.isPending || act.isSuccess} {...(blocked === undefined ? {} : { blocked })} onAct={() => act.mutate({ confirm })} onClose={onClose}>
      <p className="dense">{t('unlock:setAside.what')}</p>
      <ul className="dense t2 plain-points">
        {(['kept', 'sent', 'lost', 'end', 'need'] as const).map((point) => <li key={point}>{t(`unlock:setAside.${point}`)}</li>)}
      </ul>
      <Field label={t('unlock:setAside.confirm', { word })}>
        {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} value={confirm} onChange={(event) => setConfirm(event.target.value)} />}
      </Field>
      {act.error === null ? null : <ErrorNote error={act.error.error} />}
    </Dialog>
  )
}
