// I-2: the newest commits lie in the log beside the store; where it is damaged, cut or gone, SQLite opens what is left as if nothing had been. The anchor tells.
import { afterEach, expect, it } from 'vitest'
import { removeFolders } from './desk-store'
import { crashedStore, harmed, unlockFinds } from './lost-tails'

afterEach(removeFolders)

it('no act that was told saved is lost in silence, whatever happens to the log', async () => {
  const crashed = await crashedStore('tails')
  expect(await unlockFinds(await harmed(crashed, 'tails', 'gone'), 'tails')).toBe('store-behind-anchor')
  const found: string[] = []
  for (let at = 0; at < 12; at++) found.push(await unlockFinds(await harmed(crashed, `tails ${String(at)}`, at % 3 === 0 ? 'cut' : 'flip'), 'tails'))
  expect(found).not.toContain('lost-in-silence')
  // A log that lost something shows it; a flipped bit in a frame that a later one has overwritten loses nothing.
  expect(found.filter((one) => one !== 'all-there').length).toBeGreaterThan(6)
  expect(await unlockFinds(crashed, 'tails')).toBe('all-there')
})
