// A directory's fill that ends between two transactions of a page: the page comes again, and nobody stays who has left in between.
import { afterAll, beforeEach, expect, it } from 'vitest'
import { bootstrapPage, nextScope, type BootstrapDeps } from '../../src-main/sync/bootstrap'
import type { SnapshotPage } from '../../src-main/sync/check-page'
import type { PageAhead } from '../../src-main/sync/page-ahead'
import { suppression } from '../../src-main/sync/suppression'
import { createDirectoryBatcher } from '../../src-main/vault/directory-batch'
import { addScope } from '../../src-main/vault/repositories/scopes'
import type { DirectoryRow } from '../../src-main/vault/search-index'
import { overVault, type Vault } from '../../src-main/vault/vault'
import { ok } from '../../src-shared/base/result'
import { makeFolder, makePeople, openTestVault, removeFolders, testClock } from '../vault/desk-store'

afterAll(removeFolders)

const people = [...makePeople('cut', 60)].sort((a, b) => (a.id < b.id ? -1 : 1))
const BATCH = 5
const PAGE = 20

let vault: Vault
beforeEach(async () => {
  vault = await openTestVault(await makeFolder(), 'cut')
  await vault.transaction((tx) => addScope(tx, 'directory:all', 'directory'))
  return () => vault.close()
})

/** Pages as the client hands them on: of the people who are at the origin now, from the place that a token names. */
function pagesOf(living: () => readonly DirectoryRow[]): PageAhead {
  const read = (_: string, after: string | undefined): ReturnType<PageAhead['read']> => {
    const rest = living().filter((row) => row.id > (after ?? ''))
    const rows = rest.slice(0, PAGE)
    const batcher = createDirectoryBatcher(undefined, BATCH)
    for (const row of rows) batcher.add(row)
    const done = rows.length === rest.length
    const page: SnapshotPage = {
      removedScopes: [], addedScopes: [], records: [], directory: [], deletions: [], erasures: [], undeclared: [], batches: batcher.take(),
      end: { t: 'end', n: rows.length, sha256: '', after: rows.at(-1)?.id ?? '', done, total: living().length, ...(done ? { cursor: 'cursor' } : {}) },
    }
    return Promise.resolve(ok({ page }))
  }
  return { read, askNext: () => undefined, forget: () => undefined }
}

function depsOf(store: Vault, ahead: PageAhead): BootstrapDeps {
  // No request comes, so no rule is read.
  const rules = {} as ReturnType<BootstrapDeps['apply']['rules']>
  const apply: BootstrapDeps['apply'] = { clock: testClock(), rules: () => rules, suppression, erase: () => Promise.reject(new Error('nobody is erased here')) }
  return { vault: store, ahead, clock: testClock(), apply, onProgress: () => undefined, onChanged: () => undefined }
}

/** The store as a process sees it that ends before its n-th transaction. */
function endingBefore(n: number): Vault {
  let left = n
  return overVault(vault, { transaction: (work) => (left-- > 0 ? vault.transaction(work) : Promise.reject(new Error('ended'))) })
}

async function fillAll(store: Vault, ahead: PageAhead): Promise<void> {
  for (let scope = await nextScope(store); scope; scope = await nextScope(store)) await bootstrapPage(depsOf(store, ahead), scope)
}

it.each(Array.from({ length: 12 }, (_, at) => at))('ended before its transaction %i it goes on, and holds exactly who is there', async (n) => {
  const gone = people[2]
  let living: readonly DirectoryRow[] = people
  const ahead = pagesOf(() => living)
  await fillAll(endingBefore(n), ahead).catch((error: unknown) => expect(String(error)).toContain('ended'))
  const scope = await nextScope(vault)
  // Before the first token nothing of the page may be here: the next snapshot begins at a later head than the first.
  const held = await vault.reader.selectFrom('people').select('id').execute()
  if (scope?.after === undefined && scope !== undefined) {
    expect(held).toEqual([])
    living = people.filter((row) => row !== gone)
  }
  await fillAll(vault, ahead)
  expect((await vault.reader.selectFrom('people').select('id').orderBy('id').execute()).map(({ id }) => id)).toEqual(living.map(({ id }) => id))
})
