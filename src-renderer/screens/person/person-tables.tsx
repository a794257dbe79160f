// What is held about a person today: category by category, how much, how long, where.
import type { JSX } from 'react'
import type { HoldingView } from '../../../src-shared/contract/person'
import type { Freshness } from '../../../src-shared/contract/views'
import { FreshnessLine } from '../../components/freshness-line'
import { openText, openWord } from '../../components/words'
import { useText } from '../../text'

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
