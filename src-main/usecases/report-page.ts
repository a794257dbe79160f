// A report as a page for printing: A4, self-contained, without script or address of anything outside it.
import { LETTER_COMPANY } from '../../src-shared/domain/letter-sheet'
import type { ReportView } from '../../src-shared/contract/report'
import type { Language } from '../../src-shared/domain/vocabulary'
import type { Translate } from '../../src-shared/text/translate'
import type { CsvCell } from '../../src-shared/formats/csv'
import { text } from '../packages/html'
import type { ReportTable } from './report-tables'

const STYLE = `
@page { size: A4; margin: 14mm 15mm }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #101828; font: 12px/1.6 system-ui, "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", sans-serif; font-variant-numeric: tabular-nums }
header { display: flex; justify-content: space-between; border-bottom: 2px solid #101828; padding-bottom: 8px }
h1 { margin: 16px 0 2px; font-size: 22px }
h2 { margin: 18px 0 4px; font-size: 14px; break-after: avoid }
p { margin: 0 0 6px; color: #475467 }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
tr { break-inside: avoid }
th { text-align: left; font-weight: 500; border-bottom: 1px solid #101828; padding: 3px 8px 3px 0; vertical-align: bottom }
td { border-bottom: 1px solid #eaecf0; padding: 3px 8px 3px 0 }
tr > :not(:first-child) { text-align: right; white-space: nowrap }
thead tr > :not(:first-child) { white-space: normal }
tr > :last-child { padding-right: 0 }
`

const cells = (tag: 'th' | 'td', values: readonly CsvCell[], none: string): string =>
  `<tr>${values.map((value) => `<${tag}>${text(value === '' ? none : value)}</${tag}>`).join('')}</tr>`

function section({ title, columns, rows }: ReportTable, none: string): string {
  if (rows.length === 0) return ''
  return `<h2>${text(title)}</h2><table><thead>${cells('th', columns, none)}</thead><tbody>${rows.map((row) => cells('td', row, none)).join('')}</tbody></table>`
}

export function renderReport(tables: readonly ReportTable[], { period, asOf, rulesPack }: ReportView, language: Language, t: Translate): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${text(t('report:title'))}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>${STYLE}</style></head><body>
<header><b>${LETTER_COMPANY.name} · ${LETTER_COMPANY.legalName}</b><span>${text(t('report:page.made', { day: asOf, pack: rulesPack }))}</span></header>
<h1>${text(t('report:title'))} ${period.from} – ${period.to}</h1>
<p>${text(t('report:about', { from: period.from, to: period.to }))}</p>
${tables.map((table) => section(table, t('report:none'))).join('\n')}
<h2></h2><p>${text(t('report:how', { pack: rulesPack }))}</p><p>${text(t('report:staffHow'))}</p>
</body></html>`
}
