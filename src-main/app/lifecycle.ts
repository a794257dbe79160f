// One desk a profile, and an orderly end: a second start only shows the first, quitting waits for the data process to be gone.

import { app } from 'electron'

/**
 * Before any file of the profile is opened. What the second start was called with is not looked at: a deep link or a switch from
 * another program is data of unknown origin.
 */
export function takeInstanceLock(onSecondStart: () => void): 'first' | 'second' {
  if (!app.requestSingleInstanceLock()) return 'second'
  app.on('second-instance', onSecondStart)
  return 'first'
}

/** The data process holds keys and rows: the app is not gone before it is. */
export function endInOrder(deps: { readonly isRunning: () => boolean; readonly kill: () => Promise<void>; readonly stop: () => void }): void {
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    deps.stop()
    if (!deps.isRunning()) return
    event.preventDefault()
    // A quit called from within this handler's own microtasks would be swallowed.
    void deps.kill().finally(() => setImmediate(() => app.quit()))
  })
}
