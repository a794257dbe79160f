// Dots on a hairline: what happened, when, and from where.
import type { JSX, ReactNode } from 'react'

export type Dot = 'agreed' | 'consent' | 'withdrawn' | 'plain'

export interface TimelineItem {
  readonly key: string
  readonly dot: Dot
  readonly title: ReactNode
  readonly time: string
  readonly source?: ReactNode
}
export interface TimelineProps {
  readonly items: readonly TimelineItem[]
  /** `later`: after the chosen day, shown faint. */
  readonly era?: 'now' | 'later'
}

export function Timeline({ items, era = 'now' }: TimelineProps): JSX.Element {
  return (
    <ol className={era === 'later' ? 'timeline timeline-later' : 'timeline'}>
      {items.map((item) => (
        <li key={item.key} className={`timeline-item timeline-${item.dot}`}>
          <div className="row between gap8">
            <span className="timeline-title">{item.title}</span>
            <span className="meta t3 nowrap">{item.time}</span>
          </div>
          {item.source === undefined ? null : <div className="meta t3">{item.source}</div>}
        </li>
      ))}
    </ol>
  )
}
