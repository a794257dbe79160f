// Chooses the day that is looked back at: a slider with one dot per change, steps from change to change, and a day that is typed.
import type { ChangeEvent, JSX, Ref } from 'react'
import { toDay, type Day, type EpochMs } from '../../../src-shared/base/clock'
import type { ConsentView } from '../../../src-shared/contract/person'
import { Button } from '../../components/button'
import { CONSENT_DOTS } from '../../components/consent-words'
import { useToday } from '../../desk-context'
import { useText } from '../../text'
import { DayField, type DayFieldHandle } from './day-field'

export interface TimeTravelProps {
  readonly consents: readonly ConsentView[]
  readonly registeredAt: EpochMs
  readonly asOf: Day
  readonly onAsOf: (day: Day | undefined) => void
  readonly dayField: Ref<DayFieldHandle>
}

const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000
const dayOf = (number: number): Day => new Date(number * 86_400_000).toISOString().slice(0, 10)

interface Scale {
  readonly from: number
  readonly to: number
  readonly share: (day: Day) => number
}

/** From the first of January of the year of registration to today. */
function scaleOf(registeredAt: EpochMs, today: Day): Scale {
  const from = dayNumber(`${toDay(registeredAt).slice(0, 4)}-01-01`)
  const to = Math.max(dayNumber(today), from + 1)
  return { from, to, share: (day) => Math.min(100, Math.max(0, ((dayNumber(day) - from) / (to - from)) * 100)) }
}

export function TimeTravel({ consents, registeredAt, asOf, onAsOf, dayField }: TimeTravelProps): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const scale = scaleOf(registeredAt, today)
  const changes = [...new Set(consents.map((consent) => toDay(consent.at)))].toSorted()
  const before = changes.findLast((day) => day < asOf)
  const after = changes.find((day) => day > asOf)
  const go = (day: Day | undefined): void => onAsOf(day === undefined || day >= today ? undefined : day)
  return (
    <div className="time-travel">
      <DayField ref={dayField} asOf={asOf} onDay={go} />
      <Track consents={consents} scale={scale} asOf={asOf} today={today} onDay={go} />
      <div className="row gap4">
        <Button size="small" icon="left" disabled={before === undefined} onClick={() => go(before)}>{t('person:changeBefore')}</Button>
        <Button size="small" icon="right" disabled={after === undefined} onClick={() => go(after)}>{t('person:changeAfter')}</Button>
        <Button size="small" disabled={asOf === today} onClick={() => go(undefined)}>{t('person:backToToday')}</Button>
      </div>
    </div>
  )
}

interface TrackProps {
  readonly consents: readonly ConsentView[]
  readonly scale: Scale
  readonly asOf: Day
  readonly today: Day
  readonly onDay: (day: Day) => void
}

function Track({ consents, scale, asOf, today, onDay }: TrackProps): JSX.Element {
  const { t } = useText()
  const at = scale.share(asOf)
  const firstYear = Number(dayOf(scale.from).slice(0, 4))
  const years = Array.from({ length: Number(today.slice(0, 4)) - firstYear + 1 }, (_, index) => firstYear + index)
  // Labels of a long history would run into each other: every second, third … year then.
  const every = Math.ceil(years.length / 9)
  return (
    <div className="travel-track">
      <div className="travel-line" aria-hidden="true"><i style={{ width: `${at}%` }} /></div>
      {consents.map((consent) => (
        <i key={consent.id} className={`travel-dot travel-${CONSENT_DOTS[consent.kind]}`} style={{ left: `${scale.share(toDay(consent.at))}%` }} aria-hidden="true" />
      ))}
      <input
        type="range" min={scale.from} max={scale.to} step={1} value={dayNumber(asOf)} aria-label={t('person:asOf')} aria-valuetext={asOf}
        onChange={(event: ChangeEvent<HTMLInputElement>) => onDay(dayOf(Number(event.target.value)))}
      />
      {years.filter((_, index) => index % every === 0).filter((year) => scale.share(`${year}-01-01`) < 90).map((year) => (
        <span key={year} className="travel-year" style={{ left: `${scale.share(`${year}-01-01`)}%` }} aria-hidden="true">{year}</span>
      ))}
      <span className="travel-year travel-today" aria-hidden="true">{t('person:today')}</span>
    </div>
  )
}
