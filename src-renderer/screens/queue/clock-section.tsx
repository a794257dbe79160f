// The clock of a request: the day as sentence and bar, what moved or stops it, its pauses and its extension, and the acts on it with their keys.
import { Fragment, useState, type JSX } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import type { ClockView } from '../../../src-shared/contract/views'
import { Button } from '../../components/button'
import { ClockBar, ClockSentence } from '../../components/clock'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { unsuppliedGround } from './decision-draft'
import { ExtendDialog } from './extend-dialog'
import { PauseDialog } from './pause-dialog'
import { Section } from './request-sections'
import { ResumeDialog } from './resume-dialog'
import { UnextendDialog } from './unextend-dialog'

const DIALOGS = { pause: PauseDialog, resume: ResumeDialog, extend: ExtendDialog, unextend: UnextendDialog } as const
type Opened = keyof typeof DIALOGS

export function ClockSection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const [opened, setOpened] = useState<Opened>()
  const { clock } = request.row
  const offered = actsOf(request)
  const open = (act: Opened | undefined): (() => void) | undefined => (act === undefined ? undefined : () => setOpened(act))
  useKeys({ timing: open(offered.timing), limit: open(offered.limit) })
  const Opening = opened === undefined ? undefined : DIALOGS[opened]
  return (
    <Section icon="clock" title={t('request:deadline')} end={t('request:rulesPack', { version: clock.rulesPack, until: clock.calendarUntil })}>
      <ClockSentence clock={clock} form="sentence" />
      <ClockBar clock={clock} />
      <ClockNotes request={request} />
      <RestsOn request={request} />
      <ClockHistory request={request} />
      {offered.timing === undefined && offered.limit === undefined ? null : (
        <div className="row gap8 clock-acts">
          {offered.timing === undefined ? null : <Button size="small" shortcut="timing" onClick={open(offered.timing)}>{t(`clock:act.${offered.timing}`)}</Button>}
          {offered.limit === undefined ? null : <Button size="small" shortcut="limit" onClick={open(offered.limit)}>{t(`clock:act.${offered.limit}`)}</Button>}
        </div>
      )}
      {Opening === undefined ? null : <Opening request={request} onClose={() => setOpened(undefined)} />}
    </Section>
  )
}

/** One key for each pair: what stops and what goes on, what extends and what takes it back. */
function actsOf({ acts, row }: RequestView): { readonly timing: 'pause' | 'resume' | undefined; readonly limit: 'extend' | 'unextend' | undefined } {
  const timing = row.clock.pause !== undefined && acts.resume === 'possible' ? 'resume' : acts.pause === 'possible' ? 'pause' : undefined
  return { timing, limit: acts.unextend === 'possible' ? 'unextend' : acts.extend === 'possible' ? 'extend' : undefined }
}

function ClockNotes({ request }: { readonly request: RequestView }): JSX.Element {
  const { t, format, language } = useText()
  const { clock } = request.row
  const { today } = clock
  const changes = request.clock.packChanges?.[language]
  // The refusal that closes it is there to be sent.
  const isCloseReady = request.acts.decide === 'possible' && unsuppliedGround(request) !== undefined
  const day = (value: string): string => format.dayLong(value, today)
  const isOpen = clock.phase !== 'closed'
  const notes = [
    ...(clock.provisional === undefined || !isOpen ? [] : [t('words:clock.uncovered', { year: clock.provisional.year })]),
    ...movedNotes(clock, t, day).map((note) => (changes === undefined ? note : t('clock:moved.because', { note, changes }))),
    ...(isOpen && today > clock.outerOn ? [t('clock:outerOver', { day: day(clock.outerOn) })] : isOpen && clock.targetOn !== undefined && clock.targetOn > clock.outerOn ? [t('clock:beyondOuter', { day: day(clock.outerOn) })] : []),
    ...(clock.closeProposed === undefined ? [] : [`${t('clock:close', { count: clock.closeProposed.pausedDays })}${isCloseReady ? t('clock:closeReady') : ''}`]),
    ...(clock.originTargetOn === undefined || clock.originTargetOn === clock.targetOn ? [] : [t('request:originCounts', { day: day(clock.originTargetOn) })]),
  ]
  return <>{notes.map((note) => <p key={note} className="note note-warning clock-note"><Icon name="alert" size={14} />{note}</p>)}</>
}

const RULED = ['target', 'outer', 'close'] as const

/** Each number of the clock with what it rests on: none is taken for law that is none. */
function RestsOn({ request }: { readonly request: RequestView }): JSX.Element {
  const { t, language } = useText()
  return (
    <details className="meta t3 clock-rests">
      <summary>{t(`words:basis.${request.row.clock.basis}`)}</summary>
      <dl className="facts">
        {RULED.map((which) => {
          const { days, basis, source } = request.clock.rests[which]
          return <Fragment key={which}><dt>{t(`clock:rests.${which}`)}</dt><dd>{[t(`clock:rests.days.${which}`, { count: days }), t(`words:stops.${basis}`), ...(source === undefined ? [] : [source[language]])].join(' · ')}</dd></Fragment>
        })}
      </dl>
    </details>
  )
}

/** From, to, and by which pack. */
function movedNotes({ moved, rulesPack: pack }: ClockView, t: ReturnType<typeof useText>['t'], day: (value: string) => string): readonly string[] {
  if (moved === undefined) return []
  const { former, target, outer } = moved
  const notes: string[] = []
  if (target?.from !== undefined && target.to !== undefined) notes.push(t('clock:moved.target', { pack, former, from: day(target.from), to: day(target.to) }))
  else if (target?.to !== undefined) notes.push(t('clock:moved.known', { pack, former, to: day(target.to) }))
  else if (target?.from !== undefined) notes.push(t('clock:moved.unknown', { pack, former, from: day(target.from) }))
  if (outer !== undefined) notes.push(t('clock:moved.outer', { pack, former, from: day(outer.from), to: day(outer.to) }))
  return notes
}

/** What was done to the clock so far, as it counts now. */
function ClockHistory({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t, format, language } = useText()
  const { clock, row } = request
  const day = (value: string): string => format.dayShort(value, row.clock.today)
  if (clock.pauses.length === 0 && clock.extension === undefined) return null
  return (
    <dl className="facts clock-facts">
      {clock.pauses.length === 0 ? null : (
        <>
          <dt>{t('clock:pauses')}</dt>
          <dd>
            {clock.pauses.map((pause) => (
              <div key={pause.from}>{t('clock:span', { from: day(pause.from), to: day(pause.to) })} · {pause.category.text[language]} <span className="meta t3">{pause.by.name} · {pause.reason}</span></div>
            ))}
            <div className="meta t3">{t('clock:pausedDays', { count: clock.pausedDays })}</div>
          </dd>
        </>
      )}
      {clock.extension === undefined ? null : (
        <>
          <dt>{t('clock:extension')}</dt>
          <dd>{t('clock:extensionDays', { count: clock.extension.workingDays })} · {clock.extension.reason.text[language]} <span className="meta t3">{clock.extension.by.name}</span></dd>
        </>
      )}
    </dl>
  )
}
