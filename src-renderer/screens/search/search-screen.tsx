// Search results while the focus stays in the box: grouped by how well they match, each with why, and a peek at the chosen one.
import { useCallback, useState, type JSX, type UIEvent } from 'react'
import { useStore } from 'zustand'
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import { MATCH_CLASSES, SEARCH_REACH, type MatchClass, type SearchAnswer, type SearchRow } from '../../../src-shared/contract/search'
import type { RequestRow } from '../../../src-shared/contract/views'
import { Kbd } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { FreshnessLine } from '../../components/freshness-line'
import { NewRequestDialog } from '../../components/new-request-dialog'
import { useOpenRequest } from '../../components/use-open-request'
import { useDesk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { CaseRows, useCases } from './case-rows'
import { MatchReason } from './match-reason'
import { OnlineGroup, OnlineNote, OnlineSentence, useOnline } from './online-results'
import { RecentPeople } from './recent-people'
import { SearchPeek } from './search-peek'
import { SearchResultRow } from './search-result-row'
import { useResults } from './use-results'
import { useSearchKeys } from './use-search-keys'

/** As it stands on the keys, in both languages. */
const NEW_CAP = 'Ctrl ↵'
/** So near to the end of the list, in pixels, the next rows are asked for: some ten of them. */
const NEAR_END = 560

export function SearchScreen(): JSX.Element {
  const query = useStore(useDesk().selection, (state) => state.query)
  return query.trim() === '' ? <RecentPeople /> : <SearchResults query={query} />
}

type Item = { readonly id: RequestId; readonly subjectId: SubjectId; readonly request: RequestRow } | { readonly id: SubjectId; readonly subjectId: SubjectId; readonly person: SearchRow }

function SearchResults({ query }: { readonly query: string }): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const go = useGo()
  const openRequest = useOpenRequest()
  const { rows: local, answer, ...results } = useResults(query)
  const online = useOnline(query, answer)
  const cases = useCases(query)
  const rows = [...local, ...online.rows]
  const items: readonly Item[] = [...cases.rows.map((request) => ({ id: request.id, subjectId: request.subjectId, request })), ...rows.map((person) => ({ id: person.subjectId, subjectId: person.subjectId, person }))]
  const chosenId = useStore(desk.selection, (state) => state.chosenInSearch)
  const chosen = items.find((item) => item.id === chosenId) ?? items[0]
  const { chooseInSearch } = desk.selection.getState()
  const openPerson = useCallback((id: SubjectId) => go({ screen: 'person', subjectId: id }), [go])
  const [newFor, setNewFor] = useState<SubjectId>()
  const itemOf = (id: Item['id']): Item | undefined => items.find((item) => item.id === id)

  const step = (by: 1 | -1): void => {
    const next = items[items.findIndex((item) => item.id === chosen?.id) + by]
    if (next !== undefined) chooseInSearch(next.id)
  }
  const open = (id: Item['id']): void => {
    const item = itemOf(id)
    if (item === undefined) return
    if ('request' in item) openRequest(item.request)
    else openPerson(item.subjectId)
  }
  useSearchKeys<Item['id']>({ query, chosenId: chosen?.id, isAnswered: results.isAnswered && cases.isAnswered }, { step, open, create: (id) => setNewFor(itemOf(id)?.subjectId) })
  const scroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent): void => {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) results.showMore()
  }

  if (results.error !== null) return <ErrorState error={results.error.error} onRetry={results.askAgain} />
  const person = chosen !== undefined && 'person' in chosen ? chosen.person : undefined
  return (
    <div className="search-screen">
      <section className="column grow search-list" aria-label={t('search:results')} aria-busy={!results.isAnswered}>
        <SearchHead answer={answer} count={local.length} hasMore={results.more !== 'no'} />
        {answer?.covers === 'cases' ? <OnlineNote isFilling={answer.isFilling} /> : null}
        {answer?.isRebuilding === true ? <p className="note note-neutral search-note" role="status"><Icon name="info" size={14} />{t('search:rebuilding')}</p> : null}
        {answer !== undefined && items.length === 0 && online.state === 'none' ? <EmptyState sentence={t('search:nobody')} /> : null}
        {items.length === 0 ? null : (
          <div className="grow scroll" role="listbox" aria-label={t('search:results')} tabIndex={0} onScroll={scroll}>
            <CaseRows cases={cases.rows} chosen={chosen !== undefined && 'request' in chosen ? chosen.request : undefined} onChoose={({ id }) => chooseInSearch(id)} onOpen={openRequest} />
            <ResultGroups rows={local} query={query} chosen={person} onChoose={chooseInSearch} onOpen={openPerson} />
            <OnlineGroup online={online} query={query} chosen={person} onChoose={chooseInSearch} onOpen={openPerson} />
            {results.more === 'end' ? <p className="meta t3 search-end">{t('search:end', { count: SEARCH_REACH })}</p> : null}
          </div>
        )}
        <OnlineSentence online={online} />
        <SearchFoot />
      </section>
      {person === undefined ? null : <SearchPeek key={person.subjectId} row={person} query={query} isFirst={person === rows[0]} leaseUntil={online.rows.includes(person) ? online.leaseUntil : undefined} onOpen={() => openPerson(person.subjectId)} onNew={() => setNewFor(person.subjectId)} />}
      {newFor === undefined ? null : <NewRequestDialog subjectId={newFor} onClose={() => setNewFor(undefined)} />}
    </div>
  )
}

function SearchFoot(): JSX.Element {
  const { t } = useText()
  return (
    <div className="pane-foot meta t3">
      <span className="row gap6 ellipsis" title={t('search:logged')}><Icon name="chain" size={14} />{t('search:logged')}</span>
      <span className="grow" />
      <span className="row gap6"><Kbd>↑</Kbd><Kbd>↓</Kbd>{t('search:choose')}</span>
      <span className="row gap6"><Kbd>↵</Kbd>{t('search:open')}</span>
      <span className="row gap6"><Kbd>{NEW_CAP}</Kbd>{t('person:newRequest')}</span>
    </div>
  )
}

function SearchHead({ answer, count, hasMore }: { readonly answer: SearchAnswer | undefined; readonly count: number; readonly hasMore: boolean }): JSX.Element {
  const { t, format } = useText()
  return (
    <div className="toolbar search-head">
      <h1 className="section-title nowrap">{t('search:people')}</h1>
      <span className="t3" role="status">{answer === undefined ? '' : t(hasMore ? 'search:countMore' : 'search:count', { count })}</span>
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
              key={row.subjectId} row={row} match={row.match} reason={<MatchReason match={row.match} query={query} />}
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
