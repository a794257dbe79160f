// The queue: the list of a view on the left, the selected request on the right, and the keys that move between them.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState, type JSX } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import type { RequestId } from '../../../src-shared/base/ids'
import type { QueuePage, QueueView } from '../../../src-shared/contract/queue'
import type { RequestRow } from '../../../src-shared/contract/views'
import { Button } from '../../components/button'
import { Skeleton } from '../../components/answered'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { QueueGrid } from '../../components/queue-grid'
import type { DeskFailure } from '../../desk'
import { useAsking, useDesk, useMe } from '../../desk-context'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { useBulk, useLook } from './use-bulk'
import { ClockLine, FilterBar, type QueueFilterProps } from './queue-filter'
import { isNarrowed, type Look } from '../../stores/queue-look'
import { BulkFoot, QueueFoot, QueueStrip, QueueToolbar } from './queue-parts'
import { RequestPane } from './request-pane'

const PAGE = 100

function useQueue(view: QueueView, { filter, sort }: Pick<Look, 'filter' | 'sort'>) {
  const ask = useAsking()
  return useInfiniteQuery<QueuePage, DeskFailure, { pages: QueuePage[] }, readonly unknown[], string | undefined>({
    queryKey: ['queue.list', view, filter, sort],
    // Another order or filter of a view shows the former rows until its own are here.
    placeholderData: (former, query) => (query?.queryKey[1] === view ? former : undefined),
    initialPageParam: undefined,
    queryFn: ({ pageParam }) => ask('queue.list', { view, filter, sort, after: pageParam, limit: PAGE }),
    getNextPageParam: (page) => page.after,
  })
}

export function QueueScreen({ view }: { readonly view: QueueView }): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const mayOpen = useMe().permissions.includes('read-case')
  const { look, change } = useLook(view)
  const queue = useQueue(view, look)
  const rows = useMemo(() => queue.data?.pages.flatMap((page) => page.rows) ?? [], [queue.data])
  const chosen = useStore(desk.selection, (state) => state.requestByView[view])
  const selected = chosen ?? rows[0]?.id
  const pane = useRef<HTMLElement>(null)
  // Below 1024 px the request lies over the list, and only when it was opened.
  const [isOpen, setOpen] = useState(false)
  const select = useCallback((id: RequestId) => desk.selection.getState().selectRequest(view, id), [desk, view])
  const selectAt = (row: RequestRow | undefined): void => (row === undefined ? undefined : select(row.id))
  const open = (): void => {
    // The pane must be there before it can take the focus.
    flushSync(() => setOpen(true))
    pane.current?.focus()
  }
  const openRequest = (id: RequestId): void => {
    select(id)
    open()
  }
  const move = (step: number): void => {
    const at = rows.findIndex((row) => row.id === selected)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
    // The next page may be on its way still: the step is made once it is here.
    if (at + step === rows.length && queue.hasNextPage) void queue.fetchNextPage({ cancelRefetch: false }).then(({ data }) => selectAt(data?.pages.flatMap((page) => page.rows)[rows.length]))
    else selectAt(next)
  }
  const goOn = (): void => (selected === undefined ? undefined : moveOn(rows, selected, select))
  const bulk = useBulk(view, selected, goOn)
  const leave = (): void => (isOpen ? setOpen(false) : change({ picked: new Set() }))
  useKeys({ next: () => move(1), previous: () => move(-1), nextCase: () => move(1), Escape: leave, filter: () => change({ isFilterOpen: !look.isFilterOpen }) })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  const first = queue.data?.pages[0]
  const total = first?.total ?? 0
  const at = rows.findIndex((row) => row.id === selected)
  return (
    <div className="queue-screen">
      <section className="queue-list column" aria-label={t(`queue:view.${view}`)}>
        <QueueStrip onOpen={openRequest} view={view} />
        <QueueToolbar view={view} total={total} freshness={first?.freshness} />
        <ClockLine view={view} look={look} onChange={change} />
        <FilterBar view={view} look={look} onChange={change} />
        {queue.error !== null && rows.length === 0 ? <ErrorState error={queue.error.error} onRetry={() => void queue.refetch()} /> : null}
        {queue.isPending ? <Skeleton rowHeight={40} rows={12} /> : null}
        {first !== undefined && rows.length === 0 ? <NothingHere view={view} look={look} onChange={change} /> : null}
        {rows.length > 0 ? <QueueGrid label={t(`queue:view.${view}`)} rows={rows} total={total} selected={selected} sort={first?.sort ?? look.sort} picked={look.picked} onSelect={select} onSort={(sort) => change({ sort })} onPick={(picked) => change({ picked })} onPickAll={() => void bulk.pickAll()} onOpen={open} onEnd={loadMore} /> : null}
        {look.picked.size === 0 ? <QueueFoot total={total} /> : <BulkFoot count={look.picked.size} onAct={bulk.begin} onClear={() => change({ picked: new Set() })} />}
        {bulk.dialog}
      </section>
      <aside ref={pane} tabIndex={-1} className={isOpen ? 'queue-pane queue-pane-open' : 'queue-pane'} aria-label={t('request:pane')}>
        {selected === undefined || !mayOpen ? <EmptyState sentence={t(mayOpen ? 'request:noneSelected' : 'request:listOnly')} /> : (
          <RequestPane key={selected} requestId={selected} position={at < 0 ? undefined : { at: at + 1, total }} onMove={move} onNext={goOn} onClose={() => setOpen(false)} />
        )}
      </aside>
    </div>
  )
}

/** Filters hide everything: which, and the way out. */
function NothingHere({ view, look, onChange }: QueueFilterProps): JSX.Element {
  const { t } = useText()
  if (!isNarrowed(look.filter)) return <EmptyState sentence={t(`queue:empty.${view}`)} />
  return <EmptyState sentence={t('queue:filter.empty', { view: t(`queue:view.${view}`) })} act={<Button onClick={() => onChange({ filter: {} })}>{t('queue:filter.clear')}</Button>} />
}

/** After an act: the next request that is still to be worked; the selection stays where there is none. */
function moveOn(rows: readonly RequestRow[], from: RequestId, select: (id: RequestId) => void): void {
  const at = rows.findIndex((row) => row.id === from)
  const next = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))].find((row) => row.clock.phase !== 'closed')
  if (next !== undefined) select(next.id)
}
