// Starts the built desk in real Electron for a test, on an injected date and a profile of its own, and ends it.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, expect, type ElectronApplication, type Page } from '@playwright/test'
import { ensureDisplay } from '../../scripts/lib/display.mjs'
import { prepareDesk } from '../../scripts/lib/desk-launch.mjs'
import type { Language } from '../../src-shared/contract/shell'

/** Every test of the desk happens on this day, whenever it runs: nothing passes or fails by the calendar. */
export const TEST_NOW = '2026-06-15T09:30:00+08:00'

/** That day as it goes on in this process: what starts later starts later there too, so that no desk's clock is behind its origin's. */
export const runningNow = (): string => new Date(Date.parse(TEST_NOW) + performance.now()).toISOString()

export interface LaunchOptions {
  /** An existing profile (to reopen a desk); else a fresh one. */
  readonly profileDir?: string
  readonly now?: string
  readonly language?: Language
  readonly extraArgs?: readonly string[]
  /** With an unlocked throw-away key store beside it; without, the desk finds none (`keyStore: 'absent'`). */
  readonly keyring?: 'throw-away' | 'none'
  readonly env?: Readonly<Record<string, string>>
  /** How long an act waits before it leaves, in ms; by default as in the app. */
  readonly undoMs?: number
  /** What the page's policy refuses fails the test when the desk is closed, but where the test tries just that. */
  readonly refusals?: 'none' | 'provoked'
}

export interface LaunchedDesk {
  readonly app: ElectronApplication
  /** The window there is now: a lock replaces it, so ask again after one. */
  readonly page: () => Promise<Page>
  readonly profileDir: string
  readonly sandboxProblem: string | undefined
  /** Resolves with the next window, which a lock makes. Ask before you lock. */
  readonly nextPage: () => Promise<Page>
  /** What the policy of a page refused so far, as Chromium says it. */
  readonly refused: readonly string[]
  readonly close: () => Promise<void>
}

type Prepared = Awaited<ReturnType<typeof prepareDesk>>
let prepared: Promise<Prepared> | undefined

/** Once a worker: the stage is the same for every launch, and so is the display. */
export function prepareOnce(): Promise<Prepared> {
  prepared ??= ensureDisplay().then(() => prepareDesk())
  return prepared
}

/** The words before ours: what the app's own guard lets pass in a test build. */
export function deskArguments(desk: Prepared, options: LaunchOptions & { readonly profileDir: string }): string[] {
  return [
    ...desk.args,
    `--privacy-desk-now=${options.now ?? TEST_NOW}`,
    `--privacy-desk-profile=${options.profileDir}`,
    ...(options.keyring === 'throw-away' ? ['--password-store=gnome-libsecret'] : []),
    ...(options.undoMs === undefined ? [] : [`--privacy-desk-undo-ms=${options.undoMs}`]),
    ...(options.extraArgs ?? []),
  ]
}

export function deskEnvironment(desk: Prepared, options: LaunchOptions): Record<string, string> {
  return {
    ...desk.env,
    // the display may have been started after `prepareDesk` took its copy
    ...Object.fromEntries(['DISPLAY', 'XAUTHORITY'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    ...(options.keyring === 'throw-away' ? { PRIVACY_DESK_KEYRING: '1' } : {}),
    ...options.env,
  }
}

export async function launchDesk(options: LaunchOptions = {}): Promise<LaunchedDesk> {
  const desk = await prepareOnce()
  const profileDir = options.profileDir ?? desk.makeProfile('e2e')
  writeLanguage(profileDir, options.language ?? 'zh-CN')
  desk.giveToDesk(profileDir)
  const app = await _electron.launch({
    executablePath: desk.executablePath,
    chromiumSandbox: true, // without it Playwright adds --no-sandbox as root, which the desk refuses
    colorScheme: null, // the desk's own theme, not Playwright's default of light
    args: deskArguments(desk, { ...options, profileDir }),
    env: deskEnvironment(desk, options),
  })
  const refused: string[] = []
  app.context().on('console', (message) => {
    if (/Content Security Policy|'?Trusted(?:HTML|Script|ScriptURL)\b/.test(message.text())) refused.push(message.text())
  })
  await app.firstWindow()
  return {
    app,
    refused,
    profileDir,
    sandboxProblem: desk.sandboxProblem,
    page: async () => app.windows().find((page) => !page.isClosed()) ?? app.firstWindow(),
    nextPage: () => app.waitForEvent('window'),
    close: async () => {
      await app.close()
      if (options.refusals !== 'provoked') expect(refused, 'what the policy refused').toEqual([])
    },
  }
}

export interface BareStart {
  readonly code: number | null
  readonly stdout: string
  /** All it said, wherever. */
  readonly output: string
}

/** Starts the desk without Playwright, with words of anybody's choice, and waits for its end. */
export async function startBare(words: readonly string[], profileDir: string): Promise<BareStart> {
  const desk = await prepareOnce()
  const child = spawn(desk.executablePath, [...deskArguments(desk, { profileDir }), ...words], { env: deskEnvironment(desk, {}), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let output = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const code = await new Promise<number | null>((ended) => child.on('close', ended))
  return { code, stdout, output }
}

/** The settings a person would have chosen; a reopened profile keeps its own. */
function writeLanguage(profileDir: string, language: Language): void {
  const file = join(profileDir, 'settings.json')
  if (existsSync(file)) return
  mkdirSync(profileDir, { recursive: true, mode: 0o700 })
  writeFileSync(file, JSON.stringify({ language, theme: 'light' }), { mode: 0o600 })
}
