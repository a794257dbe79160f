// Who looked at this person, showed a value, decided or sent something: from the record of this workstation.
import type { JSX } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { AuditLine } from '../../../src-shared/contract/audit-lines'
import { auditWord } from '../../components/words'
import { useAsk, useToday } from '../../desk-context'
import { useText } from '../../text'

/** A page that asks again after a change looks again: of the same by the same person in a row the latest stands for all. */
function inRows(lines: readonly AuditLine[]): readonly AuditLine[] {
  return lines.filter(({ type, who }, at) => lines[at - 1]?.type !== type || lines[at - 1]?.who?.id !== who?.id)
}

export function PersonLooks({ subjectId }: { readonly subjectId: SubjectId }): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  const found = useAsk('audit.ofPerson', { subjectId }).data
  if (found === undefined) return null
  return (
    <>
      <h2 className="label-line person-looks">{t(found.whose === 'all' ? 'person:looks.all' : 'person:looks.mine')}</h2>
      <ul className="card">
        {inRows(found.lines).map(({ seq, at, who, type }) => (
          <li key={seq} className="card-row between meta person-look">
            <span className="ellipsis">{auditWord(t, type)}</span>
            <span className="row gap8 nowrap t2">{found.whose === 'all' ? <span>{who?.name ?? t('audit:lines.desk')}</span> : null}<span>{format.recent(at, today)}</span></span>
          </li>
        ))}
        {found.lines.length === 0 ? <li className="card-row t2">{t('person:looks.none')}</li> : null}
      </ul>
      <p className="meta t3">{t('person:looks.here')}</p>
    </>
  )
}
