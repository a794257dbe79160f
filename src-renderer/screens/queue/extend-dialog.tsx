// Extends the deadline of a request once: why, by how many working days, and the notice that the person reads.
import { InputNumber, Select } from 'antd'
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { FirstLanguage } from '../../components/first-language'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import { ClockChange, previewProblem, useClockPreview } from './clock-change'
import type { RequestDialogProps } from './verify-dialog'

const USUAL_WORKING_DAYS = 5

export function ExtendDialog({ request, onClose }: RequestDialogProps): JSX.Element {
  const text = useText()
  const { t, language } = text
  const extend = useAct('request.extend')
  const { clock, row } = request
  const draft = useDraft({ form: 'extend', target: row.id, stored: request.drafts.extend, version: request.version })
  const body: DraftOf<'extend'> = draft.body ?? { form: 'extend', workingDays: USUAL_WORKING_DAYS, reason: clock.extensionReasons[0]?.code ?? '', text: '' }
  const chosen = clock.extensionReasons.find((one) => one.code === body.reason)
  const preview = useClockPreview(row.id, body.workingDays >= 1 && body.reason !== '' ? { kind: 'extend', workingDays: body.workingDays, reason: body.reason, ...(body.first === undefined ? {} : { first: body.first }) } : undefined)
  // Until somebody writes their own, it follows reason and days.
  const notice = body.text === '' ? (preview?.notice ?? '') : body.text
  const blocked = previewProblem(text, preview, clock.longestPauseDays) ?? (notice.trim() === '' ? t('clock:blocked.notice') : draft.isOutdated ? t('request:changed.first') : undefined)
  const act = (): void => extend.mutate({ requestId: row.id, version: draft.base, workingDays: body.workingDays, reason: body.reason, text: notice }, { onAccepted: draft.end, onSuccess: onClose })
  return (
    <Dialog title={t('clock:extend.title')} verb={t('clock:extend.act')} busy={extend.isPending || preview?.after === undefined} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('clock:extend.what')}</p>
      <LabelledField label={t('clock:extend.reason')}>
        {(id) => <Select id={id} value={body.reason} onChange={(reason: string) => draft.change({ ...body, reason })} options={clock.extensionReasons.map((one) => ({ value: one.code, label: one.text[language] }))} />}
      </LabelledField>
      <LabelledField label={t('clock:extend.workingDays')}>
        {(id) => <InputNumber id={id} min={1} max={chosen?.maxWorkingDays ?? 1} precision={0} value={body.workingDays} onChange={(days) => draft.change({ ...body, workingDays: days ?? 0 })} />}
      </LabelledField>
      {chosen === undefined ? null : <p className="meta t3">{t('clock:extend.limit', { count: chosen.maxWorkingDays })}{chosen.passesOuter ? ` · ${t('clock:extend.passesOuter')}` : ''}</p>}
      <ClockChange preview={preview} />
      {body.text === '' ? <FirstLanguage value={body.first ?? request.letterLanguage} onChange={(first) => draft.change({ ...body, first })} /> : null}
      <Field label={t('clock:extend.notice')} hint={t('clock:extend.noticeHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={7} maxLength={8000} value={notice} onChange={(event) => draft.change({ ...body, text: event.target.value })} />}
      </Field>
      <DraftLine draft={draft} />
      <ChangedLine draft={draft} request={request} />
      {extend.error === null ? null : <ErrorNote error={extend.error.error} />}
    </Dialog>
  )
}
