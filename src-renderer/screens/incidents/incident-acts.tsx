// What can be done with an incident now; the next step of its handling is the one primary act.
import { useState, type JSX } from 'react'
import type { IncidentView } from '../../../src-shared/contract/incident'
import { ApproveDialog, ReasonDialog } from '../../components/act-dialogs'
import { Button } from '../../components/button'
import { WhyNot } from '../../components/entry-parts'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { AffectDialog } from './affect-dialog'
import { AssessDialog } from './assess-dialog'
import { CloseDialog } from './close-dialog'
import { NoticeDialog } from './notice-dialog'

export interface IncidentActsProps {
  readonly incident: IncidentView
  readonly now: number
}
type Open = 'assess' | 'affect' | 'measure' | 'notice' | 'contain' | 'reopen' | 'close' | 'dismiss' | 'approve'

export function IncidentActs({ incident, now }: IncidentActsProps): JSX.Element | null {
  const { t } = useText()
  const [open, setOpen] = useState<Open>()
  const { acts, state, untold } = incident
  if (state === 'closed') return null
  const close = (): void => setOpen(undefined)
  const button = (act: Open, can: boolean): JSX.Element | null => (can ? <Button key={act} onClick={() => setOpen(act)}>{t(`incidents:act.${act}`)}</Button> : null)
  const canEnter = acts.enter === 'possible'
  const primary: Open = state === 'open' ? 'contain' : state === 'closing' ? 'approve' : 'close'
  const waits = state === 'contained' && acts.close !== 'possible' ? untold[0] : undefined
  return (
    <div className="decision-bar">
      <WhyNot verdicts={state === 'closing' ? [acts.approve, acts.enter] : [acts.enter]} />
      {waits === undefined ? null : <p className="meta t2">{t(`incidents:untold.${waits}`)}</p>}
      <div className="row gap8 register-acts">
        {button('notice', canEnter)}
        {button('measure', canEnter)}
        {button('assess', canEnter)}
        {button('affect', canEnter)}
        <span className="grow" />
        {button('reopen', acts.reopen === 'possible')}
        {button('dismiss', acts.dismiss === 'possible' && state !== 'closing')}
        <Button kind="primary" disabled={acts[primary] !== 'possible'} onClick={() => setOpen(primary)}>{t(`incidents:act.${primary}`)}</Button>
      </div>
      {open === undefined ? null : <ActDialog open={open} incident={incident} now={now} onClose={close} />}
    </div>
  )
}

function ActDialog({ open, incident, now, onClose }: IncidentActsProps & { readonly open: Open; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const approve = useAct('incident.approve')
  switch (open) {
    case 'assess': return <AssessDialog incident={incident} onClose={onClose} />
    case 'affect': return <AffectDialog incident={incident} onClose={onClose} />
    case 'notice': return <NoticeDialog incident={incident} now={now} onClose={onClose} />
    case 'close': return <CloseDialog incident={incident} outcome="handled" onClose={onClose} />
    case 'dismiss': return <CloseDialog incident={incident} outcome="false-alarm" onClose={onClose} />
    case 'approve': return (
      <ApproveDialog
        what={t('incidents:dialog.approve', { kind: t(`incidents:kind.${incident.kind}`), outcome: t(`incidents:outcome.${incident.closing?.outcome ?? 'handled'}`) })}
        busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ incidentId: incident.id, version: incident.version, passphrase }, { onSuccess: onClose })} onClose={onClose}
      />
    )
    case 'measure': return <WordsDialog act={open} incident={incident} onClose={onClose} />
    case 'contain': return <WordsDialog act={open} incident={incident} onClose={onClose} />
    case 'reopen': return <WordsDialog act={open} incident={incident} onClose={onClose} />
  }
}

function WordsDialog({ act, incident, onClose }: { readonly act: 'measure' | 'contain' | 'reopen'; readonly incident: IncidentView; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const enter = useAct(`incident.${act}`)
  return (
    <ReasonDialog
      title={t(`incidents:dialog.${act}`)} verb={t(`incidents:act.${act}`)} text={`${t(`incidents:dialog.${act}Text`)} ${t('incidents:words')}`} label={t('incidents:form.text')}
      form={`incident-${act}`} entry={incident} busy={enter.isPending} error={enter.error?.error} onAct={({ reason, base }, done) => enter.mutate({ incidentId: incident.id, version: base, text: reason }, done)} onClose={onClose}
    />
  )
}
