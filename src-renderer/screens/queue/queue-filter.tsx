// What narrows a list: the state of the clocks with its figures, always in view, and the other filters behind one button.
import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, type JSX, type ReactNode } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import type { ClockHealth } from '../../../src-shared/contract/queue'
import type { QueueFilter } from '../../../src-shared/domain/queue-query'
import type { ClockFilter, QueueView } from '../../../src-shared/domain/queue-views'
import { CHANNELS, CLOSED_STATES, REQUEST_STATES, RIGHTS } from '../../../src-shared/domain/vocabulary'
import { Button } from '../../components/button'
import { useAsk } from '../../desk-context'
import { StateShape, type Shape } from '../../icons/state-shape'
import { useText } from '../../text'
import { SavedViewActs } from './saved-view-acts'
import { isNarrowed, type Look } from '../../stores/queue-look'

export interface QueueFilterProps {
  readonly view: QueueView
  readonly look: Look
  readonly onChange: (change: Partial<Look>) => void
}

const CLOCKS: readonly { readonly clock: ClockFilter; readonly figure: keyof ClockHealth; readonly shape: Shape; readonly tone: string }[] = [
  { clock: 'overdue', figure: 'overdue', shape: 'square', tone: 'is-error' },
  { clock: 'due-today', figure: 'dueToday', shape: 'triangle', tone: 'is-warning' },
  { clock: 'at-risk', figure: 'atRisk', shape: 'triangle', tone: 'is-warning' },
  { clock: 'estimated', figure: 'estimated', shape: 'dashed', tone: 't3' },
  { clock: 'paused', figure: 'paused', shape: 'bars', tone: 't3' },
]

/** The whole team's clocks, whatever is listed: pressing one narrows this list to it, pressing it again ends that. */
export function ClockLine({ view, look, onChange }: QueueFilterProps): JSX.Element | null {
  const { t, format } = useText()
  const clocks = useAsk('queue.counts', {}, { former: 'keep' }).data?.clocks
  const { filter, isFilterOpen } = look
  const choose = (clock: ClockFilter): void => onChange({ filter: { ...filter, clock: filter.clock === clock ? undefined : clock } })
  return (
    <div className="clock-line">
      {view === 'closed' ? null : (
        <div className="row gap6" role="group" aria-label={t('queue:clock.label')}>
          {CLOCKS.map(({ clock, figure, shape, tone }) => (
            <button key={clock} type="button" className="clock-chip" aria-pressed={filter.clock === clock} onClick={() => choose(clock)}>
              <span className={tone}><StateShape shape={shape} /></span>
              {t(`queue:clock.${clock}`)} <span className="medium">{clocks === undefined ? '--' : format.number(clocks[figure])}</span>
            </button>
          ))}
        </div>
      )}
      <span className="grow" />
      {isNarrowed(filter) ? <Button size="small" kind="quiet" onClick={() => onChange({ filter: {} })}>{t('queue:filter.clear')}</Button> : null}
      <SavedViewActs view={view} look={look} />
      <Button size="small" icon="filter" aria-expanded={isFilterOpen} shortcut="filter" onClick={() => onChange({ isFilterOpen: !isFilterOpen })}>{t('queue:filter.open')}</Button>
    </div>
  )
}

/** A list of words to choose several of. */
function Words<Word extends string>({ label, value, words, wordOf, onChange }: { readonly label: string; readonly value: readonly Word[] | undefined; readonly words: readonly Word[]; readonly wordOf: (word: Word) => string; readonly onChange: (words: Word[]) => void }): JSX.Element {
  return (
    <Labelled label={label}>
      {(id) => <Select id={id} mode="multiple" size="small" allowClear maxTagCount="responsive" value={[...(value ?? [])]} onChange={onChange} options={words.map((word) => ({ value: word, label: wordOf(word) }))} />}
    </Labelled>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }): JSX.Element {
  const id = useId()
  return <div className="filter-field"><label className="meta t3" htmlFor={id}>{label}</label>{children(id)}</div>
}

export function FilterBar({ view, look, onChange }: QueueFilterProps): JSX.Element | null {
  const { t } = useText()
  const staff = useAsk('queue.staff', {}, { former: 'keep' }).data ?? []
  if (!look.isFilterOpen) return null
  const { filter } = look
  const narrow = (part: QueueFilter): void => onChange({ filter: { ...filter, ...part } })
  const states = REQUEST_STATES.filter((state) => CLOSED_STATES.includes(state) === (view === 'closed'))
  return (
    <div className="filter-bar" role="group" aria-label={t('queue:filter.open')}>
      <Labelled label={t('queue:filter.caseNo')}>
        {(id) => <input id={id} className="text-input filter-digits" inputMode="numeric" maxLength={11} defaultValue={filter.caseNo ?? ''} placeholder="26-11…" onChange={(event) => narrow({ caseNo: caseDigits(event.target.value) })} />}
      </Labelled>
      <Words label={t('queue:column.state')} value={filter.states} words={states} wordOf={(state) => t(`words:state.${state}`)} onChange={(chosen) => narrow({ states: chosen })} />
      <Words label={t('queue:column.right')} value={filter.rights} words={RIGHTS} wordOf={(right) => t(`words:right.${right}`)} onChange={(chosen) => narrow({ rights: chosen })} />
      <Words label={t('queue:filter.channel')} value={filter.channels} words={CHANNELS} wordOf={(channel) => t(`words:channel.${channel}`)} onChange={(chosen) => narrow({ channels: chosen })} />
      {view === 'mine' || view === 'unassigned' ? null : (
        <Labelled label={t('queue:column.assignee')}>
          {(id) => (
            <Select
              id={id} size="small" allowClear showSearch={{ optionFilterProp: 'label' }} value={filter.assignee === 'me' ? undefined : filter.assignee}
              onChange={(assignee: 'nobody' | StaffId | undefined) => narrow({ assignee })}
              options={[{ value: 'nobody' as const, label: t('queue:filter.nobody') }, ...staff.map(({ id: staffId, name }) => ({ value: staffId, label: name === '' ? '--' : name }))]}
            />
          )}
        </Labelled>
      )}
      <DayOf label={t('queue:filter.dueFrom')} value={filter.dueFrom} onChange={(dueFrom) => narrow({ dueFrom })} />
      <DayOf label={t('queue:filter.dueTo')} value={filter.dueTo} onChange={(dueTo) => narrow({ dueTo })} />
    </div>
  )
}

function DayOf({ label, value, onChange }: { readonly label: string; readonly value: string | undefined; readonly onChange: (day: string | undefined) => void }): JSX.Element {
  return (
    <Labelled label={label}>
      {(id) => <DatePicker id={id} size="small" value={value === undefined ? null : dayjs(value)} onChange={(date: dayjs.Dayjs | null) => onChange(date?.format('YYYY-MM-DD'))} />}
    </Labelled>
  )
}

/** What is being typed may not be a number yet: until it is, nothing is narrowed. */
function caseDigits(text: string): string | undefined {
  const typed = text.trim()
  return /^(\d{2}-)?\d{1,8}$/.test(typed) ? typed : undefined
}
