// Keys in a request that came by phone, letter, counter or e-mail: its right, when it was received, and the person's own words.
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, type JSX } from 'react'
import type { DraftOf } from '../../src-shared/contract/draft'
import type { SubjectId } from '../../src-shared/base/ids'
import { CHANNELS, PURPOSES, RIGHTS, type Purpose } from '../../src-shared/domain/vocabulary'
import { useAct, useAsk, useDesk, useGo, useToday } from '../desk-context'
import { useText } from '../text'
import { useDraft } from '../use-draft'
import { Dialog } from './dialog'
import { DraftLine } from './draft-line'
import { ErrorNote } from './error-state'
import { Field, Segments } from './field'

export interface NewRequestDialogProps {
  readonly subjectId: SubjectId
  readonly onClose: () => void
}

const CORRECTED_FIELDS = ['name', 'mobile', 'email'] as const
type Draft = DraftOf<'create'>

function missingOf(draft: Draft): 'text' | 'correction' | 'purposes' | undefined {
  if (draft.text.trim() === '') return 'text'
  if (draft.right === 'correct' && draft.value.trim() === '') return 'correction'
  return draft.right === 'withdraw' && draft.purposes.length === 0 ? 'purposes' : undefined
}

export function NewRequestDialog({ subjectId, onClose }: NewRequestDialogProps): JSX.Element {
  const { t } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const today = useToday()
  const create = useAct('request.create')
  const kept = useAsk('draft.ofPerson', { subjectId })
  const form = useDraft({ form: 'create', target: subjectId, stored: kept.data?.create, version: 0 })
  const draft: Draft = form.body ?? { form: 'create', right: 'access', channel: 'phone', receivedOn: today, text: '', field: 'name', value: '', purposes: [] }
  const setDraft = form.change
  const missing = missingOf(draft)
  const act = (): void => {
    const { right, channel, receivedOn, text, field, value, purposes } = draft
    create.mutate({
      subjectId, right, channel, receivedOn, text: text.trim(),
      ...(right === 'correct' ? { corrections: [{ field, value: value.trim() }] } : {}),
      ...(right === 'withdraw' ? { purposes: [...purposes] } : {}),
    }, {
      onSuccess: ({ requestId }) => {
        form.end()
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
      <Segments label={t('request:create.right')} value={draft.right} options={RIGHTS.map((value) => ({ value, label: t(`words:right.${value}`) }))} onChange={(right) => setDraft({ ...draft, right })} />
      <HowItCame draft={draft} today={today} onChange={setDraft} />
      {draft.right === 'correct' ? <CorrectionField draft={draft} onChange={setDraft} /> : null}
      {draft.right === 'withdraw' ? <PurposeField draft={draft} onChange={setDraft} /> : null}
      <Field label={t('request:create.text')} hint={t('request:create.textHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={8000} value={draft.text} onChange={(event) => setDraft({ ...draft, text: event.target.value })} />}
      </Field>
      <DraftLine draft={form} />
      {create.error === null ? null : <ErrorNote error={create.error.error} />}
    </Dialog>
  )
}

interface DraftProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

function HowItCame({ draft, today, onChange }: DraftProps & { readonly today: string }): JSX.Element {
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

function CorrectionField({ draft, onChange }: DraftProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  return (
    <div className="field-pair">
      <div className="field">
        <label htmlFor={id}>{t('request:field')}</label>
        <Select id={id} value={draft.field} onChange={(field) => onChange({ ...draft, field })} options={CORRECTED_FIELDS.map((value) => ({ value, label: t(`words:personField.${value}`) }))} />
      </div>
      <Field label={t('request:correctTo')}>
        {(ids) => <input {...ids} className="text-input" maxLength={4000} value={draft.value} onChange={(event) => onChange({ ...draft, value: event.target.value })} />}
      </Field>
    </div>
  )
}

function PurposeField({ draft, onChange }: DraftProps): JSX.Element {
  const { t } = useText()
  const toggle = (purpose: Purpose): void =>
    onChange({ ...draft, purposes: draft.purposes.includes(purpose) ? draft.purposes.filter((other) => other !== purpose) : [...draft.purposes, purpose] })
  return (
    <fieldset className="card">
      <legend className="visually-hidden">{t('request:purposes')}</legend>
      {PURPOSES.map((purpose) => (
        <label key={purpose} className="choice">
          <input type="checkbox" checked={draft.purposes.includes(purpose)} onChange={() => toggle(purpose)} />
          <span>{t(`words:purpose.${purpose}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}
