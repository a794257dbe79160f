// Writes the clauses of a version as the text that the import reads (policy-import.ts), each section with its mark: what came back can be
// edited and proposed anew without the file it came from.
import type { PolicyClause, ProcessingStatement } from './policy-register'
import type { Language } from './vocabulary'

/** A bare Chinese numeral is read as a number only with a sign behind it. */
const BARE_NUMERAL = /^[一二三四五六七八九十]+$/

export function writePolicyText(clauses: readonly PolicyClause[], language: Language): string {
  return sectionsOf(clauses).map((section) => writeSection(section, language)).join('\n\n')
}

/** A section on two topics is a clause on each, one after the other. */
function sectionsOf(clauses: readonly PolicyClause[]): readonly (readonly PolicyClause[])[] {
  const sections: PolicyClause[][] = []
  for (const clause of clauses) {
    const last = sections.at(-1)
    if (last?.[0]?.number === clause.number) last.push(clause)
    else sections.push([clause])
  }
  return sections
}

function writeSection(section: readonly PolicyClause[], language: Language): string {
  const [clause] = section
  if (!clause) return ''
  const [first = '', ...rest] = clause.text[language].split('\n')
  const { number, processing } = clause
  // `§n` is the place of a section without a number of its own.
  const head = number.startsWith('§') ? '' : BARE_NUMERAL.test(number) ? `${number}、` : `${number} `
  const mark = [section.map(({ topic }) => topic).join(', '), ...(processing === undefined ? [] : processing.length === 0 ? ['none'] : processing.map(writeStatement))].join(' | ')
  return [`## ${head}${first} {#${mark}}`, ...rest].join('\n')
}

function writeStatement({ purpose, categories, methods }: ProcessingStatement): string {
  return `${purpose}: ${categories.join(', ')} / ${methods.join(', ')}`
}
