// What the preload puts on `window.desk`: the shell's part of the bridge. Everything about people goes through the port, never here.
//
// Nothing here takes SQL, a path or a URL from the page. The golden list of names is kept by test/security/shell-contract.test.ts.
import { FILE_EXTENSIONS } from '../domain/attached-files'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
/** 0.8 keeps every target at 24 px of a 30 px control; 2 is what WCAG 1.4.4 asks for. */
export const ZOOMS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const
export type Zoom = (typeof ZOOMS)[number]
export const WINDOW_ACTIONS = ['minimise', 'maximise', 'close'] as const
export type WindowAction = (typeof WINDOW_ACTIONS)[number]

/** The settings that are needed before unlock: a small file without personal data. */
export interface ShellSettings {
  readonly language: Language
  readonly theme: Theme
  readonly zoom: Zoom
  /** Notices of the system while the window is not in front: kinds and counts, nothing of a case. */
  readonly notices: boolean
}

/** What there may be more of. `at-risk`: the deadline is near; `refused`: acts that came back from the origin; `to-approve`: for whoever may approve. */
export const NOTICE_KINDS = ['overdue', 'due-today', 'at-risk', 'to-approve', 'refused'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]
export interface WorkNotice {
  readonly kind: NoticeKind
  readonly count: number
}

/** Why the window shows the unlock screen. `start`: the app was just opened; `vault-ended`: the data process ended by itself. */
export const LOCK_REASONS = [
  'start', 'asked', 'idle', 'suspend', 'screen-locked', 'vault-ended', 'lease-ended', 'session-ended', 'clock-changed', 'wiped', 'device-revoked', 'set-aside', 'store-doubtful',
] as const
export type LockReason = (typeof LOCK_REASONS)[number]

/** Who may open it, and whether it can be read, the data process says. `unknown`: that it was destroyed comes first, and how, the data process knows. */
export type Door = 'unlock' | 'enrol' | 'unknown'

/** What is known when the window is made; there at once, so that the first paint has the right language and reason. */
export interface ShellStart {
  /** Settings as they were then; `settings.get` has them as they are. */
  readonly settings: ShellSettings
  readonly lockReason: LockReason
  /** `absent`: this computer has no OS key store we trust, the passphrase is the only factor (K-2). */
  readonly keyStore: 'used' | 'absent'
  /** `darwin` draws its own window buttons; elsewhere the page draws them. */
  readonly platform: 'darwin' | 'win32' | 'linux'
  /** The desk beside the real one, where people and cases are invented. */
  readonly isPractice: boolean
  readonly door: Door
  readonly versions: { readonly app: string; readonly electron: string; readonly chrome: string; readonly node: string }
}

/** `vault-keeps-ending`: the data process ended by itself three times without an unlock; the app must be reopened. */
export type ConnectReply = { readonly ok: true } | { readonly ok: false; readonly error: 'vault-keeps-ending' }

