// What exceptions, recipients, transfers and holds show alike: where an entry stands, who ended it, why an act cannot run, what went wrong.
import type { JSX, ReactNode } from 'react'
import type { ActVerdict, DeclinedView, EndView } from '../../src-shared/contract/inventory'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Day, EpochMs } from '../../src-shared/base/clock'
import type { SendMark, StaffRef } from '../../src-shared/contract/views'
import type { TextKey } from '../../src-shared/text/locales'
import { ErrorNote, ReasonLine } from './error-state'
import { Tag, type Tone } from './tag'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'
import { StateShape } from '../icons/state-shape'
import { useText } from '../text'

export type StateCode = 'proposed' | 'changing' | 'ending' | 'in-force' | 'recorded' | 'ended' | 'declined' | 'extending' | 'lifting' | 'lifted'
const LOOKS: Readonly<Record<StateCode, { readonly tone: Tone; readonly icon: IconName }>> = {
  proposed: { tone: 'violet', icon: 'usercheck' },
  changing: { tone: 'violet', icon: 'usercheck' },
  ending: { tone: 'violet', icon: 'usercheck' },
  extending: { tone: 'violet', icon: 'usercheck' },
  lifting: { tone: 'violet', icon: 'usercheck' },
  'in-force': { tone: 'success', icon: 'check' },
  recorded: { tone: 'success', icon: 'check' },
  ended: { tone: 'neutral', icon: 'history' },
  lifted: { tone: 'neutral', icon: 'history' },
  declined: { tone: 'neutral', icon: 'x' },
}

export function StateTag({ state }: { readonly state: StateCode }): JSX.Element {
  const { t } = useText()
  return <Tag tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{t(`entries:state.${state}`)}</Tag>
}

/** Shape and word, as in the queue: an entry that has not arrived is never taken for one that has. */
export function MarkLine({ mark }: { readonly mark: SendMark }): JSX.Element | null {
  const { t } = useText()
  if (mark === 'sent') return null
  const tone = mark === 'to-send' ? 'is-warning' : 'is-error'
  return <p className={`meta row gap6 ${tone}`}><StateShape shape={mark === 'to-send' ? 'circle' : 'bang'} />{t(`words:mark.${mark}`)}</p>
}

export interface EntryRowProps {
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly title: string
  readonly state: StateCode
  readonly children: ReactNode
}

export function EntryRow({ isChosen, onChoose, title, state, children }: EntryRowProps): JSX.Element {
  return (
    <button type="button" className={isChosen ? 'outbox-line outbox-line-on register-row' : 'outbox-line register-row'} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <span className="row gap8 between"><span className="medium ellipsis">{title}</span><StateTag state={state} /></span>
      <span className="dense t2">{children}</span>
    </button>
  )
}

export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): JSX.Element {
  return <><dt>{label}</dt><dd>{children}</dd></>
}

/** Who did it, and when. */
export function ByFact({ label, by, at }: { readonly label: string; readonly by: StaffRef; readonly at: EpochMs }): JSX.Element {
  const { format } = useText()
  return <Fact label={label}>{by.name}<span className="meta t3"> {format.dateTime(at)}</span></Fact>
}

/** The day by which somebody looks at it again, in a row of the list. */
export function ReviewDue({ overdue, on }: { readonly overdue: boolean; readonly on: Day }): JSX.Element {
  const { t } = useText()
  return <span className={overdue ? 'row gap6 is-error' : 'row gap6 t3'}><Icon name={overdue ? 'alert' : 'cal'} size={12} />{t(overdue ? 'entries:exception.overdue' : 'entries:exception.reviewDue', { day: on })}</span>
}

export interface OverProps {
  readonly ending?: EndView<unknown>
  readonly declined?: DeclinedView
  /** The end as a day, in words. */
  readonly until?: string
}

export function OverFacts({ ending, declined, until }: OverProps): JSX.Element | null {
  const { t, format } = useText()
  if (declined) return <Fact label={t('entries:declined')}><Reason text={declined.reason} /><span className="meta t3"> {declined.by.name} · {format.dateTime(declined.at)}</span></Fact>
  if (!ending) return null
  const by = ending.approvedBy === undefined ? ending.by.name : `${ending.by.name} · ${ending.approvedBy.name}`
  return <Fact label={t(ending.approvedBy === undefined ? 'entries:endProposed' : 'entries:endApproved')}>{until} <Reason text={ending.reason} /><span className="meta t3"> {by} · {format.dateTime(ending.at)}</span></Fact>
}

export function Reason({ text }: { readonly text: string }): JSX.Element {
  const { t } = useText()
  return text === '' ? <span className="t3">{t('entries:reasonGone')}</span> : <>{text}</>
}

/** The reason of the first act that cannot run and is worth saying: what the state rules out needs no word. */
export function WhyNot({ verdicts }: { readonly verdicts: readonly ActVerdict[] }): JSX.Element | null {
  if (verdicts.every((verdict) => verdict === 'not-permitted')) return <ReasonLine kind="not-permitted" />
  const reason = verdicts.find((verdict) => verdict !== 'possible' && verdict !== 'state-changed' && verdict !== 'not-permitted')
  return reason === undefined ? null : <ReasonLine kind={reason} />
}

/** The domain's own sentence where it has one, else the general one. */
export function ActError({ error }: { readonly error: DeskError }): JSX.Element {
  const { t } = useText()
  const code = error.params?.['code']
  const sentence = error.kind === 'invalid-input' && typeof code === 'string' ? sentenceOf((key) => t(key as TextKey, { defaultValue: '' }), code) : ''
  if (sentence === '') return <ErrorNote error={error} />
  return <div className="note note-error" role="alert"><Icon name="alert" size={14} /><div className="medium">{sentence}</div></div>
}

function sentenceOf(read: (key: string) => string, code: string): string {
  const dot = code.indexOf('.')
  const [kind, fault] = [code.slice(0, dot), code.slice(dot + 1)]
  const own = kind === 'exception' ? read(`consent:invocationError.${fault}`) : kind === 'transfer' ? read(`consent:transferError.${fault}`) : kind === 'incident' ? read(`incidents:error.${fault}`) : ''
  return own === '' ? read(`entries:fieldError.${fault}`) : own
}
