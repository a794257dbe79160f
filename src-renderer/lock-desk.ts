// Locks at the word of the person at the desk: what they just typed is kept first, but locking waits for nothing long.
import type { Desk } from './desk'

/** A row of the store takes a few milliseconds; a store that is busy for longer must not hold a lock back. */
const KEEP_WITHIN_MS = 300

export async function lockDesk({ drafts, shell }: Pick<Desk, 'drafts' | 'shell'>): Promise<void> {
  await Promise.race([drafts.flush(), new Promise<void>((resolve) => setTimeout(resolve, KEEP_WITHIN_MS))])
  await shell.lock()
}
