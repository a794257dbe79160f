// Takes the extension of a request back, with the reason that its timeline keeps.
import type { JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import { ClockChange, useClockPreview } from './clock-change'
import type { RequestDialogProps } from './verify-dialog'

export function UnextendDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const unextend = useAct('request.unextend')
  const draft = useDraft({ form: 'unextend', target: request.row.id, stored: request.drafts.unextend, version: request.version })
  const reason = draft.body?.reason ?? ''
  const preview = useClockPreview(request.row.id, { kind: 'unextend' })
  const blocked = reason.trim() === '' ? t('clock:blocked.reason') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => unextend.mutate({ requestId: request.row.id, version: draft.base, reason: reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('clock:unextend.title')} verb={t('clock:unextend.act')} busy={unextend.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('clock:unextend.what')}</p>
      <Field label={t('clock:unextend.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => draft.change({ form: 'unextend', reason: event.target.value })} />}
      </Field>
      <ClockChange preview={preview} />
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {unextend.error === null ? null : <ErrorNote error={unextend.error.error} />}
    </Dialog>
  )
}
