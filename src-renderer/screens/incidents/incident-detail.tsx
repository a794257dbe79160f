// One incident: what happened, its clocks with what each rests on, whom it reaches, what was done and who was told.
import type { JSX } from 'react'
import type { IncidentClockView, IncidentList, IncidentView } from '../../../src-shared/contract/incident'
import { Fact, MarkLine, Reason } from '../../components/entry-parts'
import { Tag } from '../../components/tag'
import { useText, type Text } from '../../text'
import { ClockShape, clockTone, clockWords } from './clock-words'
import { IncidentActs } from './incident-acts'
import { MeasuresPart, NoticesPart } from './incident-lists'
import { IncidentTag } from './incident-words'

export interface IncidentDetailProps {
  readonly incident: IncidentView
  readonly view: IncidentList
}

export function IncidentDetail({ incident, view }: IncidentDetailProps): JSX.Element {
  const text = useText()
  const { t, format } = text
  const { closed, closing } = incident
  const end = closed ?? closing
  return (
    <section className="column grow" aria-label={t('incidents:detail')}>
      <div className="sync-detail scroll grow" tabIndex={0} role="region" aria-label={t('incidents:detail')}>
        <div className="row gap8 wrap">
          <h2 className="page-title">{t(`incidents:kind.${incident.kind}`)}</h2>
          <IncidentTag state={incident.state} />
          <Tag tone={incident.size === 'larger' ? 'error' : 'outline'}>{t(`incidents:size.${incident.size}`)}</Tag>
        </div>
        <p className="meta t3">{format.dateTime(incident.discoveredAt)} · {incident.openedBy === undefined ? t('incidents:bySelf') : t('incidents:by', { who: incident.openedBy.name })}</p>
        <MarkLine mark={incident.mark} />
        <p className="incident-what">{whatOf(text, incident)}</p>
        <ClocksPart incident={incident} view={view} />
        <h3 className="label-line">{t('incidents:facts')}</h3>
        <dl className="facts register-facts incident-facts">
          <Fact label={t('incidents:people')}><PeopleLine incident={incident} /></Fact>
          <Fact label={t('incidents:categories')}>{incident.categories.length === 0 ? <span className="t3">{t('incidents:categoriesNone')}</span> : incident.categories.map((category) => t(`words:category.${category}`)).join(t('app:listComma'))}</Fact>
          {incident.lossYuan === undefined ? null : <Fact label={t('incidents:loss')}>{t('incidents:lossYuan', { amount: format.number(incident.lossYuan) })}</Fact>}
          {incident.graver ? <Fact label={t('incidents:size.larger')}>{t('incidents:graver')}</Fact> : null}
          {incident.harmAvoided === undefined ? null : <Fact label={t('incidents:harmAvoided')}><Reason text={incident.harmAvoided.reason} /><span className="meta t3"> {incident.harmAvoided.by.name} · {format.dateTime(incident.harmAvoided.at)}</span></Fact>}
          {end === undefined ? null : <Fact label={t('incidents:closing')}>{t('incidents:closingLine', { outcome: t(`incidents:outcome.${end.outcome}`), day: end.reportedOn })} <Reason text={end.text} /><span className="meta t3"> {end.approvedBy === undefined ? end.by.name : `${end.by.name} · ${end.approvedBy.name}`} · {format.dateTime(end.at)}</span></Fact>}
        </dl>
        <MeasuresPart incident={incident} />
        <NoticesPart incident={incident} />
      </div>
      <IncidentActs incident={incident} now={view.now} />
    </section>
  )
}

/** What somebody wrote, or what the origin saw. */
function whatOf({ t }: Text, { kind, cause, what }: IncidentView): string {
  if (what !== '' || cause === undefined) return what === '' ? t('entries:reasonGone') : what
  const { deviceName: device, fault, brokenAt, directory } = cause
  if (kind === 'chain-broken') return fault === 'anchor' ? t('incidents:cause.anchor', { device }) : t(fault === 'rewritten' ? 'incidents:cause.rewritten' : 'incidents:cause.chain', { device, entry: brokenAt ?? 0 })
  return kind === 'residue-found' ? t('incidents:cause.residue-found', { device }) : t(directory === true ? 'incidents:cause.device-lost-directory' : 'incidents:cause.device-lost', { device })
}

/** How many in all, and how far they can be named here. */
function PeopleLine({ incident: { people } }: { readonly incident: IncidentView }): JSX.Element {
  const { t, format } = useText()
  const parts = ([['listed', people.here.length], ['elsewhere', people.elsewhere], ['erased', people.erased], ['others', people.others]] as const).filter(([, count]) => count > 0)
  return (
    <>
      <span className="medium">{t('incidents:peopleTotal', { count: people.total, number: format.number(people.total) })}</span>
      {parts.length === 0 ? null : <span className="t2"> · {parts.map(([part, count]) => t(`incidents:peopleParts.${part}`, { count: format.number(count) })).join(' · ')}</span>}
      {people.here.length === 0 ? null : <span className="meta t3 incident-people">{people.here.map(({ maskedName, caseNos }) => `${maskedName} ${caseNos.join(' ')}`).join(' · ')}</span>}
    </>
  )
}

function ClocksPart({ incident, view }: IncidentDetailProps): JSX.Element {
  const { t } = useText()
  return (
    <>
      <h3 className="label-line">{t('incidents:clocks')}<span className="end">{t('incidents:rulesPack', { version: view.rulesPack })}</span></h3>
      <div className="card register-table incident-table">
        <table className="table">
          <thead><tr>{(['duty', 'due', 'state', 'rests'] as const).map((column) => <th key={column} scope="col">{t(`incidents:clockColumn.${column}`)}</th>)}</tr></thead>
          <tbody>{incident.clocks.map((clock) => <ClockRow key={clock.clock} clock={clock} now={view.now} />)}</tbody>
        </table>
      </div>
    </>
  )
}

function ClockRow({ clock, now }: { readonly clock: IncidentClockView; readonly now: number }): JSX.Element {
  const text = useText()
  const { t, format, language } = text
  const { dueAt, rule, sourceTitle, atOnce } = clock
  const due = dueAt === undefined ? t('incidents:afterContained') : t(atOnce ? 'incidents:atOnce' : 'incidents:by_', { time: format.dateTime(dueAt) })
  return (
    <tr>
      <th scope="row">{t(`incidents:clock.${clock.clock}`)}</th>
      <td className={dueAt === undefined ? 't3' : undefined}>{due}</td>
      <td><span className={`row gap6 ${clockTone(clock)}`}><ClockShape clock={clock} /><span>{clockWords(text, clock, now)}</span></span></td>
      <td title={sourceTitle?.[language]}>
        {rule === undefined ? <span className="t3">{t('incidents:noRule')}</span> : <span className="row gap6 incident-rests"><Tag tone="outline">{t(`incidents:basis.${rule.basis}`)}</Tag><span className="meta t2">{rule.provision[language]}</span></span>}
      </td>
    </tr>
  )
}
