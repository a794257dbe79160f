// A search is one entry: the line of each letter is on the disk at once, and what was typed in one go becomes the last of them.
import { afterEach, describe, expect, it } from 'vitest'
import { createId, type SubjectId } from '../../src-shared/base/ids'
import { SETTLED_MS } from '../../src-main/audit/one-search'
import { makeAuditedStore, readChain, reopenAuditedStore, type AuditedStore } from './audited-store'
import { makeFolder, NOW, removeFolders, seededRandom } from './desk-store'

afterEach(removeFolders)

const person = createId<SubjectId>(NOW, seededRandom('a person'))
const WORD = 'zhangwei'

async function type({ look, clock }: AuditedStore, word: string, { everyMs = 120, rows = 50 } = {}): Promise<void> {
  for (let length = 1; length <= word.length; length++) {
    clock.advance(everyMs)
    await look({ type: 'search.people', detail: { terms: ['latin'], length, rows: rows - length, offset: 0 } })
  }
}
const searches = async ({ vault }: AuditedStore) => (await readChain(vault)).filter(({ entry }) => entry.type === 'search.people').map(({ detail }) => detail as { readonly length: number; readonly rows: number; readonly offset: number; readonly named?: string })

describe('what is typed in one go', () => {
  it('is on the disk letter by letter, and one entry with the length and the results of the last', async () => {
    const dir = await makeFolder()
    const store = await makeAuditedStore(dir, 'go')
    await type(store, WORD)
    expect([await searches(store), store.vault.waiting.list().length]).toEqual([[], WORD.length])
    await store.look({ type: 'person.open', subjectId: person })
    expect(await searches(store)).toEqual([{ terms: ['latin'], length: WORD.length, rows: 50 - WORD.length, offset: 0 }])
    expect(store.vault.waiting.list()).toEqual([])
    await store.vault.close()
  })

  it('settles by itself when nobody types any more', async () => {
    const store = await makeAuditedStore(await makeFolder(), 'settled')
    await type(store, WORD)
    await expect.poll(async () => (await searches(store)).length, { timeout: 30_000 }).toBe(1)
    await store.vault.close()
  })

  it('is there after a desk that ended in the middle of a word', async () => {
    const dir = await makeFolder()
    const store = await makeAuditedStore(dir, 'ended')
    await type(store, WORD)
    // As a lock ends it: nothing is closed above the store.
    await store.keyed.vault.close()
    const again = await reopenAuditedStore(dir, 'ended')
    expect(again.vault.waiting.list()).toHaveLength(WORD.length)
    await again.vault.transaction(() => Promise.resolve())
    expect((await searches(again)).map(({ length }) => length)).toEqual([WORD.length])
    await again.vault.close()
  })
})

describe('is another search', () => {
  it('after a pause, after somebody was opened, and further down the list', async () => {
    const store = await makeAuditedStore(await makeFolder(), 'parted')
    await type(store, 'ab')
    store.clock.advance(SETTLED_MS)
    await type(store, 'abc')
    await store.look({ type: 'search.people', detail: { terms: ['latin'], length: 3, rows: 50, offset: 50 } })
    await type(store, 'x')
    await store.look({ type: 'person.open', subjectId: person })
    await type(store, 'yz')
    await store.vault.transaction(() => Promise.resolve())
    expect((await searches(store)).map(({ length, offset }) => [length, offset])).toEqual([[2, 0], [3, 0], [3, 50], [1, 0], [2, 0]])
    await store.vault.close()
  })

  it('of somebody else; and a name that was typed on the way is not lost with its letter', async () => {
    const store = await makeAuditedStore(await makeFolder(), 'named')
    const other = store.lookBy('staff-2')
    await store.look({ type: 'search.people', detail: { terms: ['han'], length: 3, rows: 1, offset: 0, named: 'self' } })
    await store.look({ type: 'search.people', detail: { terms: ['han'], length: 4, rows: 0, offset: 0 } })
    await store.look({ type: 'search.people', detail: { terms: ['han'], length: 2, rows: 2, offset: 0, named: 'colleague' } })
    await other({ type: 'search.people', detail: { terms: ['han'], length: 1, rows: 9, offset: 0 } })
    await store.vault.transaction(() => Promise.resolve())
    const chain = await readChain(store.vault)
    expect(chain.map(({ entry, detail }) => [entry.actor, detail])).toEqual([
      ['staff-1', { terms: ['han'], length: 4, rows: 0, offset: 0, named: 'self' }],
      ['staff-1', { terms: ['han'], length: 2, rows: 2, offset: 0, named: 'colleague' }],
      ['staff-2', { terms: ['han'], length: 1, rows: 9, offset: 0 }],
    ])
    await store.vault.close()
  })
})
