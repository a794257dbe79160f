// Hands a request to the officer, with the reason that its history keeps.
import type { JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import type { RequestDialogProps } from './verify-dialog'

export function EscalateDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const escalate = useAct('request.escalate')
  const draft = useDraft({ form: 'escalate', target: request.row.id, stored: request.drafts.escalate, version: request.version })
  const reason = draft.body?.reason ?? ''
  const blocked = reason.trim() === '' ? t('request:escalate.reasonMissing') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => escalate.mutate({ requestId: request.row.id, version: draft.base, reason: reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('request:escalate.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('request:escalate.act')} busy={escalate.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('request:escalate.what')}</p>
      <Field label={t('request:escalate.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2000} value={reason} onChange={(event) => draft.change({ form: 'escalate', reason: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {escalate.error === null ? null : <ErrorNote error={escalate.error.error} />}
    </Dialog>
  )
}
