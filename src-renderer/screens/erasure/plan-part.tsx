// What the erasure will do: one sentence, one proportional bar, one table grouped by action, and what the person will read.
import type { JSX } from 'react'
import type { ErasureView, PlanLineView } from '../../../src-shared/contract/erasure'
import { keptOf, type ErasureAction } from '../../../src-shared/domain/erasure-plan'
import { isBegun } from '../../../src-shared/domain/request-erasure'
import { RecipientTaskList } from '../../components/recipient-tasks'
import { Tag, type Tone } from '../../components/tag'
import { openWord } from '../../components/words'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { Rich, useText } from '../../text'

export const ACTIONS: readonly ErasureAction[] = ['delete', 'anonymise', 'restrict', 'hold']
const LOOKS: Readonly<Record<ErasureAction, { readonly icon: IconName; readonly tone: Tone; readonly text: string }>> = {
  delete: { icon: 'trash', tone: 'error', text: 'is-error' },
  anonymise: { icon: 'anon', tone: 'violet', text: 'is-violet' },
  restrict: { icon: 'vault', tone: 'teal', text: 'is-teal' },
  hold: { icon: 'flag', tone: 'warning', text: 'is-warning' },
}

export type Totals = Readonly<Record<ErasureAction, number>>

export function totalsOf(lines: readonly PlanLineView[]): Totals {
  const sum = (action: ErasureAction): number => lines.filter((line) => line.action === action).reduce((rows, line) => rows + line.rows, 0)
  return { delete: sum('delete'), anonymise: sum('anonymise'), restrict: sum('restrict'), hold: sum('hold') }
}

export const systemsOf = (lines: readonly PlanLineView[]): number => new Set(lines.map((line) => line.system)).size

export function PlanPart({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  return (
    <section className="plan-part scroll" tabIndex={0} aria-label={t('erasure:planTitle')}>
      <PlanHeadline lines={erasure.lines} />
      <PlanTable lines={erasure.lines} />
      <Recipients erasure={erasure} />
      <h3 className="label-line plan-letter">{t('erasure:answer')}</h3>
      <p className="meta t3 column-head">{t('erasure:answerText')}</p>
      <div className="sunken quote">{erasure.letter}</div>
    </section>
  )
}

/** Nothing can be entered as told before the erasure has begun: until then these are only whom it would have to reach. */
export function Recipients({ erasure: { recipients, tell, erasureId, state } }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <h3 className="label-line plan-letter">{t('erasure:recipients')}</h3>
      {recipients.length === 0 ? <p className="dense t3">{t('erasure:recipientsNone')}</p> : (
        <>
          <p className="meta t3 column-head">{t('erasure:recipientsText')}</p>
          <RecipientTaskList tasks={erasureId === undefined || state === 'draft' || !isBegun(state) ? recipients : recipients.map((one) => ({ ...one, erasureId }))} tell={tell} />
        </>
      )}
    </>
  )
}

function PlanHeadline({ lines }: { readonly lines: readonly PlanLineView[] }): JSX.Element {
  const { t, format } = useText()
  const totals = totalsOf(lines)
  const inPart = lines.reduce((rows, line) => rows + (line.action !== 'hold' && keptOf(line).length > 0 ? line.rows : 0), 0)
  const all = Math.max(1, totals.delete + totals.anonymise + totals.restrict + totals.hold)
  const params = { systems: systemsOf(lines), deleted: format.number(totals.delete), anonymised: format.number(totals.anonymise), restricted: format.number(totals.restrict), held: format.number(totals.hold) }
  return (
    <>
      <h2 className="plan-headline">
        <Rich of={totals.hold > 0 ? 'erasure:headlineHeld' : 'erasure:headline'} params={params} parts={{ n: (n) => <b>{n}</b>, d: (n) => <b className="is-error">{n}</b>, a: (n) => <b className="is-violet">{n}</b>, r: (n) => <b className="is-teal">{n}</b>, h: (n) => <b className="is-warning">{n}</b> }} />
      </h2>
      <p className="t2">{t('erasure:onePerson')}</p>
      {inPart === 0 ? null : <p className="is-warning">{t('erasure:heldInPart', { rows: format.number(inPart), count: inPart })}</p>}
      <div className="plan-bar" aria-hidden="true">
        {ACTIONS.filter((action) => totals[action] > 0).map((action) => <i key={action} className={`plan-bar-${action}`} style={{ flexGrow: totals[action] }} />)}
      </div>
      <div className="row gap16 meta t2">
        {ACTIONS.filter((action) => action !== 'hold' || totals.hold > 0).map((action) => <span key={action} className="row gap6"><i className={`plan-key plan-bar-${action}`} />{t(`erasure:action.${action}`)} {format.percent(totals[action] / all)}</span>)}
      </div>
    </>
  )
}

