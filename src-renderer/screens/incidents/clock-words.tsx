// A clock of an incident as shape and words; hours and minutes, since some of them are few.
import type { JSX } from 'react'
import type { ClockOfIncident } from '../../../src-shared/domain/incident-clocks'
import { StateShape, type Shape } from '../../icons/state-shape'
import type { Text } from '../../text'

const LOOKS: Readonly<Record<ClockOfIncident['state'], { readonly shape: Shape; readonly tone: string }>> = {
  waits: { shape: 'dashed', tone: 't3' },
  running: { shape: 'triangle', tone: 'is-warning' },
  over: { shape: 'square', tone: 'is-error' },
  met: { shape: 'check', tone: 'is-success' },
  'met-late': { shape: 'check', tone: 'is-error' },
  'not-needed': { shape: 'check', tone: 't3' },
  dropped: { shape: 'check', tone: 't3' },
}

export function ClockShape({ clock }: { readonly clock: ClockOfIncident }): JSX.Element {
  const { shape, tone } = LOOKS[clock.state]
  return <span className={tone}><StateShape shape={shape} /></span>
}

export const clockTone = (clock: ClockOfIncident): string => LOOKS[clock.state].tone

export function span({ t }: Pick<Text, 't'>, ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return t('incidents:span.days', { days: Math.floor(hours / 24), hours: hours % 24 })
  return hours > 0 ? t('incidents:span.hours', { hours, minutes: minutes % 60 }) : t('incidents:span.minutes', { minutes })
}

/** How it stands: what is left or gone of what runs, when it was done of what was. */
export function clockWords(text: Text, clock: ClockOfIncident, now: number): string {
  const { t, format } = text
  const { state, atOnce, dueAt = now, metAt = now } = clock
  switch (state) {
    case 'running':
      return atOnce ? t('incidents:since', { left: span(text, now - dueAt) }) : t('incidents:left', { left: span(text, dueAt - now) })
    case 'over':
      return t('incidents:over', { left: span(text, now - dueAt) })
    case 'met':
      return t('incidents:clockState.met', { time: format.dateTime(metAt) })
    case 'met-late':
      return t('incidents:clockState.met-late', { time: format.dateTime(metAt), late: span(text, metAt - dueAt) })
    case 'waits':
    case 'not-needed':
    case 'dropped':
      return t(`incidents:clockState.${state}`)
  }
}
