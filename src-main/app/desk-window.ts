// Owns the current window and its replacement: a lock makes a new window, with a renderer process of its own, and drops the old one.

import type { BrowserWindow } from 'electron'
import type { LockReason, ShellEvents } from '../../src-shared/contract/shell'
import { readWindowPlace, showWhenReady, watchWindow } from '../windows/main-window'
import { sendShellEvent } from '../windows/shell-calls'
import type { WindowPlace } from '../windows/window-place'

export interface DeskWindowDeps {
  readonly make: (reason: LockReason, place: WindowPlace | undefined) => BrowserWindow
  /** Hooks the window up: calls, port, input. Runs before the page does. */
  readonly equip: (window: BrowserWindow) => void
  readonly savedPlace: () => WindowPlace | undefined
  readonly onPlace: (place: WindowPlace) => void
  /** The app was asked to end: what is replaced only goes. */
  readonly isEnding: () => boolean
}

export interface DeskWindow {
  current(): BrowserWindow | undefined
  open(reason: LockReason): Promise<void>
  /** The covered old window stays until the new one can be seen, so that nothing flickers; it is answered no more. */
  replace(reason: LockReason): Promise<void>
  send<Name extends keyof ShellEvents>(name: Name, ...args: Parameters<ShellEvents[Name]>): void
  bringToFront(): void
}

export function createDeskWindow(deps: DeskWindowDeps): DeskWindow {
  let current: BrowserWindow | undefined
  const send: DeskWindow['send'] = (name, ...args) => {
    if (current !== undefined) sendShellEvent(current, name, ...args)
  }
  const adopt = (reason: LockReason, place: WindowPlace | undefined): BrowserWindow => {
    const window = deps.make(reason, place)
    current = window
    deps.equip(window)
    watchWindow(window, { onPlace: deps.onPlace, onState: (state) => sendShellEvent(window, 'onWindowState', state) })
    window.on('closed', () => {
      if (current === window) current = undefined
    })
    return window
  }
  return {
    current: () => current,
    send,
    open: async (reason) => {
      const place = deps.savedPlace()
      await showWhenReady(adopt(reason, place), 'focus', place?.maximised === true)
    },
    replace: async (reason) => {
      const old = current
      if (deps.isEnding()) return old?.destroy()
      const place = old === undefined ? deps.savedPlace() : readWindowPlace(old)
      const how = old?.isMinimized() === true ? 'minimised' : old === undefined || old.isFocused() ? 'focus' : 'quiet'
      const fresh = adopt(reason, place)
      // The end may be asked for while Electron makes a window: it closed those there were.
      if (deps.isEnding()) fresh.destroy()
      else await showWhenReady(fresh, how, place?.maximised === true)
      if (old?.isDestroyed() === false) old.destroy()
    },
    bringToFront: () => {
      if (current === undefined) return
      if (current.isMinimized()) current.restore()
      current.show()
      current.focus()
    },
  }
}
