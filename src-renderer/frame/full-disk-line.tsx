// While the disk is full: nothing can be saved, everything can be read; it goes by itself when there is room.
import type { JSX } from 'react'
import { useAsk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'

export function FullDiskLine(): JSX.Element | null {
  const { t } = useText()
  const isFull = useAsk('sync.status', {}, { former: 'keep' }).data?.diskFull ?? false
  return isFull ? <div className="note note-warning full-disk-line" role="status"><Icon name="alert" size={14} /><div>{t('app:diskFull')}</div></div> : null
}
