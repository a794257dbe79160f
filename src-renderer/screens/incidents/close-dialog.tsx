// Proposes that an incident is closed, as handled or as a false alarm; another person approves it.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IncidentView } from '../../../src-shared/contract/incident'
import type { Closing } from '../../../src-shared/domain/incident-register'
import { DayField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine, EntryChangedLine } from '../../components/draft-line'
import { ActError } from '../../components/entry-parts'
import { Field } from '../../components/field'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'

export function CloseDialog({ incident, outcome, onClose }: { readonly incident: IncidentView; readonly outcome: Closing; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const close = useAct('incident.close')
  const form = useEntryDraft('incident-close', incident.id, incident.version)
  // What was begun for the other outcome goes on here: the words are what was worth keeping.
  const draft: DraftOf<'incident-close'> = { ...(form.body ?? { form: 'incident-close', on: today, reason: '' }), outcome }
  const missing = draft.on === '' ? 'reportedOn' : draft.reason.trim() === '' ? 'text' : undefined
  const blocked = missing !== undefined ? t(`incidents:missing.${missing}`) : form.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => close.mutate({ incidentId: incident.id, version: form.base, outcome, reportedOn: draft.on, text: draft.reason.trim() }, { onAccepted: form.end, onSuccess: onClose })
  const verb = t(outcome === 'handled' ? 'incidents:act.close' : 'incidents:act.dismiss')
  return (
    <Dialog title={outcome === 'handled' ? t('incidents:dialog.close') : verb} verb={verb} busy={close.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('incidents:dialog.closeText')}</p>
      <DayField label={t('incidents:form.reportedOn')} value={draft.on} onChange={(on) => form.change({ ...draft, on })} />
      <Field label={t('incidents:form.text')} hint={t('incidents:words')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={draft.reason} onChange={(event) => form.change({ ...draft, reason: event.target.value })} />}</Field>
      <DraftLine draft={form} />
      <EntryChangedLine draft={form} version={incident.version} />
      {close.error === null ? null : <ActError error={close.error.error} />}
    </Dialog>
  )
}
