// The practice desk: another profile beside the real one, with a window, a lock and exports of its own, so that nothing of one is ever in the other.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Allowed in a release: it names no file and opens nothing of the real desk. */
export const PRACTICE_SWITCH = '--practice'

export const isPracticeStart = (argv: readonly string[]): boolean => argv.includes(PRACTICE_SWITCH)

/** Beside the real desk's folder, not in it: what is searched, wiped or set aside there must not reach here. */
export const practiceFolder = (userData: string): string => `${userData}-practice`

export const practiceExports = (exports: string): string => join(exports, 'Practice')

/** Words that belong to one run alone: who drives it, and what it was asked to open. */
const OF_THIS_RUN = /^--(?:inspect|remote-debugging-port)=/

/**
 * Starts it as this desk was started, and leaves it alone: it goes on when this one ends, and where it runs already its window comes to the front.
 * `argv`: all words of this process; `isBare`: the program is Electron itself and the first word names the app.
 */
export function startPracticeDesk({ argv, execPath, isBare }: { readonly argv: readonly string[]; readonly execPath: string; readonly isBare: boolean }): void {
  const [, ...words] = argv
  const kept = words.filter((word, at) => (isBare && at === words.findIndex((one) => !one.startsWith('-'))) || (word.startsWith('-') && !OF_THIS_RUN.test(word)))
  const child = spawn(execPath, [...kept, PRACTICE_SWITCH], { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined) // nothing of this desk depends on it; whoever asked sees that no window comes
  child.unref()
}
