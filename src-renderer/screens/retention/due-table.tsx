// The schedule, a line a category: how long it is kept, what becomes of it then, how much is over today and how much will be.
import type { JSX } from 'react'
import type { RetentionCategoryView, RetentionView } from '../../../src-shared/contract/retention'
import { Tag } from '../../components/tag'
import { Rich, useText } from '../../text'

export const dueRows = (view: RetentionView): number => view.categories.reduce((sum, { due }) => sum + due.rows, 0)
const sumOf = (rows: readonly number[]): number => rows.reduce((sum, one) => sum + one, 0)

export function DueTable({ view }: { readonly view: RetentionView }): JSX.Element {
  const { t, format } = useText()
  const due = dueRows(view)
  const coming = view.categories.reduce((sum, { byWeek }) => sum + sumOf(byWeek), 0)
  return (
    <>
      <h2 className="plan-headline">
        <Rich of="retention:headline" params={{ due: format.number(due), coming: format.number(coming) }} parts={{ d: (n) => <b className={due > 0 ? 'is-warning' : undefined}>{n}</b>, n: (n) => <b>{n}</b> }} />
      </h2>
      <p className="dense t2">{t('retention:intro')}</p>
      <div className="card plan-table">
        <table className="table">
          <colgroup><col className="retention-category" /><col /><col className="plan-col-rows" /><col className="plan-col-rows" /><col className="plan-col-rows" /></colgroup>
          <thead>
            <tr><th scope="col">{t('person:category')}</th><th scope="col">{t('retention:column.keeping')}</th><th scope="col" className="number">{t('retention:column.due')}</th><th scope="col" className="number">{t('retention:column.held')}</th><th scope="col" className="number">{t('retention:column.coming')}</th></tr>
          </thead>
          <tbody>{view.categories.map((line) => <DueRow key={line.category} line={line} />)}</tbody>
        </table>
      </div>
    </>
  )
}

function DueRow({ line }: { readonly line: RetentionCategoryView }): JSX.Element {
  const { t, format, language } = useText()
  const { due, provision } = line
  return (
    <tr>
      <td className="medium">{t(`words:category.${line.category}`)}</td>
      <td>
        <span className="row gap8 wrap">
          <span>{t('retention:keeping', { count: line.months })}</span>
          <Tag tone={line.then === 'delete' ? 'error' : 'violet'} icon={line.then === 'delete' ? 'trash' : 'anon'}>{t(`erasure:action.${line.then}`)}</Tag>
          {provision === undefined ? null : <span className="meta t3">{t('retention:byLaw', { provision: provision[language] })}</span>}
        </span>
      </td>
      <td className={due.rows > 0 ? 'number is-warning medium' : 'number'}>{format.number(due.rows)}</td>
      <td className="number">{due.held === 0 ? <span className="t3">--</span> : format.number(due.held)}</td>
      <td className="number">{format.number(sumOf(line.byWeek))}</td>
    </tr>
  )
}
