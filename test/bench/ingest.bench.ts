// Measures how fast the store takes in a directory from the bytes of its pages, beside a loader that does nothing but write the same rows
// into the same schema, and a bulk INSERT without indexes.
import { type Bench, timed } from './harness/bench'
import { snapshotPages } from './harness/directory'
import { insertInBulk, insertWithLoader, plainRate, readPlainRows, type PlainRows } from './harness/plain-insert'
import { makeStore } from './harness/stores'
import { fillFromWire, wirePage } from './harness/wire-directory'

/** A rate needs no more; the length of a whole import is the bootstrap's figure. */
const MAX_PEOPLE = 100_000
/** Below, the first page that nothing overlaps with is too much of the whole. */
const JUDGED_FROM = 100_000

interface Filled {
  readonly seconds: number
  readonly loader: PlainRows
}

async function fillOne(folder: string, pages: readonly Buffer[], known: PlainRows | undefined): Promise<Filled> {
  const store = await makeStore(folder)
  try {
    const took = await timed(() => fillFromWire(store.vault, pages))
    return { seconds: took / 1000, loader: known ?? (await store.vault.holdWrites(({ writer }) => readPlainRows(writer, MAX_PEOPLE))) }
  } finally {
    await store.remove()
  }
}

export const bench: Bench = {
  title: 'a directory into an empty store, from the bytes of pages as the feed sends them: parsed, checked, tokens and every index included',
  async run({ people: wanted, folder, compareSeries, say }) {
    const people = Math.min(wanted, MAX_PEOPLE)
    say(`making ${String(people)} people`)
    const pages = [...snapshotPages(people)].map((page, at, all) => wirePage(page, at === all.length - 1))
    let loader: PlainRows | undefined
    await compareSeries({
      unit: 'rows/s',
      round: async () => {
        const ours = await fillOne(folder, pages, loader)
        loader = ours.loader
        say(`${String(people)} people in ${ours.seconds.toFixed(1)} s`)
        return { ours: [people / ours.seconds], loader: [await plainRate(folder, insertWithLoader, loader)], bulk: [await plainRate(folder, insertInBulk, loader)] }
      },
      figures: [
        { name: 'ingest', of: ['ours', 0.5], beside: ['loader', 0.5], against: 'loader, same schema', over: 'machine', ...(people >= JUDGED_FROM ? { goal: { ratio: { atLeast: 0.8 } } } : {}) },
        { name: 'ingest, upper bound', of: ['ours', 0.5], beside: ['bulk', 0.5], against: 'jsonb_each, no index', over: 'machine' },
      ],
    })
  },
}
