// Removes the old lines of online_searches: who asked for people of the directory without holding it.
//
// The line is there to find misuse, and it is about staff, who are people too. Six months is what the Cybersecurity Law asks of network logs at
// the least (article 23(3)); a review once a year must still find the whole year (docs/operating.md, Retention; the company's decision).
import type { Db } from '../store/database'

export const SEARCH_KEEP_MS = 400 * 86_400_000

export async function forgetSearches(db: Db, now: number): Promise<void> {
  await db.deleteFrom('online_searches').where('at', '<=', now - SEARCH_KEEP_MS).execute()
}
