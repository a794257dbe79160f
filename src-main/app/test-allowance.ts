// What a test build lets pass and reads from its command line; no release build contains this file.

import { resolve } from 'node:path'

/** Playwright starts Electron with the first two; the others are the injected date, the profile, the undo window and the tests' key store. */
export const TEST_SWITCHES: readonly (string | RegExp)[] = [
  '--inspect=0',
  '--remote-debugging-port=0',
  /^--password-store=(?:basic|gnome-libsecret)$/,
  /^--privacy-desk-now=\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/,
  /^--privacy-desk-profile=\/[^\0]*$/,
  /^--privacy-desk-undo-ms=\d{1,5}$/,
]

export interface TestStart {
  readonly nowOverride: string | undefined
  readonly profile: string | undefined
  readonly undoMs: number | undefined
  readonly isDriven: boolean
}

export function readTestStart(argv: readonly string[]): TestStart {
  const value = (name: string): string | undefined => argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const profile = value('--privacy-desk-profile')
  const undoMs = value('--privacy-desk-undo-ms')
  return {
    nowOverride: value('--privacy-desk-now'),
    profile: profile === undefined ? undefined : resolve(profile),
    undoMs: undoMs === undefined ? undefined : Number(undoMs),
    isDriven: argv.includes('--inspect=0'),
  }
}

/**
 * Playwright attaches while the app starts and calls `__playwright_run` once it is there. A window that loads meanwhile makes its
 * launch hang in about one of twenty starts, so a driven start waits; ten seconds at most, then it goes on alone.
 */
export function waitForDriver(): Promise<void> {
  return new Promise((attached) => {
    Object.assign(globalThis, { __playwright_run: attached })
    setTimeout(attached, 10_000)
  })
}
