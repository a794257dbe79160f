// Runs in the sandboxed renderer before the page: puts one frozen object on `window.desk` and passes the port on to the page.

import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { callChannel, eventChannel, PORT_CHANNEL, PORT_MESSAGE, SHELL_CALL_NAMES, SHELL_EVENT_NAMES, START_SWITCH } from '../../src-shared/contract/shell'
import type { ShellApi, ShellCalls, ShellEvents, ShellStart } from '../../src-shared/contract/shell'

/** The page passes plain values only; main checks them against the schema of the call. */
function buildCalls(): ShellCalls {
  const call = (name: keyof ShellCalls) => (...args: readonly unknown[]) => ipcRenderer.invoke(callChannel(name), ...args)
  // Safe: one entry for each name of the contract, and main answers with what the contract says.
  return Object.fromEntries(SHELL_CALL_NAMES.map((name) => [name, call(name)])) as unknown as ShellCalls
}

function subscribe(name: keyof ShellEvents) {
  return (listener: (...args: never[]) => void): (() => void) => {
    // The event object stays on this side: it carries the sender, with which a page could send anything.
    const heard = (_event: IpcRendererEvent, ...args: readonly unknown[]): void => listener(...(args as never[]))
    ipcRenderer.on(eventChannel(name), heard)
    return () => void ipcRenderer.off(eventChannel(name), heard)
  }
}

function readStart(): ShellStart {
  // eslint-disable-next-line no-restricted-globals -- Electron gives a sandboxed preload `process.argv` for exactly this: what main says to the window it makes
  const word = process.argv.find((argument) => argument.startsWith(START_SWITCH))
  if (word === undefined) throw new Error('invariant: the window was made without its start')
  const bytes = Uint8Array.from(atob(word.slice(START_SWITCH.length)), (character) => character.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)) as ShellStart
}

// A MessagePort cannot cross the bridge; a window message transfers it. Same window, same origin: the page checks both.
ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage({ type: PORT_MESSAGE }, window.location.origin, event.ports.slice(0, 1))
})

const { getSettings, setSettings, ...calls } = buildCalls()
// Safe: SHELL_EVENT_NAMES holds every name of ShellEvents, and each subscription has the type of its listener.
const events = Object.fromEntries(SHELL_EVENT_NAMES.map((name) => [name, subscribe(name)])) as unknown as Pick<ShellApi, keyof ShellEvents>
const api: ShellApi = { ...calls, ...events, settings: { get: getSettings, set: setSettings }, start: readStart() }
contextBridge.exposeInMainWorld('desk', api) // frozen deeply, not configurable, by Electron
