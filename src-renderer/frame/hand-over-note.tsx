// One line before sign-in: what has become of decisions whose store is gone.
import type { JSX } from 'react'
import type { HandOverStatus } from '../../src-shared/contract/session'
import { Icon } from '../icons/icon'
import { useText } from '../text'

export function HandOverNote({ status }: { readonly status: HandOverStatus | undefined }): JSX.Element | null {
  const { t } = useText()
  if (status === undefined) return null
  return <p className="outside-note meta t2" role="status"><Icon name={status.state === 'told' ? 'check' : 'info'} size={14} />{t(`unlock:handOver.${status.state}`, { count: status.acts })}</p>
}
