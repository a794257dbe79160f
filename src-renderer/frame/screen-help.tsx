// What the screen that is shown is for, and what one does there: beside the work, not over it, and it goes along to the next screen.
import { useLayoutEffect, useRef, type JSX } from 'react'
import { Button, IconButton, Kbd } from '../components/button'
import { usePlace } from '../desk-context'
import { useText } from '../text'

/** Each screen's help has as many lines: what one does there, the most frequent first. */
const LINES = ['1', '2', '3', '4'] as const

interface ScreenHelpProps {
  readonly onClose: () => void
  readonly onKeys: () => void
}

export function ScreenHelp({ onClose, onKeys }: ScreenHelpProps): JSX.Element {
  const { t } = useText()
  const { screen } = usePlace()
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
      aria-label={t('help:title')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <div className="row gap8 between">
        <h2 className="section-title">{t(`help:${screen}.name`)}</h2>
        <IconButton icon="x" label={t('help:close')} onClick={onClose} />
      </div>
      <div className="scroll grow" tabIndex={0} role="region" aria-label={t(`help:${screen}.name`)}>
        <p className="t2">{t(`help:${screen}.what`)}</p>
        <ul className="help-lines">
          {LINES.map((line) => <li key={line}>{t(`help:${screen}.${line}`)}</li>)}
        </ul>
      </div>
      <div className="row gap8 between">
        <Button size="small" kind="quiet" onClick={onKeys}>{t('keys:title')}</Button>
        <span className="meta t3 row gap6"><Kbd>F1</Kbd>{t('help:toggle')}</span>
      </div>
    </aside>
  )
}
