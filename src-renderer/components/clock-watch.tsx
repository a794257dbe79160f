// A computer clock that was moved, in words: by how much, and by what time the days are counted meanwhile.
import type { JSX } from 'react'
import type { ClockStatus } from '../../src-shared/contract/sync'
import { Icon } from '../icons/icon'
import { sentences, useText, type Text } from '../text'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** In the largest unit that says it without a fraction of much weight. */
function spanText({ t }: Text, ms: number): string {
  if (ms >= 2 * DAY_MS) return t('clock:watch.days', { count: Math.round(ms / DAY_MS) })
  if (ms >= 2 * HOUR_MS) return t('clock:watch.hours', { count: Math.round(ms / HOUR_MS) })
  return t('clock:watch.minutes', { count: Math.round(ms / MINUTE_MS) })
}

export function ClockWatchNote({ clock }: { readonly clock: ClockStatus }): JSX.Element | null {
  const text = useText()
  const { t, format, language } = text
  if (clock.state === 'right') return null
  return <p className="note note-warning"><Icon name="alert" size={14} />{sentences(language, t(`clock:watch.${clock.state}`, { by: spanText(text, clock.byMs), now: format.dateTime(clock.now) }), t('clock:watch.next'))}</p>
}
