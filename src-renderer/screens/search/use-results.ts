// The people that a search finds here, page after page as far as somebody scrolls.
import { useInfiniteQuery } from '@tanstack/react-query'
import { SEARCH_PAGE, SEARCH_REACH, type SearchAnswer, type SearchRow } from '../../../src-shared/contract/search'
import type { DeskFailure } from '../../desk'
import { useAsking } from '../../desk-context'

export interface Results {
  readonly rows: readonly SearchRow[]
  /** The first page: what it says of the search holds for all. */
  readonly answer: SearchAnswer | undefined
  readonly error: DeskFailure | null
  /** The rows are those of the query, not of the one before. */
  readonly isAnswered: boolean
  /** `end`: there are more, further than a list reaches. */
  readonly more: 'yes' | 'no' | 'end'
  readonly showMore: () => void
  readonly askAgain: () => void
}

export function useResults(query: string): Results {
  const ask = useAsking()
  const pages = useInfiniteQuery<SearchAnswer, DeskFailure, { pages: SearchAnswer[] }, readonly unknown[], number>({
    queryKey: ['search.people', query],
    // The former rows stay until those of the next letter are here.
    placeholderData: (former) => former && { ...former, pages: former.pages.slice(0, 1), pageParams: former.pageParams.slice(0, 1) },
    // Whoever types the same again looks again, and that is on record.
    gcTime: 0,
    initialPageParam: 0,
    queryFn: ({ pageParam }) => ask('search.people', { query, limit: SEARCH_PAGE, offset: pageParam }),
    getNextPageParam: (page, _, offset) => (page.more && offset + 2 * SEARCH_PAGE <= SEARCH_REACH ? offset + SEARCH_PAGE : undefined),
  })
  const { data, error, hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage, refetch } = pages
  return {
    rows: data?.pages.flatMap((page) => page.rows) ?? [],
    answer: data?.pages[0],
    error: data === undefined ? error : null,
    isAnswered: data !== undefined && !isPlaceholderData,
    more: data?.pages.at(-1)?.more !== true ? 'no' : hasNextPage ? 'yes' : 'end',
    showMore: () => {
      if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage()
    },
    askAgain: () => void refetch(),
  }
}
