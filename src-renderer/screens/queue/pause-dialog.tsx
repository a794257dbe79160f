// Stops the clock of a request: what is awaited, from when, until when, why; with what it does to the day.
import { Select } from 'antd'
import type { JSX } from 'react'
import { addDays, isDay } from '../../../src-shared/base/clock'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import { ClockChange, previewProblem, useClockPreview } from './clock-change'
import type { RequestDialogProps } from './verify-dialog'

/** What a letter there and back takes; both days count. */
const USUAL_DAYS = 14

export function PauseDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const text = useText()
  const { t, language } = text
  const today = useToday()
  const pause = useAct('request.pause')
  const { clock, row } = request
  const draft = useDraft({ form: 'pause', target: row.id, stored: request.drafts.pause, version: request.version })
  const body: DraftOf<'pause'> = draft.body ?? { form: 'pause', category: clock.pauseCategories[0]?.code ?? '', from: today, to: addDays(today, USUAL_DAYS - 1), reason: '' }
  const { category, from, to, reason } = body
  const isWhole = category !== '' && isDay(from) && isDay(to)
  const preview = useClockPreview(row.id, isWhole ? { kind: 'pause', category, from, to } : undefined)
  const blocked = previewProblem(text, preview, clock.longestPauseDays) ?? (reason.trim() === '' ? t('clock:blocked.reason') : draft.isOutdated ? t('request:changed.first') : undefined)
  const act = (): void => pause.mutate({ requestId: row.id, version: draft.base, category, from, to, reason: reason.trim() }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('clock:pause.title')} verb={t('clock:pause.act')} busy={pause.isPending || preview?.after === undefined} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('clock:pause.what')}</p>
      <LabelledField label={t('clock:pause.category')}>
        {(id) => <Select id={id} value={category} onChange={(value: string) => draft.change({ ...body, category: value })} options={clock.pauseCategories.map((one) => ({ value: one.code, label: one.text[language] }))} />}
      </LabelledField>
      <div className="row gap12 clock-days-row">
        <DayField label={t('clock:pause.from')} value={from} onChange={(day) => draft.change({ ...body, from: day })} />
        <DayField label={t('clock:pause.to')} value={to} onChange={(day) => draft.change({ ...body, to: day })} />
      </div>
      <Field label={t('clock:pause.reason')} hint={t('clock:pause.reasonHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => draft.change({ ...body, reason: event.target.value })} />}
      </Field>
      <ClockChange preview={preview} />
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {pause.error === null ? null : <ErrorNote error={pause.error.error} />}
    </Dialog>
  )
}
