// The person took their request back: how and in which words, and the request is closed without a decision.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { CHANNELS } from '../../../src-shared/domain/vocabulary'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import type { RequestDialogProps } from './verify-dialog'

export function WithdrawDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  const withdraw = useAct('request.withdraw')
  const draft = useDraft({ form: 'withdraw', target: request.row.id, stored: request.drafts.withdraw, version: request.version })
  const body: DraftOf<'withdraw'> = draft.body ?? { form: 'withdraw', channel: request.channel, reason: '' }
  const blocked = body.reason.trim() === '' ? t('intake:withdraw.missing') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => withdraw.mutate({ requestId: request.row.id, version: draft.base, channel: body.channel, reason: body.reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('intake:withdraw.title', { caseNo: caseName(t, request.row.caseNo) })} verb={t('intake:withdraw.verb')} busy={withdraw.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('intake:withdraw.what')}</p>
      <div className="field">
        <label htmlFor={id}>{t('intake:withdraw.channel')}</label>
        <Select id={id} value={body.channel} options={CHANNELS.map((value) => ({ value, label: t(`words:channel.${value}`) }))} onChange={(channel) => draft.change({ ...body, channel })} />
      </div>
      <Field label={t('intake:withdraw.reason')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={2000} value={body.reason} onChange={(event) => draft.change({ ...body, reason: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {withdraw.error === null ? null : <ErrorNote error={withdraw.error.error} />}
    </Dialog>
  )
}
