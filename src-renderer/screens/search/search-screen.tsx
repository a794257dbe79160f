// Search results while the focus stays in the box: grouped by how well they match, each with why, and a peek at the chosen one.
import { useCallback, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { SubjectId } from '../../../src-shared/base/ids'
import { MATCH_CLASSES, type MatchClass, type SearchAnswer, type SearchRow } from '../../../src-shared/contract/search'
import { Kbd } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { FreshnessLine } from '../../components/freshness-line'
import { NewRequestDialog } from '../../components/new-request-dialog'
import { useAsk, useDesk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { MatchReason } from './match-reason'
import { OnlineGroup, OnlineNote, OnlineSentence, useOnline } from './online-results'
import { SearchPeek } from './search-peek'
import { SearchResultRow } from './search-result-row'
import { useSearchKeys } from './use-search-keys'

/** One answer of the contract; the next rows follow by offset. */
const PAGE = 50
/** As it stands on the keys, in both languages. */
const NEW_CAP = 'Ctrl ↵'

export function SearchScreen(): JSX.Element {
  const { t } = useText()
  const query = useStore(useDesk().selection, (state) => state.query)
  if (query.trim() === '') return <div className="screen column"><EmptyState sentence={t('search:start')} /></div>
  return <SearchResults query={query} />
}

function SearchResults({ query }: { readonly query: string }): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const go = useGo()
  const { limit, showMore } = useLimit(query)
  const answer = useAsk('search.people', { query, limit: PAGE, offset: 0 }, { former: 'keep' })
  const more = useAsk('search.people', { query, limit: PAGE, offset: PAGE }, { enabled: limit > PAGE && answer.data?.more === true })
  const local = [...(answer.data?.rows ?? []), ...(limit > PAGE ? (more.data?.rows ?? []) : [])]
  const online = useOnline(query, answer.data)
  const rows = [...local, ...online.rows]
  const chosenId = useStore(desk.selection, (state) => state.personInSearch)
  const chosen = rows.find((row) => row.subjectId === chosenId) ?? rows[0]
  const open = useCallback((id: SubjectId) => go({ screen: 'person', subjectId: id }), [go])
  const [newFor, setNewFor] = useState<SubjectId>()

  const step = (by: 1 | -1): void => {
    const next = rows[rows.findIndex((row) => row.subjectId === chosen?.subjectId) + by]
    if (next !== undefined) desk.selection.getState().selectPerson(next.subjectId)
  }
  useSearchKeys({ query, chosenId: chosen?.subjectId, isAnswered: answer.data !== undefined && !answer.isPlaceholderData }, { step, open, create: setNewFor })

  if (answer.error !== null && answer.data === undefined) return <ErrorState error={answer.error.error} onRetry={() => void answer.refetch()} />
  return (
    <div className="search-screen">
      <section className="column grow search-list" aria-label={t('search:results')} aria-busy={answer.isPlaceholderData || answer.isPending}>
        <SearchHead answer={answer.data} count={local.length} />
        {answer.data?.covers === 'cases' ? <OnlineNote isFilling={answer.data.isFilling} /> : null}
        {answer.data?.isRebuilding === true ? <p className="note note-neutral search-note" role="status"><Icon name="info" size={14} />{t('search:rebuilding')}</p> : null}
        {answer.data !== undefined && rows.length === 0 && online.state === 'none' ? <EmptyState sentence={t('search:nobody')} /> : null}
        {rows.length === 0 ? null : (
          <div className="grow scroll" role="listbox" aria-label={t('search:results')} tabIndex={0}>
            <ResultGroups rows={local} query={query} chosen={chosen} onChoose={(id) => desk.selection.getState().selectPerson(id)} onOpen={open} />
            <OnlineGroup online={online} query={query} chosen={chosen} onChoose={(id) => desk.selection.getState().selectPerson(id)} onOpen={open} />
          </div>
        )}
        <OnlineSentence online={online} />
        {answer.data?.more === true && limit === PAGE ? <button type="button" className="link search-more" onClick={showMore}>{t('search:more')}</button> : null}
        <div className="pane-foot meta t3">
          <span className="row gap6 ellipsis" title={t('search:logged')}><Icon name="chain" size={14} />{t('search:logged')}</span>
          <span className="grow" />
          <span className="row gap6"><Kbd>↑</Kbd><Kbd>↓</Kbd>{t('search:choose')}</span>
          <span className="row gap6"><Kbd>↵</Kbd>{t('search:open')}</span>
          <span className="row gap6"><Kbd>{NEW_CAP}</Kbd>{t('person:newRequest')}</span>
        </div>
      </section>
      {chosen === undefined ? null : <SearchPeek key={chosen.subjectId} row={chosen} query={query} isFirst={chosen === rows[0]} leaseUntil={online.rows.includes(chosen) ? online.leaseUntil : undefined} onOpen={() => open(chosen.subjectId)} onNew={() => setNewFor(chosen.subjectId)} />}
      {newFor === undefined ? null : <NewRequestDialog subjectId={newFor} onClose={() => setNewFor(undefined)} />}
    </div>
  )
}

/** One page of each query until more is asked for. Set back while rendering, so that no frame has the length of the query before. */
function useLimit(query: string): { readonly limit: number; readonly showMore: () => void } {
  const [limit, setLimit] = useState(PAGE)
  const [limitedQuery, setLimitedQuery] = useState(query)
  if (limitedQuery !== query) {
    setLimitedQuery(query)
    setLimit(PAGE)
  }
  return { limit, showMore: () => setLimit(2 * PAGE) }
}

function SearchHead({ answer, count }: { readonly answer: SearchAnswer | undefined; readonly count: number }): JSX.Element {
  const { t, format } = useText()
  return (
    <div className="toolbar search-head">
      <h1 className="section-title nowrap">{t('search:people')}</h1>
      <span className="t3" role="status">{answer === undefined ? '' : t(answer.more ? 'search:countMore' : 'search:count', { count })}</span>
      <span className="grow" />
      {answer === undefined ? null : (
        <>
          <span className="meta t3 nowrap row gap6"><Icon name="db" size={14} />{t(answer.covers === 'cases' ? 'search:online.localCases' : 'search:local', { rows: format.number(answer.directoryRows), ms: answer.tookMs.toFixed(1) })}</span>
          <FreshnessLine freshness={answer.freshness} />
        </>
      )}
    </div>
  )
}

export interface ResultGroupsProps {
  readonly rows: readonly SearchRow[]
  readonly query: string
  readonly chosen: SearchRow | undefined
  readonly onChoose: (id: SubjectId) => void
  readonly onOpen: (id: SubjectId) => void
}

function ResultGroups({ rows, query, chosen, onChoose, onOpen }: ResultGroupsProps): JSX.Element {
  const { t } = useText()
  const groups = MATCH_CLASSES.map((name) => ({ name, rows: rows.filter((row) => row.match.class === name) })).filter((group) => group.rows.length > 0)
  return (
    <>
      {groups.map((group, index) => (
        <div key={group.name} role="group" aria-label={t(`search:class.${group.name}`)}>
          <GroupHead name={group.name} count={group.rows.length} isFirst={index === 0} />
          {group.rows.map((row) => (
            <SearchResultRow
              key={row.subjectId} row={row} reason={<MatchReason match={row.match} query={query} />}
              isChosen={row === chosen} onChoose={onChoose} onOpen={onOpen}
            />
          ))}
        </div>
      ))}
    </>
  )
}

function GroupHead({ name, count, isFirst }: { readonly name: MatchClass; readonly count: number; readonly isFirst: boolean }): JSX.Element {
  const { t, format } = useText()
  return (
    <div className="group-head meta t3" role="presentation">
      <span className="medium t2">{t(`search:class.${name}`)}</span>
      <span>{format.number(count)}</span>
      <span className="grow" />
      {isFirst ? <span>{t('search:masked')}</span> : null}
    </div>
  )
}
