// I-1 in full: a thousand flipped bits, pages that changed places and cuts, each an unlock of its own and set aside.
import { afterEach, expect, it } from 'vitest'
import { removeFolders } from '../../vault/desk-store'
import { closedStore, HARMS, setAsideAfter } from '../../vault/damaged-stores'

afterEach(removeFolders)

it('whatever happens to the file of a store is told at the unlock, and set aside as it is', async () => {
  const whole = await closedStore('deep')
  const counts = new Map<string, number>()
  for (let at = 0; at < 1_000; at++) {
    const kind = HARMS[at % HARMS.length] ?? 'flip'
    const { said, isKept } = await setAsideAfter(whole, 'deep', kind, `deep ${String(at)}`)
    const found = `${kind}: ${said}${isKept ? '' : ', not kept'}`
    counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  console.log(`I-1: ${[...counts].map(([found, count]) => `${String(count)} ${found}`).join(', ')}`)
  expect([...counts.keys()].toSorted()).toEqual(['cut: store-damaged', 'flip: store-damaged', 'swap: store-damaged'])
}, 900_000)
