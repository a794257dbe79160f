// The figures of a report as tables with words: what the file and the printed page show, each in its own form.
import enReport from '../../resources/locales/en/report.json'
import enWords from '../../resources/locales/en/words.json'
import zhReport from '../../resources/locales/zh-CN/report.json'
import zhWords from '../../resources/locales/zh-CN/words.json'
import type { ReportView } from '../../src-shared/contract/report'
import { REPORTED, type RightLine } from '../../src-shared/domain/desk-report'
import type { Language } from '../../src-shared/domain/vocabulary'
import { createTranslate, type Translate } from '../../src-shared/text/translate'
import { csvTable, type CsvCell } from '../../src-shared/formats/csv'

export interface ReportTable {
  readonly title: string
  /** The first column names the line. */
  readonly columns: readonly string[]
  /** Empty where there is no such figure. */
  readonly rows: readonly (readonly CsvCell[])[]
}

const TEXTS: Readonly<Record<Language, Readonly<Record<string, object>>>> = { 'zh-CN': { report: zhReport, words: zhWords }, en: { report: enReport, words: enWords } }

export const reportText = (language: Language): Translate => createTranslate(language, TEXTS[language])

function rightCells({ received, ended, days, late, beyond }: Omit<RightLine, 'right'>): readonly CsvCell[] {
  return [received, ...REPORTED.map((as) => ended[as]), days?.median ?? '', days?.p90 ?? '', days?.most ?? '', late, beyond]
}

function staffTable(report: ReportView, t: Translate): ReportTable {
  const showsUse = report.staff.some(({ use }) => use !== undefined)
  return {
    title: t('report:staff'),
    columns: [t('report:column.who'), t('report:column.decided'), t('report:column.median'), ...(showsUse ? [t('report:column.revealed'), t('report:column.exported')] : [])],
    rows: report.staff.map(({ who, decided, median, use }) => [who.name, decided, median ?? '', ...(use ? [use.revealed, use.exported] : [])]),
  }
}

export function reportTables(report: ReportView, language: Language, t: Translate): readonly ReportTable[] {
  return [
    {
      title: t('report:byRight'),
      columns: ['right', 'received', ...REPORTED, 'median', 'p90', 'most', 'late', 'beyond'].map((column) => t(`report:column.${column as 'right'}`)),
      rows: [...report.rights.map(({ right, ...line }) => [t(`words:right.${right}`), ...rightCells(line)]), [t('report:column.total'), ...rightCells(report.total)]],
    },
    {
      title: t('report:months'),
      columns: [t('report:column.month'), t('report:column.received'), t('report:column.ended')],
      rows: report.months.map(({ month, received, ended }) => [month, received, ended]),
    },
    {
      title: t('report:grounds'),
      columns: [t('report:column.ground'), t('report:column.count')],
      rows: report.grounds.map(({ ground, count, text }) => [text ? `${ground} ${text[language]}` : ground, count]),
    },
    {
      title: t('report:ageing'),
      columns: [t('report:column.age'), t('report:column.count')],
      rows: report.ageing.map(({ upTo, count }, at) => [upTo === undefined ? t('report:ageBeyond', { count: report.ageing[at - 1]?.upTo ?? 0 }) : t('report:age', { count: upTo }), count]),
    },
    staffTable(report, t),
  ]
}

/** One line a figure, so that a spreadsheet can turn the tables as it likes. */
export function reportCsv(tables: readonly ReportTable[], t: Translate): string {
  const rows = tables.flatMap(({ title, columns, rows: lines }) =>
    lines.flatMap(([name = '', ...values]) => values.map((value, at) => [title, name, columns[at + 1] ?? '', value] as const)),
  )
  return csvTable([t('report:csv.table'), t('report:csv.line'), t('report:csv.figure'), t('report:csv.value')], rows)
}
