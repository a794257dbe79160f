// CSV that opens right in a Chinese Excel and does nothing there: UTF-8 with BOM, RFC 4180, no cell that a spreadsheet would run.

export const CSV_BOM = '\ufeff'

/**
 * A cell is dangerous when a spreadsheet would take it for a formula: = + - @ and their full-width forms, also after white space and
 * invisible characters. Such a cell gets an apostrophe in front; so does one that begins with an apostrophe, and therefore taking one
 * leading apostrophe away gives every original back.
 */
const DANGEROUS = /^(?:[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]|')/u

export function neutralise(text: string): string {
  // NUL ends a cell in some spreadsheets; its picture stands for it. The JSON beside keeps the exact value.
  const shown = text.replaceAll('\u0000', '\u2400')
  return DANGEROUS.test(shown) ? `'${shown}` : shown
}

export type CsvCell = string | number

/** Numbers stand bare, so that a spreadsheet can add them up; they are ours and never negative. */
function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell)
  return `"${neutralise(cell).replaceAll('"', '""')}"`
}

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

export function csvTable(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return CSV_BOM + csvLine(header) + rows.map(csvLine).join('')
}
