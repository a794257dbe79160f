// The state of a request as icon and word.
import type { JSX } from 'react'
import type { RequestState } from '../../src-shared/domain/vocabulary'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'
import { useText } from '../text'

interface Look {
  readonly icon: IconName
  readonly tone: string
}

const LOOKS: Readonly<Record<RequestState, Look>> = {
  received: { icon: 'spark', tone: 'is-primary' },
  verifying: { icon: 'shield', tone: 't2' },
  deciding: { icon: 'scale', tone: '' },
  approval: { icon: 'usercheck', tone: 'is-violet' },
  executing: { icon: 'play', tone: 't2' },
  granted: { icon: 'check', tone: 't2' },
  'granted-in-part': { icon: 'check', tone: 't2' },
  refused: { icon: 'x', tone: 't2' },
  withdrawn: { icon: 'undo', tone: 't3' },
}

export function RequestStateWord({ state }: { readonly state: RequestState }): JSX.Element {
  const { t } = useText()
  const look = LOOKS[state]
  return (
    <span className={`state-word ${look.tone}`}>
      <Icon name={look.icon} size={14} />
      <span className="ellipsis">{t(`words:state.${state}`)}</span>
    </span>
  )
}
