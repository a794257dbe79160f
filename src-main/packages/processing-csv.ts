// The record of processing as a spreadsheet, in one language: one row a field, words in place of codes, nothing that a spreadsheet would run.
import enConsent from '../../resources/locales/en/consent.json'
import enInventory from '../../resources/locales/en/inventory.json'
import enWords from '../../resources/locales/en/words.json'
import zhConsent from '../../resources/locales/zh-CN/consent.json'
import zhInventory from '../../resources/locales/zh-CN/inventory.json'
import zhWords from '../../resources/locales/zh-CN/words.json'
import { PROCESSING_COLUMNS, type ProcessingRow } from '../../src-shared/domain/record-of-processing'
import type { Language } from '../../src-shared/domain/vocabulary'
import { csvTable } from '../../src-shared/formats/csv'

interface Words {
  readonly inventory: typeof zhInventory
  readonly words: Pick<typeof zhWords, 'category' | 'purpose'>
  readonly consent: Pick<typeof zhConsent, 'relation'>
}
const WORDS: Readonly<Record<Language, Words>> = {
  'zh-CN': { inventory: zhInventory, words: zhWords, consent: zhConsent },
  en: { inventory: enInventory, words: enWords, consent: enConsent },
}
const COMMA: Readonly<Record<Language, string>> = { 'zh-CN': '；', en: '; ' }

/** The code itself where this version has no word for it: the record says what is there rather than nothing. */
function wordOf(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code
}

export function processingCsv(rows: readonly ProcessingRow[], language: Language): string {
  const { inventory, words, consent } = WORDS[language]
  const purposeWords = { ...inventory.ownPurpose, ...words.purpose }
  const cells = (row: ProcessingRow): Readonly<Record<(typeof PROCESSING_COLUMNS)[number], string>> => ({
    group: wordOf({ ...words.category, ...inventory.ownGroup }, row.group),
    field: wordOf(inventory.fieldName, row.field),
    purposes: row.purposes.map((purpose) => wordOf(purposeWords, purpose)).join(COMMA[language]),
    legalBasis: inventory.basis[row.legalBasis],
    retention: wordOf(inventory.retention, row.retention.slice('inventory:retention.'.length)),
    erasure: inventory.handling[row.erasure],
    ground: row.ground ?? '',
    system: wordOf(inventory.system, row.system),
    recipients: row.recipients.map(({ name, relation }) => (name === '' ? consent.relation[relation] : `${name} (${consent.relation[relation]})`)).join(COMMA[language]),
  })
  return csvTable(PROCESSING_COLUMNS.map((column) => inventory.column[column]), rows.map((row) => {
    const named = cells(row)
    return PROCESSING_COLUMNS.map((column) => named[column])
  }))
}

export interface BeyondRow {
  readonly type: string
  readonly field: string
  readonly count: number
  readonly lastSeenAt: string
}

/** What the origin sent and the desk was not built to hold: names and counts. */
export function beyondCsv(rows: readonly BeyondRow[], language: Language): string {
  const { inventory } = WORDS[language]
  const { beyondColumn, recordType } = inventory
  return csvTable(
    [beyondColumn.type, beyondColumn.field, beyondColumn.count, beyondColumn.lastSeenAt],
    rows.map(({ type, field, count, lastSeenAt }) => [wordOf(recordType, type), field === '*' ? beyondColumn.wholeType : field, count, lastSeenAt]),
  )
}
