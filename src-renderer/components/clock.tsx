// The deadline as shape and sentence, and as a bar with its dates in words.
import type { CSSProperties, JSX } from 'react'
import type { Day } from '../../src-shared/base/clock'
import type { ClockView } from '../../src-shared/contract/views'
import { StateShape, type Shape } from '../icons/state-shape'
import { useText, type Text } from '../text'

interface Look {
  readonly shape: Shape
  readonly tone: string
}

const LOOKS: Readonly<Record<ClockView['phase'], Look>> = {
  calm: { shape: 'circle', tone: 't2' },
  soon: { shape: 'triangle', tone: 'is-warning' },
  today: { shape: 'triangle', tone: 'is-warning medium' },
  over: { shape: 'square', tone: 'is-error medium' },
  estimated: { shape: 'dashed', tone: 't2' },
  paused: { shape: 'bars', tone: 't2' },
  closed: { shape: 'check', tone: 't3' },
}

/** `row`: short, with the day as in tables. `sentence`: the whole sentence. */
export function clockText({ t, format }: Text, clock: ClockView, form: 'row' | 'sentence'): string {
  const dayOf = (on: Day): string => (form === 'row' ? format.dayShort(on, clock.today) : format.dayLong(on, clock.today))
  // What is estimated is said by its estimate, and what is paused by the day to which it moves; all else by the day that comes first.
  const isMoving = clock.phase === 'estimated' || clock.phase === 'paused'
  const day = dayOf(isMoving ? (clock.targetOn ?? clock.provisional?.on ?? clock.outerOn) : clock.due.on)
  const left = clock.workingDaysLeft
  if (clock.due.what === 'stop') {
    if (clock.phase === 'today') return t('words:clock.stopToday')
    if (clock.phase === 'over') return t(form === 'row' ? 'words:clock.stopOverRow' : 'words:clock.stopOver', { count: Math.abs(left ?? 0), day })
    if (clock.phase === 'calm' || clock.phase === 'soon') return t('words:clock.stopBy', { day })
  }
  switch (clock.phase) {
    case 'closed': return t('words:clock.closed')
    case 'today': return t('words:clock.today')
    case 'estimated':
      return left === undefined ? t('words:clock.estimated', { day }) : t('words:clock.estimatedLeft', { count: left, day })
    case 'paused': {
      const until = clock.pause?.to ?? clock.today
      return t(form === 'row' ? 'words:clock.pausedRow' : 'words:clock.paused', { until: dayOf(until), day })
    }
    case 'over': return t(form === 'row' ? 'words:clock.overRow' : 'words:clock.over', { count: Math.abs(left ?? 0), day })
    case 'calm':
    case 'soon':
      return t(form === 'row' ? 'words:clock.leftRow' : 'words:clock.left', { count: left ?? 0, day })
  }
}

export interface ClockSentenceProps {
  readonly clock: ClockView
  readonly form: 'row' | 'sentence'
}

export function ClockSentence({ clock, form }: ClockSentenceProps): JSX.Element {
  const text = useText()
  const look = LOOKS[clock.phase]
  return (
    <span className={`clock-sentence ${look.tone} ${form === 'sentence' ? 'medium' : ''}`}>
      <StateShape shape={look.shape} />
      {clockText(text, clock, form)}
    </span>
  )
}

const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000

interface Places {
  readonly today: number
  readonly target: number
  readonly outer: number
}

/** Places on the bar in percent; the bar runs from receipt or reopening to the outer limit, or to today or a target that are later. */
function placesOf(clock: ClockView, target: Day): Places {
  const from = dayNumber(clock.reopenedOn ?? clock.receivedOn)
  const to = Math.max(dayNumber(clock.outerOn), dayNumber(target), dayNumber(clock.today), from + 1)
  const share = (day: Day): number => Math.min(100, Math.max(0, ((dayNumber(day) - from) / (to - from)) * 100))
  return { today: share(clock.today), target: share(target), outer: share(clock.outerOn) }
}

const span = (from: number, to: number): CSSProperties => ({ left: `${from}%`, width: `${Math.max(0, to - from)}%` })

export function ClockBar({ clock }: { readonly clock: ClockView }): JSX.Element {
  const { t, format } = useText()
  const target = clock.targetOn ?? clock.provisional?.on ?? clock.outerOn
  const at = placesOf(clock, target)
  const day = (value: Day): string => format.dayShort(value, clock.today)
  const isOver = at.today > at.target
  const rest = clock.phase === 'soon' || clock.phase === 'today' ? 'clock-rest-soon' : 'clock-rest'
  return (
    <div>
      <div className="clock-bar" aria-hidden="true">
        <i className="clock-elapsed" style={span(0, Math.min(at.today, at.target))} />
        {isOver ? <i className="clock-over" style={span(at.target, at.today)} /> : <i className={rest} style={span(at.today, at.target)} />}
        <i className="clock-mark" style={{ left: `calc(${at.target}% - 1px)` }} />
        <i className="clock-mark clock-mark-outer" style={{ left: `calc(${at.outer}% - 2px)` }} />
      </div>
      <div className="clock-days">
        <span>{clock.reopenedOn === undefined ? t('words:clock.receivedOn', { day: day(clock.receivedOn) }) : t('words:clock.reopenedOn', { day: day(clock.reopenedOn) })}</span>
        {target > clock.outerOn ? (
          <>
            <span className="clock-middle" style={{ left: `clamp(40%, ${at.outer}%, 60%)` }}>{t('words:clock.outerOn', { day: day(clock.outerOn) })}</span>
            <span className="clock-end clock-target">{t('words:clock.targetOn', { day: day(target) })}</span>
          </>
        ) : (
          <>
            <span className="clock-middle clock-target" style={{ left: `clamp(40%, ${at.target}%, 60%)` }}>{t('words:clock.targetOn', { day: day(target) })}</span>
            <span className="clock-end">{t('words:clock.outerOn', { day: day(clock.outerOn) })}</span>
          </>
        )}
      </div>
    </div>
  )
}
