// That somebody was told of an incident: who, when, how, and what of the things that the law asks to be told.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IncidentView } from '../../../src-shared/contract/incident'
import { NOTICE_ITEMS, NOTICE_TO, NOTICE_WAYS, type NoticeItem } from '../../../src-shared/domain/incident-register'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine, EntryChangedLine } from '../../components/draft-line'
import { ActError } from '../../components/entry-parts'
import { Field, Segments } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { isTime } from './category-checks'

export function NoticeDialog({ incident, now, onClose }: { readonly incident: IncidentView; readonly now: number; readonly onClose: () => void }): JSX.Element {
  const { t, format } = useText()
  const enter = useAct('incident.notice')
  const form = useEntryDraft('incident-notice', incident.id, incident.version)
  const draft: DraftOf<'incident-notice'> = form.body ?? { form: 'incident-notice', to: 'authority', on: format.day(now), time: format.time(now), way: 'portal', says: [...NOTICE_ITEMS], reference: '' }
  const missing = draft.on === '' ? 'on' : !isTime(draft.time) ? 'time' : draft.says.length === 0 ? 'says' : undefined
  const blocked = missing !== undefined ? t(`incidents:missing.${missing}`) : form.isOutdated ? t('request:changed.first') : undefined
  const toggle = (item: NoticeItem): void => form.change({ ...draft, says: draft.says.includes(item) ? draft.says.filter((other) => other !== item) : [...draft.says, item] })
  const act = (): void => {
    const { form: _form, time, reference, ...told } = draft
    enter.mutate({ incidentId: incident.id, version: form.base, ...told, time: time.trim(), reference: reference.trim() }, { onAccepted: form.end, onSuccess: onClose })
  }
  return (
    <Dialog title={t('incidents:dialog.notice')} verb={t('incidents:act.notice')} busy={enter.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <Segments label={t('incidents:form.to')} value={draft.to} options={NOTICE_TO.map((value) => ({ value, label: t(`incidents:to.${value}`) }))} onChange={(to) => form.change({ ...draft, to })} />
      <div className="field-pair">
        <DayField label={t('incidents:form.toldOn')} value={draft.on} onChange={(on) => form.change({ ...draft, on })} />
        <Field label={t('incidents:form.time')} hint={t('incidents:form.timeHint')}>{(ids) => <input {...ids} className="text-input" maxLength={5} value={draft.time} onChange={(event) => form.change({ ...draft, time: event.target.value })} />}</Field>
      </div>
      <LabelledField label={t('incidents:form.way')}>{(id) => <Select id={id} value={draft.way} onChange={(way) => form.change({ ...draft, way })} options={NOTICE_WAYS.map((value) => ({ value, label: t(`incidents:way.${value}`) }))} />}</LabelledField>
      <fieldset className="register-fields">
        <legend className="meta t2">{t('incidents:form.says')}</legend>
        {NOTICE_ITEMS.map((item) => <label key={item} className="row gap6 dense"><input type="checkbox" checked={draft.says.includes(item)} onChange={() => toggle(item)} />{t(`incidents:item.${item}`)}</label>)}
      </fieldset>
      <Field label={t('incidents:form.reference')} hint={t('incidents:form.referenceHint')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.reference} onChange={(event) => form.change({ ...draft, reference: event.target.value })} />}</Field>
      <DraftLine draft={form} />
      <EntryChangedLine draft={form} version={incident.version} />
      {enter.error === null ? null : <ActError error={enter.error.error} />}
    </Dialog>
  )
}
