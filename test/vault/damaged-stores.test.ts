// I-1, some of it in every run (test/deep/integrity has a thousand): whatever happens to the file of a store is noticed at the unlock, and set aside as it is.
import { afterAll, expect, it } from 'vitest'
import { closedStore, HARMS, setAsideAfter } from './damaged-stores'
import { removeFolders } from './desk-store'

afterAll(removeFolders)

it('a flipped bit, two pages that changed places, a cut: told each time, and no byte of it changes', async () => {
  const whole = await closedStore('harmed')
  for (let at = 0; at < 24; at++) {
    const kind = HARMS[at % HARMS.length] ?? 'flip'
    expect([at, kind, await setAsideAfter(whole, 'harmed', kind, `harm ${String(at)}`)]).toEqual([at, kind, { said: 'store-damaged', isKept: true }])
  }
})
