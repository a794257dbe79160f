// I-3: a hundred random sets of pages of the day before, put back where they were. The requirement wants all of them told and docs/security.md says why they are not:
// here stands how many are, and that no act is lost where nothing is said.
import { afterAll, expect, it } from 'vitest'
import { removeFolders } from '../../vault/desk-store'
import { twoDays, whatIsSaid, withOldPages } from '../../vault/old-pages'

afterAll(removeFolders)

it.each([['of any size', Infinity], ['of one to eight pages', 8]] as const)('of fifty sets %s most are told at the unlock, and no act is lost where nothing is said', async (size, atMost) => {
  const days = await twoDays('old pages')
  const counts = new Map<string, number>()
  for (let at = 0; at < 50; at++) {
    const said = await whatIsSaid(await withOldPages(days, `set ${size} ${String(at)}`, atMost), 'old pages')
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  console.log(`I-3: of 50 sets ${size} out of ${String(days.changed.length)} changed ones ${[...counts].map(([said, count]) => `${String(count)} ${said}`).join(', ')}`)
  expect(counts.get('record-broken') ?? 0).toBe(0)
  expect(counts.get('silent') ?? 0).toBeLessThan(25)
}, 900_000)
