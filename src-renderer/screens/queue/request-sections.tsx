// The sections of a request: identity per identifier, what is asked, the clock, the decision, the timeline.
import type { JSX, ReactNode } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { RequestView } from '../../../src-shared/contract/request'
import { TRANSFER_CONDITIONS } from '../../../src-shared/domain/vocabulary'
import { MaskedValue } from '../../components/masked-value'
import { Revealable } from '../../components/revealable'
import { Tag } from '../../components/tag'
import { Timeline, type Dot } from '../../components/timeline'
import { caseName } from '../../components/words'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'
import { ShownLines } from './field-evidence'

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
        {request.identity.map((identity) => <IdentityLine key={identity.id} subjectId={request.row.subjectId} identity={identity} />)}
        {request.identity.map((identity) => <Attempts key={`tried ${identity.id}`} identity={identity} />)}
        {request.identity.length === 0 ? <li className="card-row t2">{t('request:noIdentifier')}</li> : null}
      </ul>
      <IdentityRule rule={request.identityRule} />
    </Section>
  )
}

interface RuleProps {
  readonly rule: RequestView['identityRule']
}

function IdentityRule({ rule }: RuleProps): JSX.Element {
  const { t } = useText()
  const methods = rule.methods.map((method) => t(`identity:methodShort.${method}`)).join(t('app:listComma'))
  return (
    <div className="identity-rule">
      <p className="meta t2">{t('identity:rule', { methods })}</p>
      <IdentityBasis rule={rule} />
    </div>
  )
}

/** On whose word these methods count, as the deadline says it of its days. */
export function IdentityBasis({ rule: { basis, source, rulesPack: version } }: RuleProps): JSX.Element {
  const { t, language } = useText()
  return <p className="meta t3">{[t(`identity:ruleBasis.${basis}`), ...(source === undefined ? [t('identity:ruleOwn', { version })] : [source[language], t('request:byRules', { version })])].join(' · ')}</p>
}

function IdentityLine({ subjectId, identity }: { readonly subjectId: SubjectId; readonly identity: Identity }): JSX.Element {
  const { check } = identity
  const { t } = useText()
  const how = useHow(identity)
  const isChecked = check !== undefined
  return (
    <li className="card-row identity-line">
      <Revealable subjectId={subjectId} field={{ of: 'identifier', id: identity.id }} kind={identity.kind}>
        {(shown) => <MaskedValue kind={identity.kind} masked={identity.masked} shown={shown} />}
      </Revealable>
      <span className={`proof-word ${isChecked ? 'is-success' : 'is-warning'}`}>
        <StateShape shape={isChecked ? 'check' : 'dashed'} />
        {t(isChecked ? 'words:checked.yes' : 'words:checked.no')}
      </span>
      <span className="meta t3 right ellipsis" title={how}>{how}</span>
    </li>
  )
}

/** Who tried what, when, and on what it rests: folded, since most checks are one line. */
function Attempts({ identity: { kind, masked, attempts } }: { readonly identity: Identity }): JSX.Element | null {
  const { t, format } = useText()
  if (attempts.length === 0) return null
  return (
    <li className="card-row attempts-row">
      <details className="grow">
        <summary className="dense t2">{t('identity:attempts', { count: attempts.length })} <MaskedValue kind={kind} masked={masked} /></summary>
        <ul className="attempts">
          {attempts.map(({ result, method, at, by, approvedBy, confirmed, evidence }) => (
            <li key={at} className="dense">
              <p className={`row gap6 ${result === 'passed' ? 'is-success' : 'is-warning'}`}>
                <StateShape shape={result === 'passed' ? 'check' : 'bang'} />{t(`identity:result.${result}`)} <span className="t1">{t(`words:method.${method}`)}</span>
              </p>
              <p className="meta t3">{[...(confirmed ? [t('identity:confirmed')] : []), format.dateTime(at), by.name, ...(approvedBy === undefined ? [] : [approvedBy.name])].join(' · ')}</p>
              <p className={evidence === '' ? 'meta t3' : 't2 selectable attempt-evidence'}>{evidence === '' ? t('identity:evidenceGone') : evidence}</p>
            </li>
          ))}
        </ul>
      </details>
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

interface DecidedProps {
  readonly decision: NonNullable<RequestView['decision']>
  readonly changes: RequestView['changes']
}

export function DecidedSection({ decision, changes }: DecidedProps): JSX.Element {
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
        <DecisionNotes decision={decision} />
        <p className="quote decided-text">{decision.text}</p>
      </div>
      {changes.length === 0 ? null : <ChangesTable changes={changes} />}
    </Section>
  )
}

/** What a decision rests on beside its ground: the conditions of a transfer, a lawyer's word, what was shown of corrected values, and how the answer was given. */
function DecisionNotes({ decision }: Pick<DecidedProps, 'decision'>): JSX.Element {
  const { t } = useText()
  const { conditions, lawyer, form, shown } = decision
  return (
    <>
      {conditions === undefined ? null : (
        <ul>
          {TRANSFER_CONDITIONS.map((condition) => (
            <li key={condition} className="row gap6 dense">
              <StateShape shape={conditions[condition] ? 'check' : 'square'} />
              <span className="grow">{t(`words:condition.${condition}`)}</span>
              <span className="meta t3 nowrap">{t(conditions[condition] ? 'request:conditionMet' : 'request:conditionUnmet')}</span>
            </li>
          ))}
        </ul>
      )}
      {lawyer === undefined ? null : <p className="meta t2">{t('request:lawyerAgreed', { who: lawyer })}</p>}
      <ShownLines shown={shown} />
      {form === 'spoken' ? <p className="meta t2">{t('request:spoken')}</p> : null}
    </>
  )
}

/** Confirmed by the origin, which wrote it: what was there and what is. */
function ChangesTable({ changes }: Pick<DecidedProps, 'changes'>): JSX.Element {
  const { t, format } = useText()
  return (
    <table className="table card asked-table">
      <thead><tr><th>{t('request:written')}</th><th>{t('request:before')}</th><th>{t('request:after')}</th><th>{t('request:shown.title')}</th><th>{t('request:writtenAt')}</th></tr></thead>
      <tbody>
        {changes.map((change) => (
          <tr key={`${change.field} ${change.at}`}>
            <td>{t(`words:personField.${change.field}`)}</td>
            <td className="t2">{change.before ?? <span className="t3">{t('request:nothingHeld')}</span>}</td>
            <td>{change.after}</td>
            <td className="t2">{change.shown === undefined ? <span className="t3">--</span> : t(`words:fieldEvidence.${change.shown}`)}</td>
            <td className="meta t3 nowrap">{format.dateTime(change.at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** How and in which words the person took it back. */
export function WithdrawalSection({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t, format } = useText()
  const { withdrawal } = request
  if (withdrawal === undefined) return null
  return (
    <Section icon="undo" title={t('intake:withdraw.done')} end={`${withdrawal.by.name} · ${format.dateTime(withdrawal.at)}`}>
      <div className="sunken"><span className="meta t3">{t(`words:channel.${withdrawal.channel}`)}</span><p className="quote">{withdrawal.reason}</p></div>
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
        {entry.evidence === undefined ? null : <span className="timeline-clock">{t(`intake:evidence.${entry.evidence}`)}</span>}
        {entry.other === undefined ? null : <span className="timeline-clock">{caseName(t, entry.other.caseNo)}</span>}
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