function PlanTable({ lines }: { readonly lines: readonly PlanLineView[] }): JSX.Element {
  const { t } = useText()
  return (
    <div className="card plan-table">
      <table className="table">
        <colgroup><col className="plan-col-category" /><col className="plan-col-system" /><col /><col className="plan-col-rows" /><col className="plan-col-ground" /><col className="plan-col-release" /></colgroup>
        <thead>
          <tr><th>{t('person:category')}</th><th>{t('person:system')}</th><th>{t('erasure:fields')}</th><th className="number">{t('person:rows')}</th><th>{t('erasure:ground')}</th><th>{t('erasure:release')}</th></tr>
        </thead>
        {ACTIONS.map((action) => <PlanGroup key={action} action={action} lines={lines.filter((line) => line.action === action)} />)}
      </table>
    </div>
  )
}

function PlanGroup({ action, lines }: { readonly action: ErasureAction; readonly lines: readonly PlanLineView[] }): JSX.Element | null {
  const { t } = useText()
  if (lines.length === 0) return null
  const look = LOOKS[action]
  return (
    <tbody>
      <tr className="group">
        <th colSpan={6} scope="rowgroup"><span className="row gap8"><Tag tone={look.tone} icon={look.icon}>{t(`erasure:action.${action}`)}</Tag>{t(`erasure:actionText.${action}`)}</span></th>
      </tr>
      {lines.map((line) => <PlanRow key={`${line.category}-${line.system}`} line={line} />)}
    </tbody>
  )
}

function PlanRow({ line }: { readonly line: PlanLineView }): JSX.Element {
  const { t, format, language } = useText()
  return (
    <tr>
      <td className="medium">{t(`words:category.${line.category}`)}</td>
      <td className="t2">{openWord(t, 'system', line.system)}</td>
      <td className="t2">{line.fields.map((field) => openWord(t, 'fieldName', field)).join(t('app:listComma'))}<HeldFields line={line} /></td>
      <td className="number">{format.number(line.rows)}</td>
      <td>
        {line.holdViews?.map((hold) => <HoldGround key={hold.id} hold={hold} />)}
        {line.groundText === undefined ? (line.holdViews === undefined ? <span className="t3">--</span> : null) : (
          <span className="row gap6 wrap plan-ground">{line.action === 'hold' ? <span className="t3">{t('erasure:thenByLaw')}</span> : null}{line.groundText[language]}{line.rank === undefined ? null : <Tag tone="outline">{t(`words:rank.${line.rank}`)}</Tag>}</span>
        )}
      </td>
      <td>{line.holdViews === undefined ? null : <p className="is-warning medium">{t(line.action === 'hold' ? 'erasure:untilLifted' : 'erasure:fieldsUntilLifted')}</p>}{line.then === undefined || line.releaseOn !== undefined ? null : <p className="meta t3">{t(`erasure:then.${line.then}`)}</p>}{line.releaseOn === undefined ? (line.holdViews === undefined ? <span className="t3">--</span> : null) : <span className="is-teal medium nowrap">{t('erasure:latest', { day: line.releaseOn })}</span>}</td>
    </tr>
  )
}

/** Of a line whose rows go: the fields that stay for now. */
export function HeldFields({ line }: { readonly line: PlanLineView }): JSX.Element | null {
  const { t } = useText()
  const kept = keptOf(line)
  if (line.action === 'hold' || kept === 'whole' || kept.length === 0) return null
  return <p className="is-warning row gap6 wrap"><Icon name="flag" size={14} />{t('erasure:heldFields', { fields: kept.map((field) => openWord(t, 'fieldName', field)).join(t('app:listComma')) })}</p>
}

/** Which hold: by its matter, and whether a second person stands behind it yet. */
function HoldGround({ hold }: { readonly hold: NonNullable<PlanLineView['holdViews']>[number] }): JSX.Element {
  const { t } = useText()
  const isProposed = hold.state === 'proposed'
  return (
    <span className="row gap6 wrap plan-ground">
      {hold.matter === '' ? t('erasure:holdUnnamed') : hold.matter}
      <Tag tone={isProposed ? 'violet' : 'outline'}>{t(isProposed ? 'entries:state.proposed' : 'erasure:isHold')}</Tag>
      <span className="meta t3 nowrap">{t('erasure:reviewOn', { day: hold.reviewOn })}</span>
    </span>
  )
}
