// What the screen that is shown is for, and what one does there; it goes along to the next screen.
import type { JSX } from 'react'
import { Button, Kbd } from '../components/button'
import { usePlace } from '../desk-context'
import { useText } from '../text'
import { HelpPanel } from './help-panel'

/** Each screen's help has as many lines: what one does there, the most frequent first. */
const LINES = ['1', '2', '3', '4'] as const

interface ScreenHelpProps {
  readonly onClose: () => void
  readonly onKeys: () => void
  readonly onSteps: () => void
}

export function ScreenHelp({ onClose, onKeys, onSteps }: ScreenHelpProps): JSX.Element {
  const { t } = useText()
  const { screen } = usePlace()
  const foot = (
    <>
      <span className="row gap4">
        <Button size="small" kind="quiet" onClick={onKeys}>{t('keys:title')}</Button>
        <Button size="small" kind="quiet" onClick={onSteps}>{t('steps:title')}</Button>
      </span>
      <span className="meta t3 row gap6"><Kbd>F1</Kbd>{t('help:toggle')}</span>
    </>
  )
  return (
    <HelpPanel label={t('help:title')} title={t(`help:${screen}.name`)} foot={foot} onClose={onClose}>
      <p className="t2">{t(`help:${screen}.what`)}</p>
      <ul className="help-lines">
        {LINES.map((line) => <li key={line}>{t(`help:${screen}.${line}`)}</li>)}
      </ul>
    </HelpPanel>
  )
}
