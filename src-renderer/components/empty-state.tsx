// Nothing to show: one masked-line drawing, one sentence, one act.
import type { JSX, ReactNode } from 'react'

export interface EmptyStateProps {
  readonly sentence: string
  readonly act?: ReactNode
}

export function EmptyState({ sentence, act }: EmptyStateProps): JSX.Element {
  return (
    <div className="empty-state">
      <svg viewBox="0 0 96 56" width="96" height="56" aria-hidden="true">
        {[12, 26, 40, 54].map((cx) => <circle key={cx} cx={cx} cy="16" r="5" />)}
        <rect x="66" y="9" width="26" height="14" rx="7" />
        <rect x="4" y="33" width="26" height="14" rx="7" />
        {[42, 56, 70, 84].map((cx) => <circle key={cx} cx={cx} cy="40" r="5" />)}
      </svg>
      <p className="t2">{sentence}</p>
      {act}
    </div>
  )
}
