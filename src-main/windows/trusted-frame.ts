// Says whether a message comes from the one frame we answer: the main frame of our window, showing our page.

import type { BrowserWindow, IpcMainInvokeEvent, WebFrameMain } from 'electron'
import { APP_ORIGIN, APP_PAGE } from '../../src-shared/contract/shell'

/** The frame if it is ours. A frame that navigated away since it sent has no frame object any more, or another URL. */
export function trustedFrame(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, window: BrowserWindow): WebFrameMain | undefined {
  const frame: WebFrameMain | null = event.senderFrame // null once the frame is gone
  if (frame === null || window.isDestroyed() || event.sender !== window.webContents) return undefined
  if (frame !== window.webContents.mainFrame || frame.parent !== null) return undefined
  return frame.origin === APP_ORIGIN && isAppPage(frame.url) ? frame : undefined
}

export function isAppPage(url: string): boolean {
  return url === APP_PAGE || url.startsWith(`${APP_PAGE}#`)
}
