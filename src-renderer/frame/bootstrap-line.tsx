// While the first copy comes in: how far it is, how fast, how long it still takes; the desk already works.
import type { JSX } from 'react'
import { useAsk } from '../desk-context'
import { useText } from '../text'

export function BootstrapLine(): JSX.Element | null {
  const { t, format } = useText()
  const progress = useAsk('sync.status', {}, { former: 'keep' }).data?.bootstrap
  if (progress === undefined) return null
  const { scope, rows, total } = progress
  const share = total === 0 ? 0 : Math.min(100, (rows / total) * 100)
  const words = {
    index: t('app:bootstrap.parts', { part: format.number(rows + 1), total: format.number(total) }),
    rebuild: t('app:bootstrap.people', { part: format.number(rows), total: format.number(total) }),
    pages: t('app:bootstrap.rows', { rows: format.number(rows), total: format.number(total), rate: format.number(progress.rowsPerSecond) }),
  }
  const left = progress.secondsLeft === undefined ? '' : t('app:bootstrap.left', { count: Math.ceil(progress.secondsLeft) })
  return (
    <div className="bootstrap-line">
      <span className="meta t2 nowrap">{t(`app:bootstrap.${scope}`)}</span>
      <div className="progress grow" role="progressbar" aria-label={t(`app:bootstrap.${scope}`)} aria-valuenow={Math.round(share)} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${share}%` }} />
      </div>
      <span className="meta t3 nowrap">
        {words[scope === 'index' || scope === 'rebuild' ? scope : 'pages']}
        {left}
      </span>
    </div>
  )
}
