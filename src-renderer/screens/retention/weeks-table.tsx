// What falls due week by week: by category what will be proposed, apart from it what ends by itself. A bar shows where the heavy weeks are.
import type { JSX } from 'react'
import type { RetentionView } from '../../../src-shared/contract/retention'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export function WeeksTable({ view }: { readonly view: RetentionView }): JSX.Element {
  const { t, format } = useText()
  const totals = view.weeks.map((_, place) => view.categories.reduce((sum, { byWeek }) => sum + (byWeek[place] ?? 0), 0))
  const most = Math.max(1, ...totals)
  const amount = (rows: number | undefined): JSX.Element => (rows === undefined || rows === 0 ? <span className="t3">--</span> : <>{format.number(rows)}</>)
  return (
    <>
      <h3 className="label-line plan-letter">{t('retention:weeks')}</h3>
      <div className="card plan-table">
        <table className="table retention-weeks">
          <thead>
            <tr className="group">
              <td />
              <th colSpan={view.categories.length + 1} scope="colgroup">{t('retention:proposed')}</th>
              <th colSpan={2} scope="colgroup" className="retention-apart">{t('retention:byItself')}</th>
            </tr>
            <tr>
              <th scope="col">{t('retention:column.week')}</th>
              {view.categories.map(({ category }) => <th key={category} scope="col" className="number">{t(`words:category.${category}`)}</th>)}
              <th scope="col" className="number">{t('retention:column.total')}</th>
              <th scope="col" className="number retention-apart">{t('retention:column.restricted')}</th>
              <th scope="col" className="number">{t('retention:column.cases')}</th>
            </tr>
          </thead>
          <tbody>
            {view.weeks.map(({ from, to }, place) => (
              <tr key={from}>
                <th scope="row" className="nowrap">{from === to ? format.dayShort(from, view.asOf) : t('retention:fromTo', { from: format.dayShort(from, view.asOf), to: format.dayShort(to, view.asOf) })}</th>
                {view.categories.map(({ category, byWeek }) => <td key={category} className="number">{amount(byWeek[place])}</td>)}
                <td>
                  <span className="retention-total">
                    <i aria-hidden="true" style={{ width: `${((totals[place] ?? 0) / most) * 100}%` }} />
                    <span className="medium">{amount(totals[place])}</span>
                  </span>
                </td>
                <td className="number retention-apart">{amount(view.byItself.restricted[place])}</td>
                <td className="number">{amount(view.byItself.cases[place])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="meta t3 retention-foot">{t('retention:byItselfText')}</p>
      {view.accountsOver === 0 ? null : <p className="note note-warning"><Icon name="alert" size={14} />{t('retention:accountsOver', { count: view.accountsOver, people: format.number(view.accountsOver) })}</p>}
    </>
  )
}
