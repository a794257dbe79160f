// The register of incidents: what is being handled by its most pressing clock, then what is closed; beside it the chosen one.
import { useState, type JSX } from 'react'
import type { IncidentList, IncidentView } from '../../../src-shared/contract/incident'
import { pressingClock } from '../../../src-shared/domain/incident-clocks'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { SetAsideEntries } from '../../components/set-aside'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { ClockShape, clockWords } from './clock-words'
import { IncidentDetail } from './incident-detail'
import { IncidentTag } from './incident-words'
import { OpenIncidentDialog } from './open-incident'

/** Hours run down while one looks. */
const ASK_AGAIN_MS = 30_000

export function IncidentsScreen({ incidentId }: { readonly incidentId?: string }): JSX.Element {
  const list = useAsk('incident.list', {}, { former: 'keep', everyMs: ASK_AGAIN_MS })
  return <Answered query={list} rowHeight={72}>{(view) => <IncidentsPage key={incidentId} view={view} first={incidentId} />}</Answered>
}

function IncidentsPage({ view, first }: { readonly view: IncidentList; readonly first: string | undefined }): JSX.Element {
  const { t } = useText()
  const { incidents } = view
  // Stays on the one that is looked at, though a notice moves it down the list.
  const [chosenId, setChosen] = useState<string | undefined>(first ?? incidents[0]?.id)
  const [isOpening, setOpening] = useState(false)
  const chosen = incidents.find((one) => one.id === chosenId) ?? incidents[0]
  const opener = <Button icon="plus" disabled={view.open !== 'possible'} title={view.open === 'possible' ? undefined : t(`errors:${view.open}.title`)} onClick={() => setOpening(true)}>{t('incidents:open')}</Button>
  return (
    <div className="screen sync-screen">
      <section className="sync-list column" aria-label={t('incidents:title')}>
        <div className="pane-head"><h1 className="section-title">{t('incidents:title')}</h1><span className="grow" />{incidents.length === 0 ? null : opener}</div>
        <div className="grow scroll" tabIndex={0} role="region" aria-label={t('incidents:list')}>
          <Group name="open" view={view} members={incidents.filter(({ state }) => state !== 'closed')} chosenId={chosen?.id} onChoose={setChosen} />
          <Group name="closed" view={view} members={incidents.filter(({ state }) => state === 'closed')} chosenId={chosen?.id} onChoose={setChosen} />
          <div className="incident-aside"><SetAsideEntries forms={['incident', 'incident-assess', 'incident-notice', 'incident-close', 'incident-measure', 'incident-contain', 'incident-reopen']} /></div>
        </div>
      </section>
      {chosen === undefined ? <div className="grow column"><p className="incident-intro dense t2">{t('incidents:intro')}</p><EmptyState sentence={t('incidents:none')} act={opener} /></div> : <IncidentDetail key={chosen.id} incident={chosen} view={view} />}
      {isOpening ? <OpenIncidentDialog now={view.now} onDone={setChosen} onClose={() => setOpening(false)} /> : null}
    </div>
  )
}

interface GroupProps {
  readonly name: 'open' | 'closed'
  readonly view: IncidentList
  readonly members: readonly IncidentView[]
  readonly chosenId: string | undefined
  readonly onChoose: (id: string) => void
}

function Group({ name, view, members, chosenId, onChoose }: GroupProps): JSX.Element {
  const { t } = useText()
  return (
    <section>
      <h2 className="sync-group meta t3">{t(`incidents:group.${name}`)} <span>{members.length}</span></h2>
      {members.length === 0 ? <p className="sync-empty dense t3">{t(`incidents:groupEmpty.${name}`)}</p> : null}
      {members.map((one) => <IncidentRow key={one.id} incident={one} now={view.now} isChosen={one.id === chosenId} onChoose={onChoose} />)}
    </section>
  )
}

function IncidentRow({ incident, now, isChosen, onChoose }: { readonly incident: IncidentView; readonly now: number; readonly isChosen: boolean; readonly onChoose: (id: string) => void }): JSX.Element {
  const text = useText()
  const { t, format } = text
  const clock = incident.state === 'closed' ? undefined : pressingClock(incident.clocks)
  return (
    <button type="button" className={isChosen ? 'outbox-line outbox-line-on register-row' : 'outbox-line register-row'} aria-current={isChosen ? 'true' : undefined} onClick={() => onChoose(incident.id)}>
      <span className="row gap8 between"><span className="medium ellipsis">{t(`incidents:kind.${incident.kind}`)}</span><IncidentTag state={incident.state} /></span>
      <span className="dense t2 ellipsis">{incident.cause?.deviceName ?? incident.what}</span>
      <span className="meta t3">{format.dateTime(incident.discoveredAt)}</span>
      {clock === undefined ? null : <span className="dense"><span className="row gap6"><ClockShape clock={clock} /><span>{t(`incidents:clock.${clock.clock}`)} · {clockWords(text, clock, now)}</span></span></span>}
    </button>
  )
}
