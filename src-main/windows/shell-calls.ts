// Answers the calls of contract/shell.ts for one window: frame checked, arguments checked, then the handler; nothing else is heard.

import type { BrowserWindow, WebFrameMain } from 'electron'
import { z } from 'zod'
import { callChannel, eventChannel, LANGUAGES, SHELL_CALL_NAMES, THEMES, WINDOW_ACTIONS, ZOOMS } from '../../src-shared/contract/shell'
import type { ShellCalls, ShellEvents } from '../../src-shared/contract/shell'
import { trustedFrame } from './trusted-frame'

const nothing = z.tuple([])
const settingsChange = z.object({ language: z.enum(LANGUAGES), theme: z.enum(THEMES), zoom: z.literal(ZOOMS), notices: z.boolean() }).partial().strict()

/** One entry for each call; a call without one does not compile. */
const ARGUMENTS = {
  connect: nothing,
  lock: nothing,
  stayUnlocked: nothing,
  windowAction: z.tuple([z.enum(WINDOW_ACTIONS)]),
  windowState: nothing,
  getSettings: nothing,
  setSettings: z.tuple([settingsChange]),
  pickEnrolmentFile: nothing,
  pickAttachment: nothing,
  pickEvidence: nothing,
  pickFolder: nothing,
  openExportFolder: nothing,
  takeLink: nothing,
  openPractice: nothing,
} satisfies { readonly [Name in keyof ShellCalls]: z.ZodType<Parameters<ShellCalls[Name]>> }

/** The frame comes first; only `connect` has a use for it. */
export type ShellHandlers = {
  readonly [Name in keyof ShellCalls]: (frame: WebFrameMain, ...args: Parameters<ShellCalls[Name]>) => Awaited<ReturnType<ShellCalls[Name]>> | ReturnType<ShellCalls[Name]>
}

/** The listeners hang on this window's own contents, so no other page of the process has anyone to talk to. */
export function answerShellCalls(window: BrowserWindow, handlers: ShellHandlers, isCurrent: () => boolean): void {
  for (const name of SHELL_CALL_NAMES) {
    window.webContents.ipc.handle(callChannel(name), (event, ...args: unknown[]) => {
      const frame = isCurrent() ? trustedFrame(event, window) : undefined
      const checked = ARGUMENTS[name].safeParse(args)
      if (frame === undefined || !checked.success) throw new Error('refused')
      // Safe: ARGUMENTS is typed per name above; indexing by a union of names loses that pairing.
      const handler = handlers[name] as (frame: WebFrameMain, ...args: readonly unknown[]) => unknown
      return handler(frame, ...checked.data)
    })
  }
}

export function sendShellEvent<Name extends keyof ShellEvents>(window: BrowserWindow, name: Name, ...args: Parameters<ShellEvents[Name]>): void {
  if (!window.isDestroyed()) window.webContents.send(eventChannel(name), ...args)
}
