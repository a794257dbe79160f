// Hears on Linux that the screen was locked, or that another user took it: Electron has no such event there, the desktops say it on D-Bus.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** By full path: a PATH of somebody else's making must not choose what we start. */
const MONITOR = '/usr/bin/dbus-monitor'

interface Bus {
  readonly bus: '--system' | '--session'
  readonly rules: readonly string[]
}
/** logind for all desktops that lock through it; the screen savers of GNOME, KDE and others say it themselves. */
const BUSES: readonly Bus[] = [
  {
    bus: '--system',
    rules: ["type='signal',interface='org.freedesktop.login1.Session',member='Lock'", `type='signal',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='org.freedesktop.login1.Session'`],
  },
  {
    bus: '--session',
    rules: ['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver', 'org.cinnamon.ScreenSaver', 'org.mate.ScreenSaver'].map(
      (name) => `type='signal',interface='${name}',member='ActiveChanged'`,
    ),
  },
]

/** What a line of `dbus-monitor --profile`-less output means: a member line, then its arguments on lines of their own. */
export function createSignalReader(onLocked: () => void, sessionId = process.env['XDG_SESSION_ID']): (line: string) => void {
  let awaitsState = false
  let awaits: 'nothing' | 'name' | 'value' = 'nothing'
  return (line) => {
    if (line.startsWith('signal ')) {
      awaitsState = line.includes('member=ActiveChanged')
      awaits = line.includes('member=PropertiesChanged') && isOfSession(line, sessionId) ? 'name' : 'nothing'
      if (line.includes('interface=org.freedesktop.login1.Session') && line.includes('member=Lock')) onLocked()
    } else if (awaits === 'name' && line.trim() === 'string "Active"') {
      awaits = 'value'
    } else if (awaits === 'value') {
      awaits = 'name'
      // Our session stands behind another one: somebody else has the screen.
      if (/^variant\s+boolean false$/.test(line.trim())) onLocked()
    } else if (awaitsState && /^\s+boolean (?:true|false)$/.test(line)) {
      awaitsState = false
      if (line.trim() === 'boolean true') onLocked()
    }
  }
}

/** logind's path of a session ends with its id, a digit at the start as `_3` and the digit. Whoever is told no id hears of every session. */
function isOfSession(line: string, id: string | undefined): boolean {
  const [, path = ''] = /path=\/org\/freedesktop\/login1\/session\/(\w+)/.exec(line) ?? []
  return path !== '' && (id === undefined || path === id.replace(/^\d/, (digit) => `_3${digit}`))
}

/** Returns what stops it. Without the program or a bus nothing is heard; the idle limit still holds. */
export function watchScreenLock(onLocked: () => void): () => void {
  if (!existsSync(MONITOR)) return () => undefined
  const children: readonly ChildProcess[] = BUSES.map(({ bus, rules }) => {
    const child = spawn(MONITOR, [bus, ...rules], { stdio: ['ignore', 'pipe', 'ignore'] })
    child.on('error', () => undefined) // cannot be started: as if it were not there
    createInterface({ input: child.stdout }).on('line', createSignalReader(onLocked))
    return child
  })
  return () => {
    for (const child of children) child.kill()
  }
}
