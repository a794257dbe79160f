// Why what is held about the person is looked at before anybody knows who asks: a reason of a closed list, which the audit keeps.
import { useState, type JSX } from 'react'
import { LOOK_REASONS, type LookReason } from '../../../src-shared/contract/request-held'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import type { RequestDialogProps } from './verify-dialog'

export function LookDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const look = useAct('request.lookAtHeld')
  const [reason, setReason] = useState<LookReason>()
  const act = (): void => {
    if (reason !== undefined) look.mutate({ requestId: request.row.id, reason }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('identity:held.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('identity:held.verb')} busy={look.isPending} blocked={reason === undefined ? t('identity:held.reasonMissing') : undefined} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('identity:held.what')}</p>
      <fieldset className="card">
        <legend className="visually-hidden">{t('identity:held.reasonLabel')}</legend>
        {LOOK_REASONS.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="look-reason" checked={one === reason} onChange={() => setReason(one)} />
            <span className="grow">{t(`identity:held.reason.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {look.error === null ? null : <ErrorNote error={look.error.error} />}
    </Dialog>
  )
}
