// Builds and wires the main process: the one place here that knows the real clock, the real random source and the real Electron.

import { randomFillSync, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { app, dialog, Menu, nativeTheme, safeStorage, screen, session } from 'electron'
import { version } from '../../package.json'
import type { LockReason, ShellStart } from '../../src-shared/contract/shell'
import type { InstallState } from '../../src-shared/contract/support'
import { createPortBroker } from '../ipc/port-broker'
import { makeMainWindow } from '../windows/main-window'
import { createPagePrinter } from '../windows/print-page'
import { openDeviceSecret, type KeystoreDeps } from '../windows/os-keystore'
import { answerShellCalls } from '../windows/shell-calls'
import { choosePlace, MIN_SIZE } from '../windows/window-place'
import { createWorkNotices, type WorkNotices } from '../windows/work-notice'
import { listAppFiles } from './app-files'
import { registerAppScheme, serveApp } from './app-protocol'
import { emptyFolder, nameFolders, securePrivateFolder, type DeskFolders } from './desk-folders'
import { createDeskWindow, type DeskWindow } from './desk-window'
import { doorOf } from './door'
import { createOutsideQueue, type OutsideQueue } from './from-outside'
import { hardenApp } from './hardening'
import { readInstallState } from './install-folder'
import { endInOrder, takeInstanceLock } from './lifecycle'
import { startLockTriggers, type LockTriggers } from './lock-triggers'
import { isPracticeStart, practiceExports, practiceFolder, startPracticeDesk } from './practice'
import { openSettings, type SettingsStore } from './settings'
import { applySettings, createShellHandlers } from './shell-handlers'
import { folderFaultText, noticeText, startFaultText, windowTitle } from './shell-text'
import { createVaultOwner, type VaultOwner } from './vault-owner'

export interface ShellOptions {
  /** Test builds: the injected date, a profile and an undo window of the test's own, and what to wait for before the first window. */
  readonly nowOverride?: string
  readonly profile?: string
  readonly undoMs?: number
  readonly beforeFirstWindow?: () => Promise<void>
  readonly hostOutput: 'ignore' | 'inherit'
}

const OUT = join(__dirname, '..')
const RESOURCES = join(OUT, '..', 'resources')
const platform: ShellStart['platform'] = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
const uid = process.getuid?.()
/** As the installer registers it (electron-builder.yml). */
const APP_ID = 'com.sinoimex.privacy-desk'
/** What Node needs of the environment to run at all; nothing else of it reaches the data process. */
const TEMP_VARIABLES = ['TMPDIR', 'TEMP', 'TMP'] as const
const HOST_VARIABLES = ['SystemRoot', 'LANG', ...TEMP_VARIABLES] as const

/** Runs to its end before `ready`: privileges of the scheme, sandbox and instance lock are decided once. */
export function composeShell(options: ShellOptions): void {
  process.umask(0o077)
  app.setName('Privacy Desk')
  if (platform === 'win32') app.setAppUserModelId(APP_ID) // without it Windows shows no notice
  const real = options.profile ?? app.getPath('userData')
  const isPractice = isPracticeStart(process.argv)
  app.setPath('userData', isPractice ? practiceFolder(real) : real)
  hardenApp()
  registerAppScheme()
  let desk: DeskWindow | undefined
  const outside = createOutsideQueue(platform, () => desk?.send('onLink'))
  const onSecondStart = (words: readonly string[]): void => {
    outside.offer(words)
    desk?.bringToFront()
  }
  if (takeInstanceLock(onSecondStart) === 'second') return app.quit()
  outside.offer(process.argv)
  // macOS hands links and files over as events, also to an app that runs.
  app.on('open-url', (_event, url) => onSecondStart([url]))
  app.on('open-file', (_event, path) => onSecondStart([path]))
  const exportsFolder = options.profile === undefined ? join(app.getPath('documents'), 'Privacy Desk') : join(app.getPath('userData'), 'exports')
  const folders = nameFolders(app.getPath('userData'), isPractice ? practiceExports(exportsFolder) : exportsFolder)
  const fault = securedFolders(folders)
  if (fault === undefined) useTempFolder(folders.temp)
  const start = async (): Promise<void> => {
    await options.beforeFirstWindow?.()
    const settings = openSettings(folders.settingsFile, nameFolders(real, exportsFolder).settingsFile)
    desk = openDesk({ folders, settings, isPractice }, options, outside)
    await desk.open('start')
  }
  // A box that is shown before `ready` is a line in a log on Linux.
  void app.whenReady().then(() => {
    if (fault !== undefined) return endWith(fault)
    return start().catch((error: unknown) => endWith(startFaultText(error)))
  })
}

/** What anything here writes for a moment lies in our own folder, so that a check after an erasure can read it. After the instance lock, whose socket needs a short path. */
function useTempFolder(path: string): void {
  emptyFolder(path)
  for (const name of TEMP_VARIABLES) process.env[name] = path
  app.setPath('temp', path)
}

function endWith(text: string): void {
  dialog.showErrorBox('Privacy Desk', text)
  app.exit(EXIT_CONFIG)
}

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIG = 78

/** What is wrong with one of them, in words; undefined when both are ours alone. */
function securedFolders(folders: DeskFolders): string | undefined {
  for (const path of [folders.userData, folders.profile, folders.temp]) {
    const fault = securePrivateFolder(path, uid)
    if (fault !== undefined) return folderFaultText(fault, path)
  }
  return undefined
}

function openDesk({ folders, settings, isPractice }: { readonly folders: DeskFolders; readonly settings: SettingsStore; readonly isPractice: boolean }, options: ShellOptions, outside: OutsideQueue): DeskWindow {
  const installFolder = programFolderState()
  // Said, and no more: whoever may not change how the desk is installed must still be able to work.
  if (installFolder === 'writable') process.stderr.write('privacy-desk: the program folder can be changed by this user (docs/operating.md)\n')
  const keystore: KeystoreDeps = { safeStorage, platform, random: (bytes) => randomFillSync(bytes) }
  nativeTheme.themeSource = settings.get().theme
  if (platform !== 'darwin') Menu.setApplicationMenu(null)

  // In memory and of this run alone: what a page stores or caches is gone with it (M11).
  const pages = session.fromPartition(`run-${randomUUID()}`, { cache: false })
  serveApp(pages, listAppFiles(join(OUT, 'renderer')))

  // A session of its own, in which there is one page and only while it is printed.
  const print = createPagePrinter(() => session.fromPartition(`print-${randomUUID()}`, { cache: false }))

  let isUnlocked = false
  let locking: Promise<void> | undefined
  const lock = (reason: LockReason): Promise<void> => {
    locking ??= lockNow(reason).finally(() => (locking = undefined))
    return locking
  }
  const lockNow = async (reason: LockReason): Promise<void> => {
    isUnlocked = false
    notices.takeBack()
    triggers.setUnlocked('locked')
    desk.send('onLocked', reason)
    await vault.kill()
    await desk.replace(reason)
  }

  const vault: VaultOwner = createVaultOwner({
    hostFile: join(__dirname, 'vault-host.js'),
    init: () => {
      const { keyStore, secret } = openDeviceSecret(keystore, folders.profile)
      return {
        type: 'init', isPractice, profileDir: folders.profile, exportDir: folders.exports, shell: { userData: folders.userData, temp: folders.temp }, keyStore, deviceSecret: secret,
        nowOverride: options.nowOverride, undoMs: options.undoMs, appVersion: version, installFolder, resourcesDir: RESOURCES,
      }
    },
    environment: pickVariables(),
    output: options.hostOutput,
    onMessage: (message, reply) => {
      if (message.type === 'print') void print(message.html).then((pdf) => reply({ type: 'printed', job: message.job, pdf }))
      if (message.type === 'lock') void lock(message.reason)
      if (message.type === 'idle') triggers.setIdleLimit(message.seconds)
      if (message.type === 'notice' && isUnlocked) notices.show(message)
      if (message.type !== 'session') return
      isUnlocked = message.state === 'unlocked'
      triggers.setUnlocked(message.state)
    },
    onUnexpectedEnd: () => void lock('vault-ended'),
  })
  const notices = noticesOf(settings, outside, () => desk)
  const triggers: LockTriggers = startLockTriggers({
    lock: (reason) => void (isUnlocked && lock(reason)), // a locked desk has nothing to end
    warn: (secondsLeft) => desk.send('onLockWarning', secondsLeft),
    mono: () => performance.now(),
    platform,
  })
  const { isEnding } = endInOrder({ isRunning: vault.isRunning, kill: vault.kill, stop: triggers.stop })
  const desk = createDesk({ folders, settings, isPractice, keystore, pages, vault, lock, triggers, outside, isEnding })
  return desk
}

/** Wanted where somebody switched them on and looks elsewhere; a click leads to the list, as a link leads to its case. */
function noticesOf(settings: SettingsStore, outside: OutsideQueue, desk: () => DeskWindow): WorkNotices {
  return createWorkNotices({
    isWanted: () => settings.get().notices && desk().current()?.isFocused() !== true,
    textOf: (notice) => noticeText(notice, settings.get().language),
    onClick: (kind) => {
      outside.follow(kind)
      desk().bringToFront()
    },
  })
}

/** The archive as the file it is: Electron shows it as a folder, of which everything belongs to whoever asks. */
function programFolderState(): InstallState {
  process.noAsar = true
  try {
    return readInstallState([process.execPath, process.resourcesPath, app.getAppPath()], uid)
  } finally {
    process.noAsar = false
  }
}

interface DeskParts {
  readonly folders: DeskFolders
  readonly settings: SettingsStore
  readonly isPractice: boolean
  readonly keystore: KeystoreDeps
  readonly pages: Electron.Session
  readonly vault: VaultOwner
  readonly lock: (reason: LockReason) => Promise<void>
  readonly triggers: LockTriggers
  readonly outside: OutsideQueue
  readonly isEnding: () => boolean
}

function createDesk(parts: DeskParts): DeskWindow {
  const { folders, settings, isPractice, vault, triggers } = parts
  const { keyStore, secret } = openDeviceSecret(parts.keystore, folders.profile)
  secret?.fill(0) // only whether there is one is of interest here
  const desk: DeskWindow = createDeskWindow({
    make: (lockReason, place) =>
      makeMainWindow({
        session: parts.pages,
        preloadFile: join(OUT, 'preload', 'preload.js'),
        iconFile: join(RESOURCES, 'icons', 'icon-256.png'),
        start: { settings: settings.get(), lockReason, keyStore, platform, isPractice, door: doorOf(folders.profile), versions: readVersions() },
        title: windowTitle(settings.get().language, isPractice),
        isDark: nativeTheme.shouldUseDarkColors,
        bounds: choosePlace(place, screen.getAllDisplays().map((display) => display.workArea)),
        minSize: MIN_SIZE,
      }),
    equip: (window) => {
      // Its page will ask the data process first of all: that starts while the page loads, and not before, for both take a core.
      window.webContents.once('did-start-navigation', () => parts.isEnding() || vault.prepare())
      const broker = createPortBroker(vault, window.webContents)
      const handlers = createShellHandlers({
        window, broker, settings, uid, isPractice,
        exportsFolder: folders.exports,
        mayStartVault: vault.mayStart,
        onPicked: vault.picked,
        lock: () => parts.lock('asked'),
        touch: triggers.touch,
        takeLink: () => parts.outside.take(vault.picked),
        openPractice: () => startPracticeDesk({ argv: process.argv, execPath: process.execPath, isBare: process.defaultApp }),
        onSettings: (now) => desk.send('onSettings', now),
      })
      answerShellCalls(window, handlers, () => desk.current() === window)
      window.webContents.on('input-event', triggers.touch)
      window.webContents.once('did-finish-load', () => applySettings(window, settings.get(), isPractice))
    },
    savedPlace: settings.place,
    onPlace: settings.setPlace,
    isEnding: parts.isEnding,
  })
  nativeTheme.on('updated', () => desk.send('onSettings', settings.get()))
  return desk
}

function readVersions(): ShellStart['versions'] {
  const { electron, chrome, node } = process.versions
  return { app: version, electron, chrome, node }
}

function pickVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(HOST_VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}
