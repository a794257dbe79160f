// The ways on from a store that does not open, and from one whose passphrase was forgotten.
import { lazy, Suspense, useState, type JSX } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import type { DeskErrorKind } from '../../../src-shared/contract/errors'
import type { SessionStatus } from '../../../src-shared/contract/session'
import { SET_ASIDE_REASONS } from '../../../src-shared/contract/set-aside'
import { Button } from '../../components/button'
import { useText } from '../../text'

/** It is made of what the unlock screen alone does not load. */
const SetAsideDialog = lazy(() => import('./set-aside-dialog').then((loaded) => ({ default: loaded.SetAsideDialog })))

export function SetStoreAside({ session, kind }: { readonly session: SessionStatus; readonly kind: DeskErrorKind }): JSX.Element | null {
  const { t } = useText()
  const [isOpen, setOpen] = useState(false)
  // Of a newer program's store, a wrong passphrase, a full disk or another process there is nothing to set aside.
  if (!(SET_ASIDE_REASONS as readonly DeskErrorKind[]).includes(kind)) return null
  return (
    <>
      <Button icon="box" onClick={() => setOpen(true)}>{t('unlock:setAside.open')}</Button>
      {isOpen ? <Suspense><SetAsideDialog session={session} onClose={() => setOpen(false)} /></Suspense> : null}
    </>
  )
}

/** Nobody can open it without the passphrase; whoever has an officer's code for a new one may go on from here. */
export function ForgottenPassphrase({ session, staffId }: { readonly session: SessionStatus; readonly staffId: StaffId }): JSX.Element | null {
  const { t } = useText()
  const [isOpen, setOpen] = useState(false)
  // A store that a colleague's passphrase opens as well is theirs too.
  if (session.staff.length !== 1) return <p className="meta t3">{t('unlock:forgot.shared')}</p>
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>{t('unlock:forgot.open')}</Button>
      {isOpen ? <Suspense><SetAsideDialog session={session} forgottenBy={staffId} onClose={() => setOpen(false)} /></Suspense> : null}
    </>
  )
}
