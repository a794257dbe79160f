// The figures of a report: six at a glance, then by right, by month, by ground, by age and by staff.
import type { JSX, ReactNode } from 'react'
import type { ReportView } from '../../../src-shared/contract/report'
import { REPORTED, type RightLine } from '../../../src-shared/domain/desk-report'
import { useToday } from '../../desk-context'
import { useText } from '../../text'
import { MonthBars } from './month-bars'

export function ReportFigures({ report: { total, open, overdue } }: { readonly report: ReportView }): JSX.Element {
  const { t, format } = useText()
  const decided = REPORTED.reduce((sum, as) => sum + (as === 'withdrawn' ? 0 : total.ended[as]), 0)
  const figures = {
    received: format.number(total.received),
    ended: format.number(decided + total.ended.withdrawn),
    median: total.days === undefined ? t('report:none') : format.number(total.days.median),
    inTime: decided === 0 ? t('report:none') : format.percent((decided - total.late) / decided),
    open: format.number(open),
    overdue: format.number(overdue),
  }
  return (
    <dl className="sync-figures report-figures">
      {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
        <div key={name}><dt className="meta t3">{t(`report:figure.${name}`)}</dt><dd className={name === 'overdue' && overdue > 0 ? 'figure is-error' : 'figure'}>{figures[name]}</dd></div>
      ))}
    </dl>
  )
}

interface PartProps {
  readonly title: string
  readonly text?: string
  readonly none?: string
  readonly children: ReactNode
}

function Part({ title, text, none, children }: PartProps): JSX.Element {
  return (
    <section className="report-part">
      <h2 className="label-line">{title}</h2>
      {none === undefined ? children : <p className="dense t2">{none}</p>}
      {text === undefined ? null : <p className="meta t3">{text}</p>}
    </section>
  )
}

function RightRow({ name, line: { received, ended, days, late, beyond } }: { readonly name: string; readonly line: Omit<RightLine, 'right'> }): JSX.Element {
  const { t, format } = useText()
  const cell = (key: string, value: number | undefined, loud: 'loud' | 'calm' = 'calm'): JSX.Element => {
    const tone = value === undefined || value === 0 ? 'number t3' : loud === 'loud' ? 'number is-error' : 'number'
    return <td key={key} className={tone}>{value === undefined ? t('report:none') : format.number(value)}</td>
  }
  return (
    <tr>
      <td className="medium nowrap">{name}</td>
      {cell('received', received)}
      {REPORTED.map((as) => cell(as, ended[as]))}
      {(['median', 'p90', 'most'] as const).map((one) => cell(one, days?.[one]))}
      {cell('late', late, 'loud')}
      {cell('beyond', beyond, 'loud')}
    </tr>
  )
}

function RightsTable({ report: { rights, total } }: { readonly report: ReportView }): JSX.Element {
  const { t } = useText()
  return (
    <div className="card report-wide scroll" tabIndex={0} role="region" aria-label={t('report:byRight')}>
      <table className="table">
        <thead><tr><th>{t('report:column.right')}</th>{(['received', ...REPORTED, 'median', 'p90', 'most', 'late', 'beyond'] as const).map((column) => <th key={column} className="number">{t(`report:column.${column}`)}</th>)}</tr></thead>
        <tbody>{rights.map(({ right, ...line }) => <RightRow key={right} name={t(`words:right.${right}`)} line={line} />)}</tbody>
        <tfoot><RightRow name={t('report:column.total')} line={total} /></tfoot>
      </table>
    </div>
  )
}

interface CountsProps {
  readonly head: string
  readonly rows: readonly { readonly key: string; readonly name: ReactNode; readonly count: number }[]
}

function CountsTable({ head, rows }: CountsProps): JSX.Element {
  const { t, format } = useText()
  return (
    <div className="card">
      <table className="table">
        <thead><tr><th>{head}</th><th className="number">{t('report:column.count')}</th></tr></thead>
        <tbody>{rows.map(({ key, name, count }) => <tr key={key}><td>{name}</td><td className="number">{format.number(count)}</td></tr>)}</tbody>
      </table>
    </div>
  )
}

function StaffTable({ staff }: Pick<ReportView, 'staff'>): JSX.Element {
  const { t, format } = useText()
  const showsUse = staff.some(({ use }) => use !== undefined)
  const columns = ['decided', 'median', ...(showsUse ? (['revealed', 'exported'] as const) : [])] as const
  return (
    <div className="card">
      <table className="table">
        <thead><tr><th>{t('report:column.who')}</th>{columns.map((column) => <th key={column} className="number">{t(`report:column.${column}`)}</th>)}</tr></thead>
        <tbody>
          {staff.map(({ who, decided, median, use }) => (
            <tr key={who.id}>
              <td className="medium">{who.name}</td>
              <td className="number">{format.number(decided)}</td>
              <td className="number">{median === undefined ? t('report:none') : format.number(median)}</td>
              {use === undefined ? null : <><td className="number">{format.number(use.revealed)}</td><td className="number">{format.number(use.exported)}</td></>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function ReportParts({ report }: { readonly report: ReportView }): JSX.Element {
  const { t, language, format } = useText()
  const today = useToday()
  const ages = report.ageing.map(({ upTo, count }, at) => ({ key: String(upTo), name: upTo === undefined ? t('report:ageBeyond', { count: report.ageing[at - 1]?.upTo ?? 0 }) : t('report:age', { count: upTo }), count }))
  return (
    <>
      <Part title={t('report:byRight')} text={t('report:how', { pack: report.rulesPack })}><RightsTable report={report} /></Part>
      <Part title={t('report:months')}><MonthBars months={report.months} /></Part>
      <div className="report-columns">
        <Part title={t('report:grounds')} {...(report.grounds.length === 0 ? { none: t('report:noGrounds') } : {})}>
          <CountsTable head={t('report:column.ground')} rows={report.grounds.map(({ ground, count, text }) => ({ key: ground, name: <><span className="mono t3">{ground}</span> {text?.[language]}</>, count }))} />
        </Part>
        <Part title={t('report:ageing')} text={t('report:ageingText', { day: format.dayLong(report.asOf, today) })}><CountsTable head={t('report:column.age')} rows={ages} /></Part>
      </div>
      <Part title={t('report:staff')} text={t('report:staffHow')} {...(report.staff.length === 0 ? { none: t('report:noStaff') } : {})}><StaffTable staff={report.staff} /></Part>
    </>
  )
}
