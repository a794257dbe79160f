// What the origin answers where this desk holds no directory: the same rows, marked as its answer, with why there are none if there are none.
import { useEffect, useState, type JSX } from 'react'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { SearchAnswer, SearchRow } from '../../../src-shared/contract/search'
import { ReasonLine } from '../../components/error-state'
import { useAsk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import type { DeskErrorKind } from '../../../src-shared/contract/errors'
import { MatchReason } from './match-reason'
import { SearchResultRow } from './search-result-row'

/** A person still types: what they have typed so far is nothing to tell the origin. */
const ONLINE_AFTER_MS = 250

export interface Online {
  /** `none`: this desk has the directory and asks nobody. */
  readonly state: 'none' | 'asking' | 'answered' | 'failed'
  readonly rows: readonly SearchRow[]
  readonly more: boolean
  readonly leaseUntil: EpochMs | undefined
  readonly reason: DeskErrorKind | undefined
}

export function useOnline(query: string, local: SearchAnswer | undefined): Online {
  const settled = useSettled(query)
  const connection = useAsk('sync.status', {}, { former: 'keep' }).data?.connection
  const isAsked = local?.covers === 'cases'
  // Offline is known without asking; when the line is back the question is asked by itself.
  const isOnline = connection !== 'offline' && connection !== 'blocked'
  const answer = useAsk('search.online', { query: settled }, { enabled: isAsked && isOnline && settled === query })
  if (!isAsked) return { state: 'none', rows: [], more: false, leaseUntil: undefined, reason: undefined }
  const rows = settled === query ? (answer.data?.rows ?? []) : []
  const failed = !isOnline ? 'origin-unreachable' : answer.error?.error.kind
  const state = failed !== undefined ? 'failed' : settled === query && answer.data !== undefined ? 'answered' : 'asking'
  return { state, rows, more: answer.data?.more === true, leaseUntil: answer.data?.leaseUntil, reason: failed }
}

function useSettled(query: string): string {
  const [settled, setSettled] = useState(query)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(query), ONLINE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [query])
  return settled
}

export function OnlineNote({ isFilling }: { readonly isFilling: boolean }): JSX.Element {
  const { t } = useText()
  return <p className="note note-neutral search-note"><Icon name="info" size={14} />{t(isFilling ? 'search:online.filling' : 'search:online.casesOnly')}</p>
}

interface OnlineGroupProps {
  readonly online: Online
  readonly query: string
  readonly chosen: SearchRow | undefined
  readonly onChoose: (id: SubjectId) => void
  readonly onOpen: (id: SubjectId) => void
}

export function OnlineGroup({ online, query, chosen, onChoose, onOpen }: OnlineGroupProps): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  if (online.rows.length === 0) return null
  return (
    <div role="group" aria-label={t('search:online.origin')}>
      <div className="group-head meta t3" role="presentation">
        <span className="medium t2 row gap6"><Icon name="cloud" size={14} />{t('search:online.origin')}</span>
        <span>{t('search:online.originCount', { count: online.rows.length })}</span>
        <span className="grow" />
        {online.leaseUntil === undefined ? null : <span>{t('search:online.originKept', { time: format.recent(online.leaseUntil, today) })}</span>}
      </div>
      {online.rows.map((row) => (
        <SearchResultRow key={row.subjectId} row={row} match={row.match} reason={<MatchReason match={row.match} query={query} />} isChosen={row === chosen} onChoose={onChoose} onOpen={onOpen} />
      ))}
    </div>
  )
}

/** Why nobody else is listed, or that there may be more. */
export function OnlineSentence({ online }: { readonly online: Online }): JSX.Element {
  return <div role="status" className="search-sentence"><Sentence online={online} /></div>
}

function Sentence({ online }: { readonly online: Online }): JSX.Element | null {
  const { t } = useText()
  switch (online.state) {
    case 'none':
      return null
    case 'asking':
      return <p className="meta t3">{t('search:online.originAsking')}</p>
    case 'failed':
      if (online.reason !== undefined && online.reason !== 'origin-unreachable') return <ReasonLine kind={online.reason} />
      return <p className="meta is-warning row gap6"><Icon name="cloudoff" size={14} />{t('search:online.originOffline')}</p>
    case 'answered':
      if (online.rows.length === 0) return <p className="meta t3">{t('search:online.originNobody')}</p>
      return online.more ? <p className="meta t3">{t('search:online.originMore')}</p> : null
  }
}
