// The first search of a connection that was just opened, whose cache is empty: with the file in the system's cache, and after it was put out of that too.
import { spawnSync } from 'node:child_process'
import { Kysely, sql } from 'kysely'
import { parseQuery } from '../../../src-shared/domain/search-terms'
import { HandlePool } from '../../../src-main/vault/handle-pool'
import { PoolDialect } from '../../../src-main/vault/kysely-dialect'
import type { VaultSchema } from '../../../src-main/vault/schema'
import { searchPeople } from '../../../src-main/vault/search-people'
import { asReader, type Reader } from '../../../src-main/vault/transaction'
import { timed, type Series } from './bench'
import type { BenchStore } from './stores'

/** Each opens the store three times. */
const TEXTS_A_ROUND = 6

type Kind = 'fresh' | 'cold' | 'point'

async function onFresh(store: BenchStore, work: (reader: Reader) => Promise<unknown>): Promise<number> {
  const handle = await store.openReader()
  try {
    const reader = asReader(new Kysely<VaultSchema>({ dialect: new PoolDialect(new HandlePool([handle])) }))
    return await timed(() => work(reader))
  } finally {
    await handle.close()
  }
}

/** As the manual of dd gives it: all of the file goes out of the page cache; of a file in memory nothing does, and elsewhere than on Linux there is no such word. */
function evict(file: string): boolean {
  return spawnSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'], { stdio: 'ignore' }).status === 0
}

/** Of one class of texts. */
export function firstSearches(name: string, store: BenchStore, texts: readonly string[], point: () => number): Series<Kind> {
  const step = Math.max(1, Math.floor(texts.length / TEXTS_A_ROUND))
  const asked = texts.filter((_, at) => at % step === 0).slice(0, TEXTS_A_ROUND)
  const canEvict = evict(store.vault.file)
  const search = (text: string) => (reader: Reader): Promise<unknown> => searchPeople(reader, parseQuery(text), 50, 0)
  const round = async (): Promise<Record<Kind, number[]>> => {
    const samples: Record<Kind, number[]> = { fresh: [], cold: [], point: [] }
    for (const text of asked) {
      const n = point()
      samples.point.push(await onFresh(store, (reader) => sql`SELECT id FROM people WHERE n = ${n}`.execute(reader)))
      samples.fresh.push(await onFresh(store, search(text)))
      if (canEvict && evict(store.vault.file)) samples.cold.push(await onFresh(store, search(text)))
    }
    return samples
  }
  const beside = ['point', 0.95] as const
  return {
    unit: 'ms',
    round,
    figures: [
      { name: `${name} fresh p95`, of: ['fresh', 0.95], beside, against: 'point query, fresh connection, p95', over: 'work', goal: { value: { atMost: 20 } } },
      ...(canEvict ? [{ name: `${name} cold p95`, of: ['cold', 0.95], beside, against: 'point query, fresh connection, p95', over: 'work', goal: { value: { atMost: 100 } } } as const] : []),
    ],
  }
}
