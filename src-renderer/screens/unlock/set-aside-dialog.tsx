// What becomes of a store that is set aside, what is kept, and a word typed by hand before anything is moved.
import { useState, type JSX } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import type { SessionStatus } from '../../../src-shared/contract/session'
import { setAsideWord } from '../../../src-shared/contract/set-aside'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { AntdRoot } from '../../theme/antd-root'

const POINTS = { fault: ['kept', 'sent', 'lost', 'end', 'need'], forgotten: ['codes', 'sent', 'word', 'lost', 'end', 'former'] } as const

interface SetAsideProps {
  readonly session: SessionStatus
  /** Whose passphrase it is; undefined: the store does not open by itself. */
  readonly forgottenBy?: StaffId
  readonly onClose: () => void
}

export function SetAsideDialog({ session, forgottenBy, onClose }: SetAsideProps): JSX.Element {
  const { t } = useText()
  const [confirm, setConfirm] = useState('')
  const [code, setCode] = useState('')
  // The process ends with it, and a new window comes: there is nothing to do with its answer here.
  const act = useAct('session.setAside')
  const word = setAsideWord(session.workstation)
  const isForgotten = forgottenBy !== undefined
  const blocked = isForgotten && code.trim() === '' ? t('unlock:forgot.missing') : confirm.trim() === word ? undefined : t('unlock:setAside.missing')
  return (
    <AntdRoot><Dialog title={t(isForgotten ? 'unlock:forgot.title' : 'unlock:setAside.title')} verb={t('unlock:setAside.act')} kind="danger" busy={act.isPending || act.isSuccess} {...(blocked === undefined ? {} : { blocked })} onAct={() => act.mutate({ confirm, ...(isForgotten ? { forgotten: { staffId: forgottenBy, code } } : {}) })} onClose={onClose}>
      <p className="dense">{t(isForgotten ? 'unlock:forgot.what' : 'unlock:setAside.what')}</p>
      <ul className="dense t2 plain-points">
        {POINTS[isForgotten ? 'forgotten' : 'fault'].map((point) => <li key={point}>{t(`unlock:setAside.${point}`)}</li>)}
      </ul>
      {isForgotten ? (
        <Field label={t('unlock:forgot.code')} hint={t('unlock:forgot.codeHint')}>
          {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />}
        </Field>
      ) : null}
      <Field label={t('unlock:setAside.confirm', { word })}>
        {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} value={confirm} onChange={(event) => setConfirm(event.target.value)} />}
      </Field>
      {act.error === null ? null : <ErrorNote error={act.error.error} />}
    </Dialog></AntdRoot>
  )
}
