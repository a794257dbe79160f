// A page that takes a scope away and still carries a record of it: what nobody grants any more is not kept.
import { afterAll, expect, it } from 'vitest'
import type { ChangesPage } from '../../src-main/sync/check-page'
import { applyChanges } from '../../src-main/sync/apply'
import { addScope, finishScope } from '../../src-main/vault/repositories/scopes'
import { addJob, listOpenJobs } from '../../src-main/vault/repositories/jobs'
import { makeFolder, NOW, openTestVault, removeFolders, testClock } from '../vault/desk-store'
import { repositoryPack } from '../fixtures/rules'

afterAll(removeFolders)

it('keeps no record of a scope that the same page takes away, and drops the sweep of its former generations', async () => {
  const vault = await openTestVault(await makeFolder(), 'revoked')
  const staff = { id: '01970000-0000-7000-8000-0000000000a0', login: 'zhou', name: '周示一', role: 'agent', active: true }
  const record = (scopes: readonly string[]) => ({ type: 'staff' as const, id: staff.id, v: 1, body: staff, scopes })
  const page = (records: ChangesPage['records'], removedScopes: readonly string[] = []): ChangesPage => ({
    begin: { t: 'begin', from: 'a', epoch: 'e', time: NOW }, removedScopes, addedScopes: [], records, directory: [], deletions: [], erasures: [], undeclared: [],
    end: { t: 'end', cursor: 'b', more: false, n: records.length, sha256: '0'.repeat(64) },
  })
  const deps = { clock: testClock(), rules: repositoryPack, suppression: { load: async () => () => false }, erase: async () => undefined }
  await vault.transaction(async (tx) => {
    for (const [id, kind] of [['desk:dalian', 'case'], ['directory:all', 'directory']] as const) {
      await addScope(tx, id, kind)
      await finishScope(tx, id, 1)
      await addJob(tx, { id: `sweep:${id}:2`, kind: 'sweep', state: { gen: 2 }, createdAt: NOW })
    }
  })
  const held = () => vault.reader.selectFrom('records').select('id').execute()
  await vault.transaction((tx) => applyChanges(tx, page([record(['desk:dalian'])]), deps))
  expect(await held()).toEqual([{ id: staff.id }])
  await vault.transaction((tx) => applyChanges(tx, page([record(['desk:dalian'])], ['desk:dalian']), deps))
  expect(await held()).toEqual([])
  expect((await listOpenJobs(vault.reader, 'sweep')).map(({ id }) => id)).toEqual(['sweep:directory:all:2'])
  await vault.close()
})
