// The window's own buttons, drawn here except where the system draws them.
import { useEffect, useState, type JSX } from 'react'
import { useDesk } from '../desk-context'
import { useText } from '../text'

export function WindowButtons(): JSX.Element | null {
  const { shell } = useDesk()
  const { t } = useText()
  const [isMaximised, setMaximised] = useState(false)
  useEffect(() => {
    void shell.windowState().then((state) => setMaximised(state.maximised))
    return shell.onWindowState((state) => setMaximised(state.maximised))
  }, [shell])
  if (shell.start.platform === 'darwin') return null
  return (
    <div className="window-buttons">
      <button type="button" aria-label={t('app:window.minimise')} onClick={() => void shell.windowAction('minimise')}>
        <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M0 5h10" /></svg>
      </button>
      <button type="button" aria-label={t(isMaximised ? 'app:window.restore' : 'app:window.maximise')} onClick={() => void shell.windowAction('maximise')}>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          {isMaximised ? <path d="M2.5 2.5V.5h7v7h-2M.5 2.5h7v7h-7z" /> : <rect x=".5" y=".5" width="9" height="9" rx="1" />}
        </svg>
      </button>
      <button type="button" className="window-close" aria-label={t('app:window.close')} onClick={() => void shell.windowAction('close')}>
        <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M.5.5l9 9M9.5.5l-9 9" /></svg>
      </button>
    </div>
  )
}
