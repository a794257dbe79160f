// The sections of a request: identity per identifier, what is asked, the clock, the decision, the timeline.
import type { JSX, ReactNode } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import { MaskedValue } from '../../components/masked-value'
import { Tag } from '../../components/tag'
import { Timeline, type Dot } from '../../components/timeline'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export interface SectionProps {
  readonly icon: IconName
  readonly title: string
  readonly end?: ReactNode
  readonly children: ReactNode
}

export function Section({ icon, title, end, children }: SectionProps): JSX.Element {
  return (
    <section className="pane-section">
      <div className="label-line">
        <Icon name={icon} size={14} />
        <h3>{title}</h3>
        {end === undefined ? null : <span className="end">{end}</span>}
      </div>
      {children}
    </section>
  )
}

type Identity = RequestView['identity'][number]

export function IdentitySection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  return (
    <Section icon="shield" title={t('request:identity')}>
      <ul className="card">
        {request.identity.map((identity) => <IdentityLine key={identity.id} identity={identity} />)}
        {request.identity.length === 0 ? <li className="card-row t2">{t('request:noIdentifier')}</li> : null}
      </ul>
    </Section>
  )
}

function IdentityLine({ identity }: { readonly identity: Identity }): JSX.Element {
  const { check } = identity
  const { t } = useText()
  const how = useHow(identity)
  const isChecked = check !== undefined
  return (
    <li className="card-row identity-line">
      <MaskedValue kind={identity.kind} masked={identity.masked} />
      <span className={`proof-word ${isChecked ? 'is-success' : 'is-warning'}`}>
        <StateShape shape={isChecked ? 'check' : 'dashed'} />
        {t(isChecked ? 'words:checked.yes' : 'words:checked.no')}
      </span>
      <span className="meta t3 right ellipsis" title={how}>{how}</span>
    </li>
  )
}

/** How it was checked and by whom; else what has been tried, and what it waits for. */
function useHow({ check, proposed, proof, failed }: Identity): string {
  const { t, format } = useText()
  const today = useToday()
  const failures = failed === 0 ? [] : [t('identity:failed', { count: failed })]
  if (check !== undefined) {
    const who = check.approvedBy === undefined ? check.by.name : `${check.by.name}, ${check.approvedBy.name}`
    return [t(`words:method.${check.method}`), ...(check.confirmed ? [t('identity:confirmed')] : []), format.recent(check.at, today), who].join(' · ')
  }
  if (proposed !== undefined) return [t('identity:waits'), proposed.by.name].join(' · ')
  return [...failures, t(proof === 'unproved' ? 'request:needsOwnProof' : 'request:notChecked')].join(' · ')
}

export function AskedSection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  return (
    <Section icon="note" title={t('request:asked')} end={t('request:asWritten', { channel: t(`words:channel.${request.channel}`) })}>
      <div className="sunken quote">{request.text}</div>
      {request.corrections.length === 0 ? null : (
        <table className="table card asked-table">
          <thead><tr><th>{t('request:field')}</th><th>{t('request:correctTo')}</th></tr></thead>
          <tbody>{request.corrections.map((line, index) => <tr key={index}><td>{t(`words:personField.${line.field}`)}</td><td className="quote">{line.value}</td></tr>)}</tbody>
        </table>
      )}
      {request.purposes.length === 0 ? null : (
        <div className="row gap6 wrap asked-purposes">
          <span className="meta t3">{t('request:purposes')}</span>
          {request.purposes.map((purpose) => <Tag key={purpose}>{t(`words:purpose.${purpose}`)}</Tag>)}
        </div>
      )}
    </Section>
  )
}

export function DecidedSection({ decision }: { readonly decision: NonNullable<RequestView['decision']> }): JSX.Element {
  const { t, format, language } = useText()
  return (
    <Section icon="scale" title={t('request:decision')} end={`${decision.by.name} · ${format.dateTime(decision.at)}`}>
      <div className="sunken">
        <div className="row gap8 wrap">
          <span className="medium">{t(`words:outcome.${decision.outcome}`)}</span>
          {decision.ground === undefined ? null : <Tag tone="outline">{t(`words:rank.${decision.ground.rank}`)}</Tag>}
          <span className="meta t3">{t('request:byRules', { version: decision.rulesPack })}</span>
        </div>
        {decision.ground === undefined ? null : <p className="t2">{decision.ground.text[language]} · {decision.ground.provision[language]}</p>}
        {decision.lateReason === undefined ? null : <p className="t2">{t('clock:late.decided', { reason: decision.lateReason.text[language] })}</p>}
        <p className="quote decided-text">{decision.text}</p>
      </div>
    </Section>
  )
}

const DOTS: Readonly<Partial<Record<RequestView['timeline'][number]['event'], Dot>>> = {
  received: 'agreed',
  'identity-verified': 'consent',
  'identity-failed': 'withdrawn',
  decided: 'agreed',
  withdrawn: 'withdrawn',
  'erasure-executed': 'withdrawn',
  'erasure-completed': 'consent',
}

export function TimelineSection({ timeline }: { readonly timeline: RequestView['timeline'] }): JSX.Element {
  const { t, format } = useText()
  const items = timeline.toReversed().map((entry, index) => ({
    key: `${entry.at}-${entry.event}-${index}`,
    dot: DOTS[entry.event] ?? 'plain',
    title: entry.to === undefined ? t(`words:event.${entry.event}`) : t('request:assignedTo', { name: entry.to.name }),
    time: format.dateTime(entry.at),
    source: (
      <>
        {entry.by?.name ?? t('request:system')} · {t(entry.pending ? 'request:fromDesk' : 'request:fromOrigin')}
        <ClockLine clock={entry.clock} />
        {entry.text === undefined ? null : <span className="timeline-text quote">{entry.text}</span>}
      </>
    ),
  }))
  return <Section icon="history" title={t('request:timeline')}><Timeline items={items} /></Section>
}

/** What an act on the clock said beside its text. */
function ClockLine({ clock }: Pick<RequestView['timeline'][number], 'clock'>): JSX.Element | null {
  const { t, format, language } = useText()
  const today = useToday()
  if (clock === undefined) return null
  const day = (value: string): string => format.dayShort(value, today)
  const { why, from, to, workingDays } = clock
  const parts = [
    ...(why === undefined ? [] : [why.text[language]]),
    ...(from === undefined ? [] : [to === undefined ? t('clock:event.from', { from: day(from) }) : t('clock:event.days', { from: day(from), to: day(to) })]),
    ...(workingDays === undefined ? [] : [t('clock:extensionDays', { count: workingDays })]),
  ]
  return <span className="timeline-clock">{parts.join(' · ')}</span>
}
