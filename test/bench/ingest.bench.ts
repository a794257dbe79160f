// Measures how fast the store takes in a directory, as a page of the feed does it, beside one INSERT a row and a bulk INSERT without indexes.
import type { DirectoryRow } from '../../src-main/vault/search-index'
import { type Bench, timed } from './harness/bench'
import { fillDirectory, snapshotPages } from './harness/directory'
import { insertInBulk, insertRowByRow, plainRate, readPlainRows, type PlainRows } from './harness/plain-insert'
import { makeStore } from './harness/stores'

/** A rate needs no more; the length of a whole import is the bootstrap's figure. */
const MAX_PEOPLE = 100_000

interface Filled {
  readonly seconds: number
  readonly plain: PlainRows
}

async function fillOne(folder: string, pages: readonly (readonly DirectoryRow[])[], known: PlainRows | undefined): Promise<Filled> {
  const store = await makeStore(folder)
  try {
    const took = await timed(() => fillDirectory(store.vault, pages))
    return { seconds: took / 1000, plain: known ?? (await store.vault.holdWrites(({ writer }) => readPlainRows(writer))) }
  } finally {
    await store.remove()
  }
}

export const bench: Bench = {
  title: 'a directory into an empty store, in pages as the feed sends them, tokens and every index included',
  async run({ people: wanted, folder, compareSeries, say }) {
    const people = Math.min(wanted, MAX_PEOPLE)
    say(`making ${String(people)} people`)
    const pages = [...snapshotPages(people)]
    let plain: PlainRows | undefined
    await compareSeries({
      unit: 'rows/s',
      round: async () => {
        const ours = await fillOne(folder, pages, plain)
        plain = ours.plain
        say(`${String(people)} people in ${ours.seconds.toFixed(1)} s`)
        return { ours: [people / ours.seconds], row: [await plainRate(folder, insertRowByRow, plain)], bulk: [await plainRate(folder, insertInBulk, plain)] }
      },
      figures: [
        { name: 'ingest', of: ['ours', 0.5], beside: ['row', 0.5], against: 'one INSERT a row', over: 'machine', goal: { ratio: { atLeast: 1.5 } } },
        { name: 'ingest, upper bound', of: ['ours', 0.5], beside: ['bulk', 0.5], against: 'jsonb_each, no index', over: 'machine' },
      ],
    })
  },
}
