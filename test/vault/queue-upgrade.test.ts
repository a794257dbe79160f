// A store of the build before keeps its queue over the upgrade, and the new columns are written as soon as the desk is open.
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import { mustOk } from '../../src-shared/base/result'
import { createId, type RequestId, type SubjectId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { reindexQueue } from '../../src-main/sync/reindex-queue'
import { MIGRATIONS } from '../../src-main/vault/migrations/all'
import { migrate } from '../../src-main/vault/migrator'
import { applyRecipe } from '../../src-main/vault/open-recipe'
import { openVault } from '../../src-main/vault/open-vault'
import { facetsOf, REVIEW_BIT } from '../../src-main/vault/repositories/queue-facets'
import { readQueueFigures } from '../../src-main/vault/repositories/queue-counts'
import { openSqlite } from '../../src-main/vault/driver/open-sqlite'
import { storeFileName } from '../../src-main/vault/store-files'
import { ME } from '../fixtures/queue-rows'
import { repositoryPack } from '../fixtures/rules'
import { makeFolder, NOW, removeFolders, seededRandom, storeKeyOf, testClock } from './desk-store'

afterEach(removeFolders)

it('keeps every request with its count, and then writes channel and days', async () => {
  const dir = await makeFolder()
  const handle = await openSqlite(join(dir, storeFileName(1)), 'create')
  await applyRecipe(handle, storeKeyOf('upgrade'), 'write')
  const queue = MIGRATIONS.findIndex((migration) => migration.name === 'queue')
  await migrate(handle, MIGRATIONS, testClock(), queue)
  const random = seededRandom('upgrade')
  const requests = Array.from({ length: 450 }, (_, at) => ({ requestId: createId<RequestId>(NOW + at, random), subjectId: createId<SubjectId>(NOW + at, random), closed: at % 4 === 0 }))
  for (const [at, { requestId, subjectId, closed }] of requests.entries()) {
    const state = closed ? 'refused' : 'verifying'
    const body = { id: requestId, caseNo: `26-${String(900 + at)}`, subjectId, right: 'access', state, channel: 'letter', receivedOn: '2026-06-01', keyedAt: NOW, text: '—', assigneeId: ME, identityChecks: [], outerOn: '2026-07-01', timeline: [], ...(at === 101 ? { pauses: [{ from: '2026-06-08', to: '2026-06-30', category: 'identity', reason: '—', staffId: ME, at: NOW }] } : {}) }
    await handle.run('INSERT INTO records (type, id, v, subject_id, body, gen) VALUES (?, ?, 1, ?, ?, 0)', ['request', requestId, subjectId, canonicalJson(body)])
    await handle.run(`INSERT INTO request_index (request_id, subject_id, case_no, "right", state, assignee_id, due_on, closed, updated_at, mark) VALUES (?, ?, ?, 'access', ?, ?, '2026-06-23', ?, 1, 'sent')`, [
      requestId, subjectId, body.caseNo, state, ME, closed ? 1 : 0,
    ])
  }
  await handle.close()

  const vault = mustOk(await openVault({ dir, fileName: storeFileName(1), key: storeKeyOf('upgrade'), mode: 'open', clock: testClock() }))
  const views = async () => (await readQueueFigures(vault.reader, { me: ME, today: '2026-06-20' })).views
  const before = await views()
  expect(before).toMatchObject({ team: 337, mine: 337, closed: 113, overdue: 0 })
  // The words of every row by their bits, also before anything was written anew; nobody knew then what waits for a second person.
  const kinds = await vault.reader.selectFrom('request_index').select(['state', 'clock', 'facets', 'owner']).execute()
  const words = { right: 'access', channel: 'letter', mark: 'sent', review: true } as const
  expect(kinds.filter(({ state, facets, owner }) => owner !== 1 || facets !== facetsOf({ ...words, state: state === 'refused' ? 'refused' : 'verifying', clock: 'running' }) - REVIEW_BIT)).toEqual([])
  const deps = { vault, rules: repositoryPack, signal: new AbortController().signal }
  expect(await reindexQueue(deps)).toBe(true)
  // What was paused before the build knew to say so is seen now.
  expect(await views()).toEqual({ ...before, paused: 1 })
  // By its outer limit, which no pause of this kind moves.
  const row = must(await vault.reader.selectFrom('request_index').selectAll().where('case_no', '=', '26-1001').executeTakeFirst(), 'a row')
  expect(row).toMatchObject({ channel: 'letter', case_key: 26_000_001_001, case_tail: '1001', due_on: '2026-07-01', paused_to: '2026-06-30', clock: 'running' })
  expect(row.soon_on < row.due_on).toBe(true)
  // Once is enough.
  expect(await reindexQueue(deps)).toBe(false)
  // Another pack, other days.
  expect(await reindexQueue({ ...deps, rules: () => ({ ...repositoryPack(), version: '2099.1' }) })).toBe(true)
  await vault.close()
})
