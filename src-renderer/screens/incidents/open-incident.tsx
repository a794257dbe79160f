// Registers an incident by hand: what kind, when it was discovered, what happened, and as far as it is known what and how many people it reaches.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { INCIDENT_KINDS } from '../../../src-shared/domain/incident-register'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine } from '../../components/draft-line'
import { ActError } from '../../components/entry-parts'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { CategoryChecks, isTime, typedCount } from './category-checks'

export interface OpenIncidentProps {
  readonly now: number
  readonly onDone: (incidentId: string) => void
  readonly onClose: () => void
}

function missingOf({ on, time, what, others }: DraftOf<'incident'>): 'what' | 'on' | 'time' | 'others' | undefined {
  if (on === '') return 'on'
  if (!isTime(time)) return 'time'
  if (what.trim() === '') return 'what'
  return typedCount(others) === undefined ? 'others' : undefined
}

export function OpenIncidentDialog({ now, onDone, onClose }: OpenIncidentProps): JSX.Element {
  const { t, format } = useText()
  const open = useAct('incident.open')
  const form = useEntryDraft('incident', 'new', 0)
  const draft: DraftOf<'incident'> = form.body ?? { form: 'incident', kind: 'other', on: format.day(now), time: format.time(now), what: '', categories: [], others: '0' }
  const missing = missingOf(draft)
  const act = (): void => {
    const { kind, on, time, what, categories, others } = draft
    open.mutate({ kind, on, time: time.trim(), what, categories, others: typedCount(others) ?? 0 }, {
      onAccepted: form.end,
      onSuccess: ({ incidentId }) => {
        onDone(incidentId)
        onClose()
      },
    })
  }
  return (
    <Dialog title={t('incidents:dialog.open')} verb={t('incidents:open')} busy={open.isPending} blocked={missing === undefined ? undefined : t(`incidents:missing.${missing}`)} onAct={act} onClose={onClose}>
      <LabelledField label={t('incidents:form.kind')}>
        {(id) => <Select id={id} value={draft.kind} onChange={(kind) => form.change({ ...draft, kind })} options={INCIDENT_KINDS.map((value) => ({ value, label: t(`incidents:kind.${value}`) }))} />}
      </LabelledField>
      <div className="field-pair">
        <DayField label={t('incidents:form.on')} value={draft.on} onChange={(on) => form.change({ ...draft, on })} />
        <Field label={t('incidents:form.time')} hint={t('incidents:form.timeHint')}>{(ids) => <input {...ids} className="text-input" maxLength={5} value={draft.time} onChange={(event) => form.change({ ...draft, time: event.target.value })} />}</Field>
      </div>
      <Field label={t('incidents:what')} hint={t('incidents:words')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={draft.what} onChange={(event) => form.change({ ...draft, what: event.target.value })} />}</Field>
      <CategoryChecks categories={draft.categories} onChange={(categories) => form.change({ ...draft, categories })} />
      <Field label={t('incidents:form.others')} hint={t('incidents:form.othersHint')}>{(ids) => <input {...ids} className="text-input" inputMode="numeric" maxLength={12} value={draft.others} onChange={(event) => form.change({ ...draft, others: event.target.value })} />}</Field>
      <p className="meta t3">{t('incidents:dialog.openNext')}</p>
      <DraftLine draft={form} />
      {open.error === null ? null : <ActError error={open.error.error} />}
    </Dialog>
  )
}