export const ENROLMENT_FILE_MAX_BYTES = 65_536
export type PickedFile =
  | { readonly kind: 'picked'; readonly text: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' }

/** What the dialogs show; the data process judges what was picked. */
export const ATTACHMENT_EXTENSIONS = FILE_EXTENSIONS
export const EVIDENCE_EXTENSIONS = ['zip', 'pdcert', 'json'] as const
/** `pickId` stands for a file or folder of which the data process alone learns the path. */
export type PickedPath = { readonly kind: 'picked'; readonly pickId: string } | { readonly kind: 'cancelled' }

/** What came from outside while nobody could look: a link names a case, the system opened a file (which may be none that is checked), a notice was clicked. */
export type FromOutside = { readonly kind: 'work'; readonly of: NoticeKind } | { readonly kind: 'case'; readonly caseNo: string } | { readonly kind: 'file'; readonly pickId: string } | { readonly kind: 'no-file' }

/** Events come to `on…`; each returns the function that stops listening. */
export interface ShellEvents {
  /** The data process is gone and a new window is on its way: cover everything now. */
  readonly onLocked: (reason: LockReason) => void
  /** Seconds until the idle lock, or undefined when somebody is there again. First sent at 60. */
  readonly onLockWarning: (secondsLeft: number | undefined) => void
  readonly onWindowState: (state: WindowState) => void
  /** The OS changed between light and dark while the theme is `system`, or settings were set. */
  readonly onSettings: (settings: ShellSettings) => void
  /** Something came from outside: `takeLink` tells what. */
  readonly onLink: () => void
}
export interface WindowState {
  readonly maximised: boolean
  readonly focused: boolean
}

/** Every call the page can make of the main process, by name. A call from anywhere but our main frame is rejected. */
export interface ShellCalls {
  /** Asks for the port to the data process. It arrives as a window message `{ type: PORT_MESSAGE }` with exactly one port, whose
   *  `source` is the window itself and whose `origin` is ours; a second call closes the first port, and so does every navigation. */
  readonly connect: () => Promise<ConnectReply>
  /** Ends the data process and replaces this window by one that shows the unlock screen: the promise never comes back. */
  readonly lock: () => Promise<void>
  /** "I am here": starts the idle time anew (the key of the 60 s warning). */
  readonly stayUnlocked: () => Promise<void>
  readonly windowAction: (action: WindowAction) => Promise<void>
  readonly windowState: () => Promise<WindowState>
  readonly getSettings: () => Promise<ShellSettings>
  readonly setSettings: (change: Partial<ShellSettings>) => Promise<ShellSettings>
  /** A native dialog; the page gets the text, never the path. */
  readonly pickEnrolmentFile: () => Promise<PickedFile>
  /** A native dialog for one file to attach to a note. */
  readonly pickAttachment: () => Promise<PickedPath>
  /** A native dialog for one package or certificate to check. */
  readonly pickEvidence: () => Promise<PickedPath>
  /** A native dialog for one folder to copy a package to. */
  readonly pickFolder: () => Promise<PickedPath>
  /** Shows the folder of access packages in the file manager; false when there is none to show it. */
  readonly openExportFolder: () => Promise<boolean>
  /** What a link or the system asked for; each is told once, and only the latest. */
  readonly takeLink: () => Promise<FromOutside | undefined>
  /** Opens the practice desk in a window of its own, or shows the one that is open; nothing on the practice desk itself. */
  readonly openPractice: () => Promise<void>
}

/** `window.desk`. */
export interface ShellApi extends Omit<ShellCalls, 'getSettings' | 'setSettings'> {
  readonly start: ShellStart
  readonly settings: { readonly get: ShellCalls['getSettings']; readonly set: ShellCalls['setSettings'] }
  readonly onLocked: Subscribe<ShellEvents['onLocked']>
  readonly onLockWarning: Subscribe<ShellEvents['onLockWarning']>
  readonly onWindowState: Subscribe<ShellEvents['onWindowState']>
  readonly onSettings: Subscribe<ShellEvents['onSettings']>
  readonly onLink: Subscribe<ShellEvents['onLink']>
}
type Subscribe<Listener> = (listener: Listener) => () => void

/** The one list of names; main answers exactly these, the preload passes on exactly these. */
export const SHELL_CALL_NAMES = [
  'connect', 'lock', 'stayUnlocked', 'windowAction', 'windowState', 'getSettings', 'setSettings', 'pickEnrolmentFile', 'pickAttachment', 'pickEvidence', 'pickFolder', 'openExportFolder', 'takeLink', 'openPractice',
] as const satisfies readonly (keyof ShellCalls)[]
export const SHELL_EVENT_NAMES = ['onLocked', 'onLockWarning', 'onWindowState', 'onSettings', 'onLink'] as const satisfies readonly (keyof ShellEvents)[]

export const callChannel = (name: keyof ShellCalls): string => `shell:call:${name}`
export const eventChannel = (name: keyof ShellEvents): string => `shell:event:${name}`

/** Internal: main → preload, carrying the port. */
export const PORT_CHANNEL = 'shell:port'
/** Preload → page: the type of the window message that carries the port. */
export const PORT_MESSAGE = 'privacy-desk:port'
/** Internal: the switch by which main hands `ShellStart` to the preload (base64 of JSON; no personal data). */
export const START_SWITCH = '--desk-start='
/** The only page there is. */
export const APP_ORIGIN = 'app://bundle'
export const APP_PAGE = 'app://bundle/index.html'
