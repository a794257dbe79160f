// The 12 px shapes that carry a state beside its words, so that nothing depends on colour alone.
import type { JSX } from 'react'

export type Shape = 'circle' | 'triangle' | 'square' | 'bars' | 'dashed' | 'check' | 'bang' | 'dot'

export function StateShape({ shape }: { readonly shape: Shape }): JSX.Element {
  const filled = shape === 'triangle' || shape === 'square' || shape === 'dot'
  return (
    <svg className={filled ? 'shape shape-filled' : 'shape'} viewBox="0 0 12 12" aria-hidden="true">
      {drawShape(shape)}
    </svg>
  )
}

function drawShape(shape: Shape): JSX.Element {
  switch (shape) {
    case 'circle': return <circle cx="6" cy="6" r="4" />
    case 'dashed': return <circle cx="6" cy="6" r="4.3" strokeDasharray="2.2 1.6" />
    case 'triangle': return <path d="M6 1.5 11.2 10.5H.8z" />
    case 'square': return <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" />
    case 'bars': return <path d="M4 2.5v7M8 2.5v7" strokeLinecap="round" />
    case 'check': return <path d="M2.5 6.3l2.4 2.4 4.6-5" strokeLinecap="round" strokeLinejoin="round" />
    case 'bang': return <path d="M6 2v5M6 9.4v.2" strokeWidth="2" strokeLinecap="round" />
    case 'dot': return <circle cx="6" cy="6" r="3" />
  }
}
