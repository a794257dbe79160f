// What is known of an incident's reach now, as a whole: categories, people, loss, and whether harm is avoided so that people need not be told.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IncidentView } from '../../../src-shared/contract/incident'
import { Dialog } from '../../components/dialog'
import { DraftLine, EntryChangedLine } from '../../components/draft-line'
import { ActError } from '../../components/entry-parts'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { CategoryChecks, typedCount } from './category-checks'

type Assessing = DraftOf<'incident-assess'>

function missingOf({ others, lossYuan, avoided, reason }: Assessing): 'others' | 'lossYuan' | 'avoided' | undefined {
  if (typedCount(others) === undefined) return 'others'
  if (lossYuan.trim() !== '' && typedCount(lossYuan) === undefined) return 'lossYuan'
  return avoided && reason.trim() === '' ? 'avoided' : undefined
}

export function AssessDialog({ incident, onClose }: { readonly incident: IncidentView; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const assess = useAct('incident.assess')
  const form = useEntryDraft('incident-assess', incident.id, incident.version)
  const { harmAvoided } = incident
  const draft: Assessing = form.body ?? {
    form: 'incident-assess', categories: [...incident.categories], others: String(incident.people.others), lossYuan: incident.lossYuan === undefined ? '' : String(incident.lossYuan),
    graver: incident.graver, avoided: harmAvoided !== undefined, reason: harmAvoided?.reason ?? '',
  }
  const missing = missingOf(draft)
  const blocked = missing !== undefined ? t(`incidents:missing.${missing}`) : form.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => {
    const { categories, others, lossYuan, graver, avoided, reason } = draft
    const loss = typedCount(lossYuan)
    assess.mutate(
      { incidentId: incident.id, version: form.base, categories, others: typedCount(others) ?? 0, graver, ...(loss === undefined ? {} : { lossYuan: loss }), ...(avoided ? { harmAvoided: reason.trim() } : {}) },
      { onAccepted: form.end, onSuccess: onClose },
    )
  }
  return (
    <Dialog title={t('incidents:dialog.assess')} verb={t('incidents:act.assess')} busy={assess.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <CategoryChecks categories={draft.categories} onChange={(categories) => form.change({ ...draft, categories })} />
      <div className="field-pair">
        <Field label={t('incidents:form.others')} hint={t('incidents:form.othersHint')}>{(ids) => <input {...ids} className="text-input" inputMode="numeric" maxLength={12} value={draft.others} onChange={(event) => form.change({ ...draft, others: event.target.value })} />}</Field>
        <Field label={t('incidents:form.lossYuan')} hint={t('incidents:form.lossHint')}>{(ids) => <input {...ids} className="text-input" inputMode="numeric" maxLength={12} value={draft.lossYuan} onChange={(event) => form.change({ ...draft, lossYuan: event.target.value })} />}</Field>
      </div>
      <label className="row gap6 dense"><input type="checkbox" checked={draft.graver} onChange={(event) => form.change({ ...draft, graver: event.target.checked })} />{t('incidents:form.graver')}</label>
      <label className="row gap6 dense"><input type="checkbox" checked={draft.avoided} onChange={(event) => form.change({ ...draft, avoided: event.target.checked })} />{t('incidents:form.avoided')}</label>
      {draft.avoided ? <Field label={t('incidents:form.avoidedReason')} hint={t('incidents:words')}>{(ids) => <textarea {...ids} className="text-input" rows={2} maxLength={2000} value={draft.reason} onChange={(event) => form.change({ ...draft, reason: event.target.value })} />}</Field> : null}
      <DraftLine draft={form} />
      <EntryChangedLine draft={form} version={incident.version} />
      {assess.error === null ? null : <ActError error={assess.error.error} />}
    </Dialog>
  )
}
