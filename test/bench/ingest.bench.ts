// Measures how fast the store takes in a directory, as a page of the feed does it, beside one INSERT a row and a bulk INSERT without indexes.
import type { Bench } from './harness/bench'
import { timed } from './harness/bench'
import { fillDirectory, snapshotPages } from './harness/directory'
import { insertInBulk, insertRowByRow, readPlainRows, type PlainRows } from './harness/plain-insert'
import { makeStore } from './harness/stores'

/** A rate needs no more, and the real length of an import is the bootstrap's figure. */
const MAX_PEOPLE = 100_000

export const bench: Bench = {
  title: 'a directory into an empty store, in pages as the feed sends them, with every index',
  async run({ people: wanted, folder, compare, say }) {
    const people = Math.min(wanted, MAX_PEOPLE)
    say(`making ${String(people)} people`)
    const pages = [...snapshotPages(people)]
    const intoStore = async (act: (store: Awaited<ReturnType<typeof makeStore>>) => Promise<number>): Promise<number> => {
      const store = await makeStore(folder)
      try {
        return await act(store)
      } finally {
        await store.remove()
      }
    }
    let plain: PlainRows | undefined
    const ours = () => intoStore(async ({ vault, openReader }) => {
      const took = await timed(() => fillDirectory(vault, pages))
      if (plain === undefined) {
        const reader = await openReader()
        plain = await readPlainRows(reader)
        await reader.close()
      }
      return people / (took / 1000)
    })
    const plainly = (insert: typeof insertRowByRow) => () => intoStore(({ vault }) => vault.holdWrites(async ({ writer }) => {
      const rows = plain ?? { tables: [], counted: 0 }
      return rows.counted / ((await timed(() => insert(writer, rows))) / 1000)
    }))
    await ours() // what the references insert is read from the first store
    await compare({ name: 'directory into the store', unit: 'people/s', against: 'one INSERT a row', subject: ours, reference: plainly(insertRowByRow), goal: { ratio: { atLeast: 1.5 } } })
    await compare({ name: 'the same beside the upper bound', unit: 'people/s', against: 'jsonb_each, no index', subject: ours, reference: plainly(insertInBulk) })
  },
}
