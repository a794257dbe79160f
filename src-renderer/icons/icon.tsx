// Draws one icon of the set; decoration to a screen reader, because words always stand beside it.
import type { JSX } from 'react'
import { ICON_PATHS, type IconName } from './icon-paths'

export interface IconProps {
  readonly name: IconName
  readonly size?: 12 | 14 | 16 | 20 | 24
}

export function Icon({ name, size = 16 }: IconProps): JSX.Element {
  const classes = ['icon', size === 16 ? '' : `icon-${size}`, name === 'dots' ? 'icon-bold' : ''].filter(Boolean).join(' ')
  return (
    <svg className={classes} viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICON_PATHS[name]} strokeDasharray={name === 'anon' ? '1.8 2' : undefined} />
    </svg>
  )
}
