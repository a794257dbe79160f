// Takes back that a piece of evidence was seen, with the reason that the history keeps.
import { useState, type JSX } from 'react'
import type { EvidenceKind } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import type { RequestDialogProps } from './verify-dialog'

export function RetractEvidenceDialog({ request, evidence, onClose }: RequestDialogProps & { readonly evidence: EvidenceKind }): JSX.Element {
  const { t } = useText()
  const retract = useAct('request.retractEvidence')
  const [reason, setReason] = useState('')
  const blocked = reason.trim() === '' ? t('intake:retract.missing') : undefined
  const act = (): void => retract.mutate({ requestId: request.row.id, version: request.version, evidence, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('intake:retract.title', { caseNo: caseName(t, request.row.caseNo), evidence: t(`intake:evidence.${evidence}`) })} verb={t('intake:retract.act')} busy={retract.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('intake:retract.what')}</p>
      <Field label={t('intake:retract.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {retract.error === null ? null : <ErrorNote error={retract.error.error} />}
    </Dialog>
  )
}
