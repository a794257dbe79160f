// A letter as it will print: the same sheet that the PDF is made from (domain/letter-sheet.ts), on white in either theme.
import type { JSX } from 'react'
import { LETTER_COMPANY, type LetterSheet } from '../../src-shared/domain/letter-sheet'

export function LetterPaper({ sheet, label }: { readonly sheet: LetterSheet; readonly label: string }): JSX.Element {
  return (
    <div className="letter-paper scroll" role="region" aria-label={label} tabIndex={0}>
      <article>
        <header>
          <div><b>{LETTER_COMPANY.name}</b><small>{LETTER_COMPANY.legalName}</small></div>
          <div className="right"><b>{sheet.reference}</b><small>{sheet.day}</small></div>
        </header>
        <h4>{sheet.title}</h4>
        {/* Paragraphs have no names, and their order is the letter's. */}
        {sheet.paragraphs.map((paragraph, place) => <p key={place}>{paragraph}</p>)}
      </article>
    </div>
  )
}
