// Takes a closed request up again, with the reason that its timeline keeps.
import { useState, type JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import type { RequestDialogProps } from './verify-dialog'

export function ReopenDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const reopen = useAct('request.reopen')
  const [reason, setReason] = useState('')
  const blocked = reason.trim() === '' ? t('request:reopen.reasonMissing') : undefined
  const act = (): void => reopen.mutate({ requestId: request.row.id, version: request.version, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('request:reopen.title', { caseNo: request.row.caseNo })} verb={t('request:reopen.act')} busy={reopen.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('request:reopen.what')}</p>
      <Field label={t('request:reopen.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {reopen.error === null ? null : <ErrorNote error={reopen.error.error} />}
    </Dialog>
  )
}
