// Keys in a request that came by phone, letter, counter or e-mail: its right, when it was received, and the person's own words.
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, type JSX } from 'react'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { CHANNELS, RIGHTS } from '../../src-shared/domain/vocabulary'
import { useAct, useAsk, useDesk, useGo, useToday } from '../desk-context'
import { useText } from '../text'
import { useDraft } from '../use-draft'
import { intakeIn, type CreateDraft, type CreateDraftProps } from './create-draft'
import { Dialog } from './dialog'
import { DraftLine } from './draft-line'
import { ErrorNote } from './error-state'
import { Field } from './field'
import { AboutField, MakerFields, TestChoice } from './maker-fields'
import { askedIn, missingOf, RightFields } from './new-request-fields'
import { OpenAlready } from './open-already'

export interface NewRequestDialogProps {
  readonly subjectId: SubjectId
  /** The case that is complained about, where it is begun from there. */
  readonly about?: RequestId
  readonly onClose: () => void
}

export function NewRequestDialog({ subjectId, about, onClose }: NewRequestDialogProps): JSX.Element {
  const { t } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const today = useToday()
  const create = useAct('request.create')
  const kept = useAsk('draft.ofPerson', { subjectId })
  const form = useDraft({ form: 'create', target: subjectId, stored: kept.data?.create, version: 0 })
  const first: CreateDraft = { form: 'create', right: 'access', channel: 'phone', receivedOn: today, text: '', corrections: [], purposes: [], products: [] }
  // What was pressed wins over what was begun before: a complaint is about this case.
  const draft: CreateDraft = { ...(form.body ?? first), ...(about === undefined ? {} : { right: 'complain', about }) }
  const setDraft = form.change
  const missing = missingOf(draft, today)
  const act = (): void => {
    const { right, channel, receivedOn, text } = draft
    create.mutate({ subjectId, right, channel, receivedOn, text: text.trim(), ...askedIn(draft), ...intakeIn(draft) }, {
      onAccepted: form.end,
      onSuccess: ({ requestId }) => {
        selection.getState().selectRequest('mine', requestId)
        go({ screen: 'queue', view: 'mine' })
        onClose()
      },
    })
  }
  return (
    <Dialog
      title={t('request:create.title')} verb={t('request:create.act')} busy={create.isPending}
      blocked={missing === undefined ? undefined : t(`request:create.missing.${missing}`)} onAct={act} onClose={onClose}
    >
      <RightField draft={draft} today={today} onChange={setDraft} />
      {draft.right === 'complain' ? null : <OpenAlready subjectId={subjectId} right={draft.right} onClose={onClose} />}
      <HowItCame draft={draft} today={today} onChange={setDraft} />
      <MakerFields draft={draft} onChange={setDraft} />
      <AboutField draft={draft} subjectId={subjectId} onChange={setDraft} />
      <RightFields draft={draft} today={today} onChange={setDraft} />
      <Field label={t('request:create.text')} hint={t('request:create.textHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={8000} value={draft.text} onChange={(event) => setDraft({ ...draft, text: event.target.value })} />}
      </Field>
      <TestChoice draft={draft} onChange={setDraft} />
      <DraftLine draft={form} />
      {create.error === null ? null : <ErrorNote error={create.error.error} />}
    </Dialog>
  )
}

/** In full words; typing finds one. */
function RightField({ draft, onChange }: CreateDraftProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t('request:create.right')}</label>
      <Select
        id={id} showSearch={{ optionFilterProp: 'label' }} value={draft.right} onChange={(right) => onChange({ ...draft, right })}
        options={RIGHTS.map((value) => ({ value, label: t(`words:rightLong.${value}`) }))}
      />
    </div>
  )
}

function HowItCame({ draft, today, onChange }: CreateDraftProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <div className="field-pair">
      <div className="field">
        <label htmlFor={`${id}-channel`}>{t('request:create.channel')}</label>
        <Select id={`${id}-channel`} value={draft.channel} onChange={(channel) => onChange({ ...draft, channel })} options={CHANNELS.map((value) => ({ value, label: t(`words:channel.${value}`) }))} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-received`}>{t('request:create.receivedOn')}</label>
        <DatePicker
          id={`${id}-received`}
          value={dayjs(draft.receivedOn)}
          allowClear={false}
          // A calendar date is plain text everywhere else; only the picker needs a moment.
          disabledDate={(date) => date.format('YYYY-MM-DD') > today}
          onChange={(date) => onChange({ ...draft, receivedOn: dayjs(date).format('YYYY-MM-DD') })}
        />
      </div>
    </div>
  )
}
