// Two tables about a person: what was agreed to on the chosen day and by which clause, and what is held today.
import type { JSX } from 'react'
import type { Day } from '../../../src-shared/base/clock'
import type { HoldingView, PurposeView } from '../../../src-shared/contract/person'
import type { Freshness } from '../../../src-shared/contract/views'
import { policyName } from '../../components/consent-words'
import { FreshnessLine } from '../../components/freshness-line'
import { Tag } from '../../components/tag'
import { openText, openWord } from '../../components/words'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export function PurposesTable({ purposes, asOf }: { readonly purposes: readonly PurposeView[]; readonly asOf: Day }): JSX.Element {
  const { t } = useText()
  return (
    <section>
      <h2 className="section-title column-head">{t('person:purposesTitle', { day: asOf })}</h2>
      <div className="card">
        <table className="table">
          <thead><tr><th>{t('person:purpose')}</th><th>{t('person:state')}</th><th>{t('person:by')}</th><th>{t('person:clause')}</th></tr></thead>
          <tbody>
            {purposes.map((purpose) => <PurposeRow key={purpose.purpose} purpose={purpose} />)}
            {purposes.length === 0 ? <tr><td colSpan={4} className="t2">{t('person:noPurposes')}</td></tr> : null}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function PurposeRow({ purpose }: { readonly purpose: PurposeView }): JSX.Element {
  const text = useText()
  const { t, format } = text
  const { clause } = purpose
  const tone = { 'in-force': 'is-success', withdrawn: 'is-error', 'never-agreed': 't3' }[purpose.state]
  const shape = ({ 'in-force': 'check', withdrawn: 'square', 'never-agreed': 'circle' } as const)[purpose.state]
  return (
    <tr>
      <td className="medium">{t(`words:purpose.${purpose.purpose}`)}</td>
      <td><span className={`row gap6 nowrap ${tone}`}><StateShape shape={shape} />{t(`person:purposeState.${purpose.state}`)}</span></td>
      <td>
        {purpose.by === undefined ? <span className="t3">--</span> : (
          <>{t(`words:consentKind.${purpose.by}`)}{purpose.since === undefined ? null : <span className="t3 meta"> · {format.day(purpose.since)}</span>}</>
        )}
      </td>
      <td className="t2">
        {clause === undefined ? <span className="t3">--</span> : (
          <span className="row gap6">
            <span>{policyName(text, clause)} · {clause.number}</span>
            {clause.prevails ? <Tag tone="primary">{t('person:prevails')}</Tag> : null}
          </span>
        )}
      </td>
    </tr>
  )
}

export interface HoldingsTableProps {
  readonly holdings: readonly HoldingView[]
  readonly freshness: Freshness
}

export function HoldingsTable({ holdings, freshness }: HoldingsTableProps): JSX.Element {
  const { t } = useText()
  return (
    <section className="person-holdings">
      <div className="row between column-head">
        <h2 className="section-title">{t('person:holdings')}</h2>
        <FreshnessLine freshness={freshness} />
      </div>
      <div className="card">
        <table className="table">
          <thead>
            <tr><th>{t('person:category')}</th><th className="number">{t('person:rows')}</th><th>{t('person:span')}</th><th>{t('person:retention')}</th><th>{t('person:system')}</th><th>{t('person:here')}</th></tr>
          </thead>
          <tbody>
            {holdings.map((holding) => <HoldingRow key={`${holding.category}-${holding.system}`} holding={holding} />)}
            {holdings.length === 0 ? <tr><td colSpan={6} className="t2">{t('person:noHoldings')}</td></tr> : null}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function HoldingRow({ holding }: { readonly holding: HoldingView }): JSX.Element {
  const { t, format } = useText()
  const hasSpan = holding.fromAt !== undefined && holding.toAt !== undefined
  return (
    <tr>
      <td className="medium nowrap">{t(`words:category.${holding.category}`)}</td>
      <td className="number">{format.number(holding.rows)}</td>
      <td className="t2 nowrap">{hasSpan ? t('person:spanValue', { from: format.month(holding.fromAt), to: format.month(holding.toAt) }) : '--'}</td>
      <td className="t2">{openText(t, holding.retention)}</td>
      <td className="t2 nowrap">{openWord(t, 'system', holding.system)}</td>
      <td className="t2 nowrap">{t(`person:hereValue.${holding.here}`)}</td>
    </tr>
  )
}
