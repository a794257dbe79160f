// Language, theme, zoom, notices and the proxy: a small panel under the avatar (inside) or in the corner (before unlock).
import { lazy, Suspense, useEffect, useRef, useState, type JSX, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { LANGUAGES, THEMES, ZOOMS, type Zoom } from '../../src-shared/contract/shell'
import { Segments } from '../components/field'
import { Button, IconButton } from '../components/button'
import { useDesk } from '../desk-context'
import { useText } from '../text'

/** It knows what a name of a host is, by schemas that the locked window does without. */
const ProxyPart = lazy(() => import('./proxy-part').then((loaded) => ({ default: loaded.ProxyPart })))

export interface SettingsMenuProps {
  readonly head?: ReactNode
  readonly placement: 'below' | 'above'
  readonly button: (toggle: { readonly onClick: () => void; readonly 'aria-expanded': boolean }) => ReactNode
}

/** The panel stands right after its button in the page, so that Tab goes from one into the other. */
export function SettingsMenu({ head, placement, button }: SettingsMenuProps): JSX.Element {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return undefined
    const close = (event: Event): void => {
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape'
      const isOutside = event.type !== 'keydown' && event.target instanceof Node && place.current?.contains(event.target) === false
      if (isEscape) place.current?.querySelector('button')?.focus()
      if (isEscape || isOutside) setOpen(false)
    }
    const events = ['keydown', 'pointerdown', 'focusin'] as const
    for (const name of events) document.addEventListener(name, close)
    return () => {
      for (const name of events) document.removeEventListener(name, close)
    }
  }, [open])
  return (
    <div className="settings-menu" ref={place}>
      {button({ onClick: () => setOpen(!open), 'aria-expanded': open })}
      {open ? <div className={`settings-${placement}`}><SettingsPanel head={head} /></div> : null}
    </div>
  )
}

function SettingsPanel({ head }: { readonly head?: ReactNode }): JSX.Element {
  const { t } = useText()
  const { shell, settings: store } = useDesk()
  const settings = useStore(store)
  return (
    <div className="settings-panel scroll" role="group" aria-label={t('app:settings.title')}>
      {head}
      <div className="settings-line">
        <span className="field-label">{t('app:settings.language')}</span>
        <Segments
          label={t('app:settings.language')}
          value={settings.language}
          options={LANGUAGES.map((value) => ({ value, label: t(`app:settings.languages.${value}`) }))}
          onChange={(language) => settings.change({ language })}
        />
      </div>
      <div className="settings-line">
        <span className="field-label">{t('app:settings.theme')}</span>
        <Segments
          label={t('app:settings.theme')}
          value={settings.theme}
          options={THEMES.map((value) => ({ value, label: t(`app:settings.themes.${value}`) }))}
          onChange={(theme) => settings.change({ theme })}
        />
      </div>
      <ZoomLine zoom={settings.zoom} onChange={(zoom) => settings.change({ zoom })} />
      <div className="settings-line">
        <span className="field-label">{t('app:settings.notices')}</span>
        <Segments
          label={t('app:settings.notices')}
          value={settings.notices ? 'on' : 'off'}
          options={(['on', 'off'] as const).map((value) => ({ value, label: t(`app:settings.noticesTo.${value}`) }))}
          onChange={(value) => settings.change({ notices: value === 'on' })}
        />
      </div>
      <p className="meta t3">{t('app:settings.noticesHint')}</p>
      <Suspense fallback={null}><ProxyPart /></Suspense>
      {shell.start.isPractice ? null : (
        <div className="settings-line settings-practice">
          <span><span className="field-label">{t('practice:name')}</span><span className="meta t3">{t('practice:what')}</span></span>
          <Button size="small" onClick={() => void shell.openPractice()}>{t('practice:open')}</Button>
        </div>
      )}
    </div>
  )
}

function ZoomLine({ zoom, onChange }: { readonly zoom: Zoom; readonly onChange: (zoom: Zoom) => void }): JSX.Element {
  const { t } = useText()
  const at = ZOOMS.indexOf(zoom)
  const [smaller, larger] = [ZOOMS[at - 1], ZOOMS[at + 1]]
  return (
    <div className="settings-line">
      <span className="field-label">{t('app:settings.zoom')}</span>
      <span className="row gap4">
        <IconButton icon="minus" label={t('app:settings.zoomOut')} disabled={smaller === undefined} onClick={() => smaller !== undefined && onChange(smaller)} />
        <span className="zoom-value" role="status">{Math.round(zoom * 100)}%</span>
        <IconButton icon="plus" label={t('app:settings.zoomIn')} disabled={larger === undefined} onClick={() => larger !== undefined && onChange(larger)} />
      </span>
    </div>
  )
}
