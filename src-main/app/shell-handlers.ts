// What the shell does for each call of the page: contract/shell.ts has the list, windows/shell-calls.ts checks who asks and with what.

import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { app, dialog, nativeTheme, shell, type BrowserWindow } from 'electron'
import { ATTACHMENT_EXTENSIONS, ENROLMENT_FILE_MAX_BYTES, EVIDENCE_EXTENSIONS, type FromOutside, type PickedFile, type PickedPath, type ShellSettings } from '../../src-shared/contract/shell'
import type { PortBroker } from '../ipc/port-broker'
import { actOnWindow, readWindowState } from '../windows/main-window'
import type { ShellHandlers } from '../windows/shell-calls'
import { securePrivateFolder } from './desk-folders'
import type { SettingsStore } from './settings'
import { shellText, windowTitle } from './shell-text'

export interface ShellHandlerDeps {
  readonly window: BrowserWindow
  readonly broker: PortBroker
  readonly settings: SettingsStore
  readonly exportsFolder: string
  readonly uid: number | undefined
  readonly isPractice: boolean
  readonly mayStartVault: () => boolean
  readonly onPicked: (pickId: string, path: string) => void
  readonly lock: () => Promise<void>
  readonly touch: () => void
  readonly takeLink: () => Promise<FromOutside | undefined>
  readonly openPractice: () => void
  readonly onSettings: (settings: ShellSettings) => void
}

export function createShellHandlers(deps: ShellHandlerDeps): ShellHandlers {
  const { window, settings } = deps
  return {
    connect: (frame) => {
      if (!deps.mayStartVault()) return { ok: false, error: 'vault-keeps-ending' }
      deps.broker.handOver(frame)
      return { ok: true }
    },
    lock: () => deps.lock(),
    stayUnlocked: () => deps.touch(),
    windowAction: (_frame, action) => actOnWindow(window, action),
    windowState: () => readWindowState(window),
    getSettings: () => settings.get(),
    setSettings: (_frame, change) => {
      const now = settings.set(change)
      applySettings(window, now, deps.isPractice)
      deps.onSettings(now)
      return now
    },
    pickEnrolmentFile: () => pickEnrolmentFile(window, settings.get()),
    pickAttachment: () => pickPath(deps, 'pickAttachment', ATTACHMENT_EXTENSIONS),
    pickEvidence: () => pickPath(deps, 'pickEvidence', EVIDENCE_EXTENSIONS),
    pickFolder: () => pickPath(deps, 'pickFolder', 'folder'),
    openExportFolder: async () => {
      if (securePrivateFolder(deps.exportsFolder, deps.uid) !== undefined) return false
      return (await shell.openPath(deps.exportsFolder)) === ''
    },
    takeLink: () => deps.takeLink(),
    openPractice: () => {
      if (!deps.isPractice) deps.openPractice()
    },
  }
}

export function applySettings(window: BrowserWindow, settings: ShellSettings, isPractice: boolean): void {
  nativeTheme.themeSource = settings.theme
  window.webContents.setZoomFactor(settings.zoom)
  window.setTitle(windowTitle(settings.language, isPractice))
}

async function pickEnrolmentFile(window: BrowserWindow, { language }: ShellSettings): Promise<PickedFile> {
  const text = shellText(language).pickEnrolment
  const picked = await dialog.showOpenDialog(window, {
    title: text.title,
    buttonLabel: text.button,
    defaultPath: app.getPath('documents'),
    filters: [{ name: text.kind, extensions: ['json'] }],
    properties: ['openFile', 'dontAddToRecent'],
  })
  const [path] = picked.filePaths
  return picked.canceled || path === undefined ? { kind: 'cancelled' } : readSmallText(path)
}

/** The path goes to the data process alone; the page gets a number that stands for it. */
async function pickPath({ window, settings, onPicked }: ShellHandlerDeps, what: 'pickAttachment' | 'pickEvidence' | 'pickFolder', kinds: readonly string[] | 'folder'): Promise<PickedPath> {
  const text = shellText(settings.get().language)[what]
  const picked = await dialog.showOpenDialog(window, {
    title: text.title,
    buttonLabel: text.button,
    defaultPath: app.getPath('documents'),
    ...(kinds === 'folder' ? {} : { filters: [{ name: text.kind, extensions: [...kinds] }] }),
    properties: [kinds === 'folder' ? 'openDirectory' : 'openFile', 'dontAddToRecent'],
  })
  const [path] = picked.filePaths
  if (picked.canceled || path === undefined) return { kind: 'cancelled' }
  const pickId = randomUUID()
  onPicked(pickId, path)
  return { kind: 'picked', pickId }
}

/** Reads one byte more than is allowed and no further, whatever the file claims to be. */
async function readSmallText(path: string): Promise<PickedFile> {
  try {
    const file = await open(path, 'r')
    try {
      const buffer = Buffer.alloc(ENROLMENT_FILE_MAX_BYTES + 1)
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
      if (bytesRead > ENROLMENT_FILE_MAX_BYTES) return { kind: 'too-large' }
      return { kind: 'picked', text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead)) }
    } finally {
      await file.close()
    }
  } catch {
    return { kind: 'unreadable' }
  }
}
