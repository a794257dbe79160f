// A panel beside the work, not over it: Escape closes it and leads back to where one was.
import { useLayoutEffect, useRef, type JSX, type ReactNode } from 'react'
import { IconButton } from '../components/button'
import { useText } from '../text'

interface HelpPanelProps {
  /** What a screen reader calls the panel. */
  readonly label: string
  readonly title: string
  readonly children: ReactNode
  readonly foot: ReactNode
  readonly onClose: () => void
}

export function HelpPanel({ label, title, children, foot, onClose }: HelpPanelProps): JSX.Element {
  const { t } = useText()
  const region = useRef<HTMLElement>(null)
  // Its end is heard while it is still there: later nothing has the focus any more.
  useLayoutEffect(() => {
    const opener = document.activeElement
    region.current?.focus()
    // Whoever read it goes on where they were, unless they went elsewhere meanwhile.
    const own = region.current
    return () => {
      if (own?.contains(document.activeElement) === true && opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  return (
    <aside
      ref={region}
      className="screen-help column"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <div className="row gap8 between">
        <h2 className="section-title">{title}</h2>
        <IconButton icon="x" label={t('help:close')} onClick={onClose} />
      </div>
      <div className="scroll grow" tabIndex={0} role="region" aria-label={title}>{children}</div>
      <div className="row gap8 between">{foot}</div>
    </aside>
  )
}
