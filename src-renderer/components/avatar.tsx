// The first character of a name in a circle; decoration, because the name stands beside it.
import type { JSX } from 'react'

export function Avatar({ name, tone = 'neutral' }: { readonly name: string; readonly tone?: 'primary' | 'neutral' }): JSX.Element {
  // Whole even outside the basic plane.
  return <span className={tone === 'primary' ? 'avatar' : 'avatar avatar-neutral'} aria-hidden="true">{[...name][0] ?? ''}</span>
}
