// The directory that benches fill a store with: the synthetic population as the feed sends it, in the order and the pages of a snapshot.
import { BENCH_DAY } from './moment'
import { personAt } from '../../../src-origin/seed/person'
import { DEFAULT_LIMITS } from '../../../src-shared/protocol/version'
import type { DirectoryRow } from '../../../src-main/vault/search-index'
import { upsertDirectoryRows } from '../../../src-main/vault/search-index'
import type { Vault } from '../../../src-main/vault/vault'

const SEED = 'bench'

export function directoryRowAt(index: number): DirectoryRow {
  const { subject } = personAt(SEED, BENCH_DAY, index)
  const { id, accountNo, name, status, registeredAt } = subject
  return { id, v: 1, accountNo, name, status, registeredAt, identifiers: subject.identifiers.map(({ kind, value, proof }) => [kind, value, proof]) }
}

/** Pages as GET /snapshot sends them, by id. Ids are made first and rows made again, so that memory stays that of a page. */
export function* snapshotPages(people: number): Generator<readonly DirectoryRow[]> {
  const ids = Array.from({ length: people }, (_, index) => directoryRowAt(index).id)
  const order = Uint32Array.from(ids.keys()).sort((a, b) => ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1))
  for (let at = 0; at < people; at += DEFAULT_LIMITS.directoryPageRows) {
    yield Array.from(order.subarray(at, at + DEFAULT_LIMITS.directoryPageRows), directoryRowAt)
  }
}

/** As the sync does: a transaction a page. */
export async function fillDirectory(vault: Vault, pages: Iterable<readonly DirectoryRow[]>, progress: (rows: number) => void = () => undefined): Promise<void> {
  let rows = 0
  for (const page of pages) {
    await vault.transaction((tx) => upsertDirectoryRows(tx, page, 1))
    rows += page.length
    progress(rows)
  }
}
