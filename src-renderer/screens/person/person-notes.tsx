// What colleagues noted in the cases of this person, the latest first, and the way into each case.
import type { JSX } from 'react'
import type { RequestRow } from '../../../src-shared/contract/views'
import { useOpenRequest } from '../../components/use-open-request'
import { caseName } from '../../components/words'
import { useAskEach, useMe, useToday } from '../../desk-context'
import { useText } from '../../text'

/** Notes of the latest cases; whoever had more is looked up case by case. */
const CASES = 10
const MOST = 8

export function PersonNotes({ requests }: { readonly requests: readonly RequestRow[] }): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  const open = useOpenRequest()
  const mayRead = useMe().permissions.includes('read-case')
  const cases = mayRead ? requests.slice(0, CASES) : []
  const lists = useAskEach('note.list', cases.map(({ id }) => ({ requestId: id })))
  const notes = cases.flatMap((row, at) => (lists[at]?.notes ?? []).filter((note) => note.removed === undefined).map((note) => ({ row, note }))).toSorted((one, other) => other.note.at - one.note.at)
  if (cases.length === 0) return null
  return (
    <>
      <h2 className="label-line person-looks">{t('person:notes.title')}</h2>
      <div className="card">
        {notes.slice(0, MOST).map(({ row, note }) => (
          <button key={note.id} type="button" className="card-row person-request" onClick={() => open(row)}>
            <span className="row gap8 between meta t2"><span className="nowrap">{caseName(t, row.caseNo)} · {note.by.name}</span><span className="nowrap">{format.recent(note.at, today)}</span></span>
            <span className="person-note">{note.text}</span>
          </button>
        ))}
        {notes.length === 0 ? <p className="card-row t2">{t('person:notes.none')}</p> : null}
      </div>
    </>
  )
}
