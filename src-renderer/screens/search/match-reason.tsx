// Why a person was found, in words; it marks what was typed and never shows more of a masked value than that.
import type { JSX } from 'react'
import type { SearchRow } from '../../../src-shared/contract/search'
import { Rich, useText } from '../../text'

export interface MatchReasonProps {
  readonly match: SearchRow['match']
  readonly query: string
}

export function MatchReason({ match, query }: MatchReasonProps): JSX.Element {
  // The typed text stands where <q> is: it is put in as a node, so nothing in it can act as a mark.
  return <Rich of={`search:why.${match.class}.${match.field}`} parts={{ q: () => <mark>{query.trim()}</mark> }} />
}

/** Full match, initials and last digits are the strong ones, and carry the accent. */
export function MatchTag({ match }: { readonly match: SearchRow['match'] }): JSX.Element {
  const { t } = useText()
  const isStrong = match.class === 'exact' || match.class === 'initials' || match.class === 'tail'
  return <span className={isStrong ? 'tag tag-primary' : 'tag'}>{t(`search:tag.${match.class}`)}</span>
}
