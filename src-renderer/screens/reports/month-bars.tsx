// What was received and what was closed, month by month, as pairs of bars; the same is said in words for whoever does not see them.
import type { JSX } from 'react'
import type { ReportView } from '../../../src-shared/contract/report'
import { useText } from '../../text'

const [HEIGHT, FOOT, PAIR, BAR, GAP] = [152, 20, 72, 22, 4] as const
const MOST_NAMED = 24

export function MonthBars({ months }: Pick<ReportView, 'months'>): JSX.Element {
  const { t, format } = useText()
  const most = Math.max(1, ...months.flatMap(({ received, ended }) => [received, ended]))
  const width = Math.max(1, months.length) * PAIR
  const height = (count: number): number => Math.round(((HEIGHT - FOOT - 16) * count) / most)
  const said = months.map(({ month, received, ended }) => t('report:monthOf', { month, received: format.number(received), ended: format.number(ended) })).join(t('app:listComma'))
  // Every so many months have their name, so that none lies over another.
  const every = Math.ceil(months.length / MOST_NAMED)
  const bar = (x: number, count: number, kind: 'received' | 'ended'): JSX.Element => (
    <>
      <rect className={`bar-${kind}`} x={x} y={HEIGHT - FOOT - height(count)} width={BAR} height={height(count)} rx={2} />
      <text className="bar-count" x={x + BAR / 2} y={HEIGHT - FOOT - height(count) - 4} textAnchor="middle">{count === 0 ? '' : format.number(count)}</text>
    </>
  )
  return (
    <figure className="month-bars scroll" tabIndex={0} aria-label={t('report:months')}>
      <svg role="img" aria-label={t('report:monthsText', { text: said })} width={width} height={HEIGHT} viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`}>
        <line className="bar-ground" x1={0} x2={width} y1={HEIGHT - FOOT + 0.5} y2={HEIGHT - FOOT + 0.5} />
        {months.map(({ month, received, ended }, at) => {
          const x = at * PAIR + (PAIR - 2 * BAR - GAP) / 2
          return (
            <g key={month}>
              {bar(x, received, 'received')}
              {bar(x + BAR + GAP, ended, 'ended')}
              {at % every === 0 ? <text className="bar-month" x={at * PAIR + PAIR / 2} y={HEIGHT - 5} textAnchor="middle">{month}</text> : null}
            </g>
          )
        })}
      </svg>
      <figcaption className="meta t2 row gap8">
        <span className="row gap6"><span className="bar-key bar-key-received" aria-hidden="true" />{t('report:legend.received')}</span>
        <span className="row gap6"><span className="bar-key bar-key-ended" aria-hidden="true" />{t('report:legend.ended')}</span>
      </figcaption>
    </figure>
  )
}
