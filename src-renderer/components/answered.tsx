// Shows the answer of a question, and until then its skeleton, or its failure with one retry.
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type JSX, type ReactNode } from 'react'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import { useText } from '../text'
import { ErrorState } from './error-state'

/** A skeleton that comes earlier only flickers: most answers are there in 100 ms. */
const SKELETON_AFTER_MS = 300

export interface AnsweredProps<Answer> {
  readonly query: UseQueryResult<Answer>
  readonly rowHeight?: number
  readonly rows?: number
  readonly children: (answer: Answer) => ReactNode
}

/** What somebody may not see any more goes from the screen; any other failure leaves the former answer. */
const NOT_TO_BE_SEEN: readonly DeskErrorKind[] = ['training-expired', 'not-permitted']

export function Answered<Answer>({ query, rowHeight = 40, rows = 8, children }: AnsweredProps<Answer>): JSX.Element {
  const failure = query.error?.error
  if (query.data !== undefined && (failure === undefined || !NOT_TO_BE_SEEN.includes(failure.kind))) return <>{children(query.data)}</>
  if (query.error !== null) return <ErrorState error={query.error.error} onRetry={() => void query.refetch()} />
  return <Skeleton rowHeight={rowHeight} rows={rows} />
}

export function Skeleton({ rowHeight, rows }: { readonly rowHeight: number; readonly rows: number }): JSX.Element {
  const { t } = useText()
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isLate) return <div className="grow" />
  return (
    <div className="grow" role="status" aria-label={t('app:loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton-row" style={{ height: rowHeight }}>
          <span className="skeleton" style={{ width: `${18 + ((row * 37) % 30)}%` }} />
          <span className="skeleton" style={{ width: `${30 + ((row * 23) % 35)}%` }} />
        </div>
      ))}
    </div>
  )
}
