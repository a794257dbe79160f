// Lists a person whom the incident concerns, by one of their cases.
import { useState, type JSX } from 'react'
import type { IncidentView } from '../../../src-shared/contract/incident'
import { Dialog } from '../../components/dialog'
import { ActError } from '../../components/entry-parts'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'

export function AffectDialog({ incident, onClose }: { readonly incident: IncidentView; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const affect = useAct('incident.affect')
  const [caseNo, setCaseNo] = useState('')
  const act = (): void => affect.mutate({ incidentId: incident.id, version: incident.version, caseNo: caseNo.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('incidents:dialog.affect')} verb={t('incidents:act.affect')} busy={affect.isPending} blocked={caseNo.trim() === '' ? t('incidents:missing.caseNo') : undefined} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('incidents:dialog.affectText')}</p>
      <Field label={t('incidents:form.caseNo')} hint={t('incidents:form.caseHint')}>{(ids) => <input {...ids} className="text-input" maxLength={16} value={caseNo} onChange={(event) => setCaseNo(event.target.value)} />}</Field>
      {affect.error === null ? null : <ActError error={affect.error.error} />}
    </Dialog>
  )
}
