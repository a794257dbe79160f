// While the first copy comes in: how far it is, how fast, how long it still takes; the desk already works.
import type { JSX } from 'react'
import { useAsk } from '../desk-context'
import { useText } from '../text'

export function BootstrapLine(): JSX.Element | null {
  const { t, format } = useText()
  const progress = useAsk('sync.status', {}, { former: 'keep' }).data?.bootstrap
  if (progress === undefined) return null
  const share = progress.total === 0 ? 0 : Math.min(100, (progress.rows / progress.total) * 100)
  const left = progress.secondsLeft === undefined ? '' : t('app:bootstrap.left', { count: Math.ceil(progress.secondsLeft) })
  return (
    <div className="bootstrap-line">
      <span className="meta t2 nowrap">{t(`app:bootstrap.${progress.scope}`)}</span>
      <div className="progress grow" role="progressbar" aria-label={t(`app:bootstrap.${progress.scope}`)} aria-valuenow={Math.round(share)} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${share}%` }} />
      </div>
      <span className="meta t3 nowrap">
        {t('app:bootstrap.rows', { rows: format.number(progress.rows), total: format.number(progress.total), rate: format.number(progress.rowsPerSecond) })}{left}
      </span>
    </div>
  )
}
