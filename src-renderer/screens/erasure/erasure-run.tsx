// An approved erasure under way: what the origin did, which devices owe a receipt, the residue check here, the certificate.
import type { JSX } from 'react'
import type { ErasureView } from '../../../src-shared/contract/erasure'
import { keptOf } from '../../../src-shared/domain/erasure-plan'
import { ErrorNote } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { openWord } from '../../components/words'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'
import { CertificatePart } from './certificate-part'
import { Recipients } from './plan-part'
import { ResiduePart } from './residue-part'

export function ErasureRun({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  return (
    <div className="run-columns">
      <ProgressPart erasure={erasure} />
      <ResiduePart erasure={erasure} />
      <CertificatePart erasure={erasure} />
    </div>
  )
}

function ProgressPart({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format } = useText()
  const owing = erasure.devices.filter((device) => device.receivedAt === undefined && device.noReceipt === undefined).length
  return (
    <section className="run-progress scroll" tabIndex={0} aria-label={t('erasure:progress')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('erasure:progress')}</h2>
        {erasure.executedAt === undefined ? <Tag tone="warning" icon="clock">{t('erasure:waiting')}</Tag> : <span className="meta t3">{format.dateTime(erasure.executedAt)}</span>}
      </div>
      <h3 className="label-line">{t('erasure:atOrigin')}</h3>
      <ul className="card">{erasure.lines.map((line) => <OriginLine key={`${line.category}-${line.system}`} line={line} isDone={erasure.executedAt !== undefined} isLate={erasure.late?.some((one) => one.category === line.category) === true} released={erasure.released?.find((one) => one.category === line.category)} />)}</ul>
      {erasure.systems.length === 0 ? null : <h3 className="label-line run-gap">{t('erasure:otherSystems')}</h3>}
      {erasure.systems.length === 0 ? null : <ul className="card">{erasure.systems.map((system) => <SystemLine key={system.system} system={system} />)}</ul>}
      <h3 className="label-line run-gap">{t('erasure:devices')}</h3>
      <ul className="card">{erasure.devices.map((device) => <DeviceLine key={device.name} device={device} purge={erasure.purge} />)}</ul>
      {owing === 0 ? null : <p className="note note-neutral"><Icon name="info" size={14} />{t('erasure:owing', { count: owing })}</p>}
      {erasure.purge?.error === undefined ? null : <ErrorNote error={erasure.purge.error} />}
      <Recipients erasure={erasure} />
      {erasure.executedAt === undefined ? null : (
        <div className="sunken run-gap"><p className="medium">{t('erasure:suppressed')}</p><p className="t2">{t('erasure:suppressedText')}</p></div>
      )}
    </section>
  )
}

interface OriginLineProps {
  readonly line: ErasureView['lines'][number]
  readonly isDone: boolean
  /** A hold came while it ran, and keeps what was still there. */
  readonly isLate: boolean
  /** Of what was on hold: when it went on, and which fields other holds still keep. */
  readonly released: NonNullable<ErasureView['released']>[number] | undefined
}

/** What became of the line, and of what holds keep of it. */
function useLineState({ line, isDone, isLate, released }: OriginLineProps): string {
  const { t, format } = useText()
  const kept = keptOf(line)
  const fieldsOf = (names: readonly string[]): string => names.map((name) => openWord(t, 'fieldName', name)).join(t('app:listComma'))
  const left = released?.left ?? (released === undefined && kept !== 'whole' && line.action !== 'hold' ? kept : [])
  const own = line.action === 'hold' && released !== undefined ? t('erasure:goneOn', { action: t(`erasure:action.${line.then ?? 'delete'}`), time: format.dateTime(released.at) }) : t(`erasure:action.${line.action}`)
  if (isLate && released === undefined) return `${own} · ${t('erasure:heldLate')}`
  if (left.length > 0) return `${own} · ${t(isDone ? 'erasure:fieldsOnHold' : 'erasure:heldFields', { fields: fieldsOf(left) })}`
  return line.action !== 'hold' && released !== undefined ? `${own} · ${t('erasure:fieldsGone', { time: format.dateTime(released.at) })}` : own
}

function OriginLine(props: OriginLineProps): JSX.Element {
  const { line, isDone, isLate, released } = props
  const { t, format } = useText()
  const state = useLineState(props)
  const isWaiting = isDone && (isLate || (line.holds?.length ?? 0) > 0) && (released === undefined || released.left !== undefined)
  return (
    <li className="card-row">
      <span className={isWaiting ? 'is-warning' : isDone ? 'is-success' : 't3'}><StateShape shape={isWaiting ? 'dashed' : isDone ? 'check' : 'circle'} /></span>
      <span className="grow ellipsis">{t(`words:category.${line.category}`)} <span className="meta t3">{openWord(t, 'system', line.system)} · {state}</span></span>
      <span className="t2">{format.number(line.rows)}</span>
    </li>
  )
}

function SystemLine({ system }: { readonly system: ErasureView['systems'][number] }): JSX.Element {
  const { t, format, language } = useText()
  const today = useToday()
  const { name, tries, problem, removed, doneAt } = system
  return (
    <li className="card-row">
      <Icon name="db" size={14} />
      <span className="grow ellipsis">{name[language]} {removed === undefined ? null : <span className="meta t3">{t('erasure:systemRemoved', { count: removed })}</span>}</span>
      {doneAt !== undefined ? (
        <span className="is-success row gap6 nowrap"><StateShape shape="check" />{t('erasure:receipt', { time: format.recent(doneAt, today) })}</span>
      ) : (
        <span className="is-warning row gap6 nowrap"><StateShape shape="dashed" />{problem === undefined ? t('erasure:systemAsked') : t(`erasure:systemProblem.${problem}`, { count: tries })}</span>
      )}
    </li>
  )
}

function DeviceLine({ device, purge }: { readonly device: ErasureView['devices'][number]; readonly purge: ErasureView['purge'] }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  const isHereRunning = device.thisDesk && device.receivedAt === undefined && purge !== undefined && purge.state !== 'done'
  return (
    <li className="card-row">
      <Icon name="monitor" size={14} />
      <span className="grow ellipsis">{device.thisDesk ? t('erasure:thisDesk', { name: device.name }) : device.name}</span>
      {device.receivedAt !== undefined ? (
        <span className="is-success row gap6 nowrap"><StateShape shape="check" />{t('erasure:receipt', { time: format.recent(device.receivedAt, today) })}</span>
      ) : isHereRunning ? (
        <span className="is-primary nowrap">{t(`erasure:purge.${purge.state}`)}</span>
      ) : (
        <span className="is-warning row gap6 nowrap"><StateShape shape="dashed" />{t(device.noReceipt === undefined ? 'erasure:noReceipt' : device.noReceipt === 'wiped' ? 'erasure:wiped' : 'erasure:leaseEnded')}</span>
      )}
    </li>
  )
}
