// Takes a closed request up again, with the reason that its timeline keeps.
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

export function ReopenDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const reopen = useAct('request.reopen')
  const draft = useDraft({ form: 'reopen', target: request.row.id, stored: request.drafts.reopen, version: request.version })
  const reason = draft.body?.reason ?? ''
  const blocked = reason.trim() === '' ? t('request:reopen.reasonMissing') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => reopen.mutate({ requestId: request.row.id, version: draft.base, reason: reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('request:reopen.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('request:reopen.act')} busy={reopen.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('request:reopen.what')}</p>
      <Field label={t('request:reopen.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2000} value={reason} onChange={(event) => draft.change({ form: 'reopen', reason: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {reopen.error === null ? null : <ErrorNote error={reopen.error.error} />}
    </Dialog>
  )
}
