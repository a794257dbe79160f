// Prints one page into a PDF in a window that nobody sees: no script, no preload, no network, nothing kept. The page comes from the data
// process, is served once under our own origin, and is gone with the window.
import { BrowserWindow, type Session } from 'electron'
import { APP_ORIGIN } from '../../src-shared/contract/shell'
import { HARDENED } from './main-window'

const PRINTED_PAGE = `${APP_ORIGIN}/printed.html`
/** A page that takes longer is no letter. */
const PRINT_LIMIT_MS = 20_000

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** One after the other: each has the session's page for itself. The session is made with the first; making it takes as long as a tenth of the app's start. */
export function createPagePrinter(ownSession: () => Session): (html: string) => Promise<Uint8Array | undefined> {
  let last: Promise<unknown> = Promise.resolve()
  let session: Session | undefined
  return (html) => {
    const printed = last.then(() => printOnce((session ??= ownSession()), html))
    last = printed
    return printed
  }
}

async function printOnce(session: Session, html: string): Promise<Uint8Array | undefined> {
  let window: BrowserWindow | undefined
  let late: ReturnType<typeof setTimeout> | undefined
  try {
    session.protocol.handle('app', ({ url }) => (url === PRINTED_PAGE ? new Response(html, { headers: HEADERS }) : new Response('', { status: 404, headers: HEADERS })))
    const shown = new BrowserWindow({ show: false, webPreferences: { ...HARDENED, javascript: false, session } })
    window = shown
    const tooLate = new Promise<undefined>((resolve) => {
      late = setTimeout(() => resolve(undefined), PRINT_LIMIT_MS)
    })
    return await Promise.race([shown.loadURL(PRINTED_PAGE).then(() => shown.webContents.printToPDF({ preferCSSPageSize: true })), tooLate])
  } catch {
    return undefined // it did not load: whoever asked is told, and nothing was written
  } finally {
    clearTimeout(late)
    if (window !== undefined && !window.isDestroyed()) window.destroy()
    if (session.protocol.isProtocolHandled('app')) session.protocol.unhandle('app')
  }
}
