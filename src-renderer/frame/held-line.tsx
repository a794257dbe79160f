// While the store is written anew after an erasure: saving waits, and says why.
import type { JSX } from 'react'
import { useAsk } from '../desk-context'
import { useText } from '../text'

export function HeldLine(): JSX.Element | null {
  const { t } = useText()
  const isHeld = useAsk('sync.status', {}, { former: 'keep' }).data?.writesHeld ?? false
  return isHeld ? <div className="bootstrap-line" role="status"><span className="meta t2">{t('app:writesHeld')}</span></div> : null
}
