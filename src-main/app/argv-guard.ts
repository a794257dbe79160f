// Decides, before anything else runs, whether this process may start: switches, environment, user (security.md ).
//
// A switch is allowed only if it stands here word for word. Chromium and Node know hundreds that turn off the sandbox, open a
// debugger or send traffic elsewhere, and every release adds some, so nothing is refused by name.
import { PRACTICE_SWITCH } from './practice'

/** Switches of a release: how the window system is spoken to (input methods on Wayland need it), help for screen readers, and the practice desk. */
export const RELEASE_SWITCHES: readonly (string | RegExp)[] = [
  /^--ozone-platform=(?:x11|wayland)$/,
  /^--ozone-platform-hint=(?:auto|x11|wayland)$/,
  '--enable-wayland-ime',
  /^--wayland-text-input-version=[13]$/,
  '--force-renderer-accessibility',
  PRACTICE_SWITCH,
]

/** Variables that make Node, Electron or OpenSSL load code, trust other roots, write session keys or take another route. */
const REMOVED_VARIABLES: readonly RegExp[] = [
  /^NODE_/i, // NODE_OPTIONS, NODE_TLS_REJECT_UNAUTHORIZED, NODE_EXTRA_CA_CERTS, NODE_PATH, NODE_REPL_EXTERNAL_MODULE, NODE_V8_COVERAGE …
  /^ELECTRON_/i,
  /^SSL(?:KEYLOGFILE|_CERT_FILE|_CERT_DIR)$/i,
  /^OPENSSL_/i, // OPENSSL_CONF may name an engine, which is a library to load
  /_PROXY$/i,
  /^(?:UV_THREADPOOL_SIZE|CHROME_CRASHPAD_PIPE_NAME|BREAKPAD_DUMP_LOCATION|GOOGLE_API_KEY)$/i,
]

export interface StartFacts {
  readonly argv: readonly string[]
  readonly platform: string
  /** Undefined on Windows. */
  readonly uid: number | undefined
  /** Set by `--no-sandbox` and also by the variable ELECTRON_DISABLE_SANDBOX, which argv does not show. */
  readonly sandboxOff: boolean
}
export type Refusal = { readonly kind: 'switch'; readonly name: string } | { readonly kind: 'words-too-long' } | { readonly kind: 'root' } | { readonly kind: 'sandbox-off' }

/**
 * A second start hands its words to the first through a socket whose reader gives up at 32 KiB; the second then takes the first for dead
 * and ends it, with whatever was being typed there (seen: one start in three). What a desk is called with is a few hundred characters.
 */
const MAX_ARGV_CHARS = 8_192

export function judgeStart(facts: StartFacts, allowed: readonly (string | RegExp)[]): Refusal | undefined {
  for (const word of facts.argv.slice(1)) {
    if (isSwitch(word, facts.platform) && !isAllowed(word, allowed)) return { kind: 'switch', name: switchName(word) }
  }
  if (facts.argv.join(' ').length > MAX_ARGV_CHARS) return { kind: 'words-too-long' }
  if (facts.sandboxOff) return { kind: 'sandbox-off' }
  if (facts.uid === 0) return { kind: 'root' }
  return undefined
}

/** Takes the variables out, so that neither this process nor a child reads them later. Returns the names. */
export function removeVariables(env: Record<string, string | undefined>): readonly string[] {
  const names = Object.keys(env).filter((name) => REMOVED_VARIABLES.some((pattern) => pattern.test(name)))
  for (const name of names) Reflect.deleteProperty(env, name)
  return names
}

/** Chromium on Windows takes `/name` for a switch as well, on all systems also a single dash. */
function isSwitch(word: string, platform: string): boolean {
  const trimmed = word.trimStart()
  return trimmed.startsWith('-') || (platform === 'win32' && trimmed.startsWith('/'))
}

function isAllowed(word: string, allowed: readonly (string | RegExp)[]): boolean {
  return allowed.some((rule) => (typeof rule === 'string' ? rule === word : rule.test(word)))
}

/** The name alone, cut short and free of control characters: the value may be long or hostile, and it is printed. */
function switchName(word: string): string {
  const name = word.trim().split(/[=\s]/, 1)[0] ?? ''
  return name.replace(/[^\w/-]/g, '?').slice(0, 60)
}
