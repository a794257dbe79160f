// The app's mark: a drawer with a lock, and above it the masked line of the product.
import { useId, type JSX } from 'react'

export function BrandMark({ size }: { readonly size: number }): JSX.Element {
  const id = useId()
  return (
    <svg width={size} height={size} viewBox="0 0 256 256" aria-hidden="true" style={{ display: 'block', flex: 'none' }}>
      <defs>
        <linearGradient id={`${id}a`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#2E7BF2" />
          <stop offset="1" stopColor="#0846B4" />
        </linearGradient>
        <linearGradient id={`${id}b`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#FFFFFF" />
          <stop offset="1" stopColor="#DCE8FD" />
        </linearGradient>
        <linearGradient id={`${id}c`} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="#0A3F9E" stopOpacity="0" />
          <stop offset=".55" stopColor="#0A3F9E" stopOpacity=".34" />
        </linearGradient>
      </defs>
      <rect x="8" y="8" width="240" height="240" rx="56" fill={`url(#${id}a)`} />
      <rect x="76" y="44" width="104" height="96" rx="13" fill="#7FADF7" />
      <rect x="60" y="64" width="136" height="112" rx="14" fill="#D3E3FD" />
      <path d="M60 128h136v48H60z" fill={`url(#${id}c)`} />
      {[88, 115, 142].map((cx) => <circle key={cx} cx={cx} cy="95" r="9" fill="#0958D9" />)}
      <rect x="157" y="87" width="24" height="16" rx="8" fill="#7FADF7" />
      <path
        d="M40 136c0-4.4 3.6-8 8-8h36c5 0 8 2.5 10.5 7l6 10.500c2.5 4.5 6 6.5 11 6.500h33c5 0 8.5-2 11-6.500l6-10.500c2.5-4.5 5.5-7 10.5-7h36c4.4 0 8 3.6 8 8v50c0 14.5-9.5 24-24 24H64c-14.5 0-24-9.5-24-24z"
        fill={`url(#${id}b)`}
      />
      <circle cx="128" cy="175" r="11" fill="#0B50C4" />
      <path d="M123 178h10l4 18h-18z" fill="#0B50C4" stroke="#0B50C4" strokeWidth="3" strokeLinejoin="round" />
    </svg>
  )
}
