// Takes a request one step back, with the reason that its history keeps.
import type { JSX } from 'react'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { sentences, useText } from '../../text'
import { useDraft } from '../../use-draft'
import type { RequestDialogProps } from './verify-dialog'

export function StepBackDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t, language } = useText()
  const stepBack = useAct('request.stepBack')
  const draft = useDraft({ form: 'step-back', target: request.row.id, stored: request.drafts['step-back'], version: request.version })
  const reason = draft.body?.reason ?? ''
  const { state } = request.row
  const blocked = reason.trim() === '' ? t('intake:stepBack.missing') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => stepBack.mutate({ requestId: request.row.id, version: draft.base, reason: reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('intake:stepBack.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('intake:stepBack.verb')} busy={stepBack.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{sentences(language, ...(state === 'verifying' || state === 'deciding' || state === 'approval' || state === 'executing' ? [t(`intake:stepBack.from.${state}`)] : []), t('intake:stepBack.kept'))}</p>
      <Field label={t('intake:stepBack.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2000} value={reason} onChange={(event) => draft.change({ form: 'step-back', reason: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {stepBack.error === null ? null : <ErrorNote error={stepBack.error.error} />}
    </Dialog>
  )
}
