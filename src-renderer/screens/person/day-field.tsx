// The day that is looked back at, typed as it is said: the answer follows each key, Enter leaves the field, Escape takes it back.
import { useImperativeHandle, useRef, useState, type JSX, type KeyboardEvent, type Ref } from 'react'
import type { Day } from '../../../src-shared/base/clock'
import { typedDay } from '../../../src-shared/domain/typed-day'
import { CommandCap } from '../../components/button'
import { useToday } from '../../desk-context'
import { keyNameOf } from '../../keyboard/keymap'
import { useText } from '../../text'

export interface DayFieldHandle {
  readonly begin: () => void
}
export interface DayFieldProps {
  readonly asOf: Day
  readonly onDay: (day: Day) => void
  readonly ref?: Ref<DayFieldHandle>
}

export function DayField({ asOf, onDay, ref }: DayFieldProps): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const box = useRef<HTMLInputElement>(null)
  // Undefined: nobody types, and the field shows the day that is looked at.
  const [typing, setTyping] = useState<{ readonly text: string; readonly before: Day }>()
  useImperativeHandle(ref, () => ({ begin: () => box.current?.focus() }), [])
  const read = typing === undefined ? undefined : typedDay(typing.text, today)
  const type = (text: string): void => {
    setTyping((former) => ({ text, before: former?.before ?? asOf }))
    const day = typedDay(text, today)
    if (day !== undefined && day <= today) onDay(day)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const name = keyNameOf(event.nativeEvent)
    if (name !== 'Enter' && name !== 'Escape') return
    if (name === 'Escape' && typing !== undefined) onDay(typing.before)
    event.preventDefault()
    box.current?.blur()
  }
  return (
    <div className="day-field">
      <label className="meta t3" htmlFor="day-field-box">{t('person:asOf')}</label>
      <span className="row gap6">
        <input
          ref={box} id="day-field-box" className="text-input" type="text" inputMode="numeric" autoComplete="off" spellCheck={false} aria-describedby="day-field-note"
          value={typing?.text ?? asOf} onFocus={(event) => event.target.select()} onChange={(event) => type(event.target.value)} onKeyDown={press} onBlur={() => setTyping(undefined)}
        />
        <CommandCap of="day" />
      </span>
      <span id="day-field-note" className="meta t3 nowrap">{noteOf(t, typing?.text, read, today)}</span>
    </div>
  )
}

function noteOf(t: ReturnType<typeof useText>['t'], typed: string | undefined, read: Day | undefined, today: Day): string {
  if (typed === undefined || typed === '') return t('answer:dayHint')
  if (read === undefined) return t('answer:dayNone')
  return read > today ? t('answer:dayFuture', { day: read }) : read
}
