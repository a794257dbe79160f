// One person among the results: masked name, account, identifiers, and why the row is here.
import type { JSX, ReactNode } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { PersonRow, SearchRow } from '../../../src-shared/contract/search'
import { MaskedValue } from '../../components/masked-value'
import { Tag } from '../../components/tag'
import { useInSight } from '../../components/use-in-sight'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { MatchTag } from './match-reason'

export interface SearchResultRowProps {
  readonly row: PersonRow
  /** Why the row is here; of somebody who was not searched for there is nothing to say. */
  readonly match?: SearchRow['match']
  readonly reason?: ReactNode
  readonly isChosen: boolean
  readonly onChoose: (id: SubjectId) => void
  readonly onOpen: (id: SubjectId) => void
}

/** More would make the row higher than its neighbours; the peek shows them all. */
const IDENTIFIERS_SHOWN = 2

export function SearchResultRow({ row, match, reason, isChosen, onChoose, onOpen }: SearchResultRowProps): JSX.Element {
  const { t } = useText()
  const element = useInSight<HTMLDivElement>(isChosen)
  return (
    <div
      ref={element}
      role="option"
      aria-selected={isChosen}
      className={isChosen ? 'result-row result-row-on' : 'result-row'}
      onClick={() => onChoose(row.subjectId)}
      onDoubleClick={() => onOpen(row.subjectId)}
    >
      <span className="avatar avatar-neutral avatar-24" aria-hidden="true"><Icon name="user" size={14} /></span>
      <span className="medium ellipsis">{row.maskedName}</span>
      <span className="t2 ellipsis">{row.maskedAccountNo}</span>
      <span className="result-identifiers meta">
        {row.identifiers.slice(0, IDENTIFIERS_SHOWN).map((identifier) => <MaskedValue key={identifier.kind + identifier.masked} kind={identifier.kind} masked={identifier.masked} />)}
      </span>
      <span className="row gap8">
        {match === undefined ? null : <MatchTag match={match} />}
        {reason === undefined ? null : <span className="meta t2 ellipsis">{reason}</span>}
        {row.status === 'active' ? null : <Tag tone="outline">{t(`words:account.${row.status}`)}</Tag>}
      </span>
    </div>
  )
}
