// How old the data in this pane are: always there, louder when they are stale.
import type { JSX } from 'react'
import type { Freshness } from '../../src-shared/contract/views'
import { useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { Tag } from './tag'

export function FreshnessLine({ freshness }: { readonly freshness: Freshness }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  const { dataAsOf, stale } = freshness
  if (dataAsOf === undefined) return <Tag tone="warning" icon="alert">{t('app:neverSynced')}</Tag>
  const text = t('app:dataAsOf', { time: format.recent(dataAsOf, today) })
  if (stale) return <Tag tone="warning" icon="alert">{text}</Tag>
  return <span className="meta t3 row gap4 nowrap"><Icon name="refresh" size={12} />{text}</span>
}
