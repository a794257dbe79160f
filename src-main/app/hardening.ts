// Closes every way in and out of a window that the desk does not use: permissions, navigation, network, devices, downloads
// (security.md section 5). It is applied to every session and every web contents there is, not only to ours.

import { app, type Session, type WebContents } from 'electron'
import { APP_ORIGIN } from '../../src-shared/contract/shell'

/** The one permission: putting text on the clipboard, as a copy button does. Reading it back is not included. */
const GRANTED = 'clipboard-sanitized-write'

/** Before `ready`. */
export function hardenApp(): void {
  app.enableSandbox()
  // Chromium finds no host, whatever part of it asks: it looked for a spelling dictionary at each start, though every session turns that off (decision 0076).
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.on('session-created', hardenSession)
  app.on('web-contents-created', (_event, contents) => hardenContents(contents))
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault()
    answer()
  })
  app.on('select-client-certificate', (event) => event.preventDefault())
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
}

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === GRANTED && isOurUrl(contents.getURL()))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === GRANTED && isOurOrigin(origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.setUSBProtectedClassesHandler((details) => details.protectedClasses)
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault()
    answer()
  })
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault()
    answer('')
  })
  session.on('file-system-access-restricted', (_event, _details, answer) => answer('deny'))
  session.on('will-download', (event) => event.preventDefault())
  // Chromium never speaks to anyone for us. Its verifier is closed and not adapted: its verdicts are cached (electron#41448).
  session.setCertificateVerifyProc((_request, answer) => answer(-2))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurUrl(details.url) }))
  session.setSpellCheckerEnabled(false)
  session.setSpellCheckerLanguages([])
}

function hardenContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault()
    answer('')
  })
}

function isOurOrigin(origin: string): boolean {
  return origin === APP_ORIGIN || origin === `${APP_ORIGIN}/`
}

function isOurUrl(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`)
}
