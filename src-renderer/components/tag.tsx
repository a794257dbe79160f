// A small word in a frame: coloured only where it means a state, and then with its icon.
import type { JSX, ReactNode } from 'react'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'

export type Tone = 'neutral' | 'success' | 'warning' | 'error' | 'violet' | 'teal' | 'primary' | 'outline'

export interface TagProps {
  readonly tone?: Tone
  readonly icon?: IconName
  readonly children: ReactNode
}

export function Tag({ tone = 'neutral', icon, children }: TagProps): JSX.Element {
  return (
    <span className={tone === 'neutral' ? 'tag' : `tag tag-${tone}`}>
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  )
}
