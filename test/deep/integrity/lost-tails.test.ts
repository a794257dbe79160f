// I-2 in full: two hundred flipped bits and fifty cuts of a log with more than forty acts in it, each an unlock of its own.
import { afterEach, expect, it } from 'vitest'
import { removeFolders } from '../../vault/desk-store'
import { crashedStore, harmed, unlockFinds } from '../../vault/lost-tails'

afterEach(removeFolders)

it('no act that was told saved is lost in silence, whatever happens to the log', async () => {
  const crashed = await crashedStore('tails')
  const counts = new Map<string, number>()
  for (let at = 0; at < 250; at++) {
    const found = await unlockFinds(await harmed(crashed, `deep tails ${String(at)}`, at < 200 ? 'flip' : 'cut'), 'tails')
    counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  console.log(`I-2: of 200 flipped bits and 50 cuts ${[...counts].map(([found, count]) => `${String(count)} ${found}`).join(', ')}`)
  expect(counts.get('lost-in-silence') ?? 0).toBe(0)
  expect(await unlockFinds(await harmed(crashed, 'tails', 'gone'), 'tails')).toBe('store-behind-anchor')
}, 900_000)
