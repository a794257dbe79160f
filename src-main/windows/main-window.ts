// Makes the one window: hardened, without a frame of its own (the page draws the title bar), in the right colour before it loads.

import { BrowserWindow, type Session, type WebPreferences } from 'electron'
import { APP_PAGE, START_SWITCH, type ShellStart, type WindowAction, type WindowState } from '../../src-shared/contract/shell'
import { isAppPage } from './trusted-frame'
import type { WindowPlace } from './window-place'

/** `app` of visual.md section 1: the frame behind every screen, light and dark. */
const FRAME_COLOUR = { light: '#EEF1F5', dark: '#10141B' } as const

/** Security.md section 5, each one spelled out although most are defaults: a default may change. Read back by the golden test. */
export const HARDENED: WebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  spellcheck: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  webgl: false,
  devTools: false,
  disableDialogs: true,
  // Both ask no permission handler: a file chooser of the page's own, and the list of installed fonts.
  disableBlinkFeatures: 'FileSystemAccessLocal,FontAccess',
}

export interface MainWindowParts {
  readonly session: Session
  readonly preloadFile: string
  readonly iconFile: string
  readonly start: ShellStart
  readonly title: string
  readonly isDark: boolean
  readonly bounds: { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number }
  readonly minSize: { readonly width: number; readonly height: number }
}

export function makeMainWindow(parts: MainWindowParts): BrowserWindow {
  const window = new BrowserWindow({
    ...parts.bounds,
    minWidth: parts.minSize.width,
    minHeight: parts.minSize.height,
    show: false,
    title: parts.title,
    icon: parts.iconFile,
    backgroundColor: FRAME_COLOUR[parts.isDark ? 'dark' : 'light'],
    // On Linux `hidden` alone leaves the window manager's bar; on macOS the OS keeps drawing its three buttons.
    ...(parts.start.platform === 'linux' ? { frame: false } : { titleBarStyle: 'hidden' as const }),
    webPreferences: {
      ...HARDENED,
      session: parts.session,
      preload: parts.preloadFile,
      zoomFactor: parts.start.settings.zoom,
      additionalArguments: [START_SWITCH + Buffer.from(JSON.stringify(parts.start)).toString('base64')],
    },
  })
  window.setMenu(null) // no menu, so none of its accelerators either: reload, zoom, developer tools
  // Keeps the window out of screenshots and task-switcher previews where the OS can (Windows, macOS).
  window.setContentProtection(true)
  // The OS shows and keeps window titles; the page's own titles are for screen readers and may name a view.
  window.on('page-title-updated', (event) => event.preventDefault())
  const load = (): void => void window.loadURL(APP_PAGE).catch(() => undefined) // destroyed while loading: its successor is being made
  // Chromium shows about:blank without asking will-navigate. It has no answer from us and no port, but it is not our page either.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isAppPage(url)) load()
  })
  load()
  return window
}

/** With the end of the data process inside the two seconds in which a lock must have taken the old window away (K-5). */
const READY_LIMIT_MS = 1_500

/**
 * Once, when there is something to see, or when that takes too long: a first picture that never comes must not keep the old window and what
 * is in it. A window that replaces one in the background stays there: a lock takes nobody's focus.
 */
export function showWhenReady(window: BrowserWindow, how: 'focus' | 'quiet' | 'minimised', maximised: boolean): Promise<void> {
  return new Promise((shown) => {
    const show = (): void => {
      clearTimeout(late)
      window.off('ready-to-show', show)
      if (maximised) window.maximize() // shows it as well
      if (how === 'minimised') window.minimize()
      else if (how === 'quiet') window.showInactive()
      else window.show()
      shown()
    }
    const late = setTimeout(show, READY_LIMIT_MS)
    window.once('ready-to-show', show)
    window.once('closed', () => {
      clearTimeout(late)
      shown()
    })
  })
}

export function actOnWindow(window: BrowserWindow, action: WindowAction): void {
  if (action === 'minimise') window.minimize()
  else if (action === 'close') window.close()
  else if (window.isMaximized()) window.unmaximize()
  else window.maximize()
}

export function readWindowState(window: BrowserWindow): WindowState {
  return { maximised: window.isMaximized(), focused: window.isFocused() }
}

export function readWindowPlace(window: BrowserWindow): WindowPlace {
  return { ...window.getNormalBounds(), maximised: window.isMaximized() }
}

/** Calls back when the place has been the same for half a second (a drag sends hundreds), and once more on closing. */
export function watchWindow(window: BrowserWindow, listener: { readonly onPlace: (place: WindowPlace) => void; readonly onState: (state: WindowState) => void }): void {
  let timer: NodeJS.Timeout | undefined
  const tellPlace = (): void => {
    clearTimeout(timer)
    if (!window.isDestroyed()) listener.onPlace(readWindowPlace(window))
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tellPlace, 500)
  }
  const tellState = (): void => listener.onState(readWindowState(window))
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', tellPlace)
  window.on('closed', () => clearTimeout(timer))
  window.on('maximize', tellState)
  window.on('unmaximize', tellState)
  window.on('focus', tellState)
  window.on('blur', tellState)
}
