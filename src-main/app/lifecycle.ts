// One desk a profile, and an orderly end: a second start only shows the first, quitting waits for the data process to be gone.

import { app, BrowserWindow } from 'electron'

/** Before any file of the profile is opened. The words of a second start are data of unknown origin: from-outside.ts alone reads them. */
export function takeInstanceLock(onSecondStart: (words: readonly string[]) => void): 'first' | 'second' {
  if (!app.requestSingleInstanceLock()) return 'second'
  app.on('second-instance', (_event, words) => onSecondStart(words))
  return 'first'
}

/** No page holds up its window: what is still there then does not go by itself. */
const CLOSE_MS = 1_500

/**
 * The data process holds keys and rows: the app is not gone before it is. From the moment somebody asked for the end there is no way back (no page holds it up), and
 * no lock may make another window: one made between the end of the data process and that of the app kept both alive for good.
 */
export function endInOrder(deps: { readonly isRunning: () => boolean; readonly kill: () => Promise<void>; readonly stop: () => void }): { readonly isEnding: () => boolean } {
  let isEnding = false
  app.on('before-quit', () => {
    isEnding = true
    // A window that was asked to close while its page changed may never hear of it (seen once in 120 ends during a lock).
    setTimeout(() => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy()
    }, CLOSE_MS)
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    deps.stop()
    if (!deps.isRunning()) return
    event.preventDefault()
    // A quit called from within this handler's own microtasks would be swallowed.
    void deps.kill().finally(() => setImmediate(() => app.quit()))
  })
  return { isEnding: () => isEnding }
}
