// Acts that are done leave the outbox in one go, come back as they were, and are looked up by the key of their record.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { bringBack, IS_DONE, keepDone } from '../../src-main/vault/repositories/outbox-done'
import type { Vault } from '../../src-main/vault/vault'
import { makeFolder, NOW, openTestVault, removeFolders } from './desk-store'

let vault: Vault
beforeAll(async () => {
  vault = await openTestVault(await makeFolder(), 'outbox-done')
})
afterAll(async () => {
  await vault.close()
  await removeFolders()
})
beforeEach(() => vault.transaction(async (tx) => {
  for (const table of ['outbox', 'outbox_done', 'records'] as const) await tx.deleteFrom(table).execute()
}))

const DAY_MS = 86_400_000
interface Act {
  readonly mid: string
  readonly chain?: string
  readonly op?: string
  readonly state?: 'to-send' | 'applied' | 'refused'
  readonly acked?: 0 | 1
  readonly args?: string | null
  readonly appliedV?: number | null
}

async function hold(acts: readonly Act[], records: readonly (readonly [string, string, number])[]): Promise<void> {
  await vault.transaction(async (tx) => {
    for (const [n, { mid, chain = 'request:a', op = 'request.take@1', state = 'applied', acked = 1, args = `{"of":"${mid}"}`, appliedV = 3 }] of acts.entries()) {
      await tx.insertInto('outbox').values({ mid, chain, n, op, base: 2, args, subject_id: 'p', staff_id: 's', made_at: '{}', state, rejection: null, applied_v: appliedV, acked, held_boot: null, held_until: null }).execute()
    }
    for (const [type, id, v] of records) await tx.insertInto('records').values({ type, id, v, subject_id: null, body: sql<string>`'{}'`, gen: 0 }).execute()
  })
}
const mids = async (table: 'outbox' | 'outbox_done'): Promise<readonly string[]> => (await vault.reader.selectFrom(table).select('mid').orderBy('seq').execute()).map(({ mid }) => mid)

it('moves what was applied, told and brought back by the feed, and nothing else', async () => {
  await hold(
    [
      { mid: 'done' }, { mid: 'ahead', appliedV: 4 }, { mid: 'untold', acked: 0 }, { mid: 'refused', state: 'refused' }, { mid: 'waiting', state: 'to-send', appliedV: null },
      { mid: 'other-type', chain: 'erasure:a' }, { mid: 'gone', chain: 'request:z' }, { mid: 'later', chain: 'erasure:b' },
    ],
    [['request', 'a', 3], ['erasure', 'b', 9]],
  )
  await vault.transaction((tx) => keepDone(tx, NOW))
  expect(await mids('outbox_done')).toEqual(['done', 'later'])
  expect(await mids('outbox')).toEqual(['ahead', 'untold', 'refused', 'waiting', 'other-type', 'gone'])
})

it('what an erasure emptied, and what only a fresh sign-in could send, goes for good', async () => {
  await hold([{ mid: 'emptied', args: null }, { mid: 'approval', op: 'erasure.approve@1' }], [['request', 'a', 3]])
  await vault.transaction((tx) => keepDone(tx, NOW))
  expect([await mids('outbox'), await mids('outbox_done')]).toEqual([[], []])
})

it('comes back word for word in its former place, to be sent again, within fourteen days', async () => {
  await hold([{ mid: 'one' }, { mid: 'two' }, { mid: 'three', state: 'to-send', acked: 0, appliedV: null }], [['request', 'a', 3]])
  const before = await vault.reader.selectFrom('outbox').selectAll().orderBy('seq').execute()
  await vault.transaction((tx) => keepDone(tx, NOW))
  expect(await mids('outbox')).toEqual(['three'])
  await vault.transaction((tx) => keepDone(tx, NOW + 14 * DAY_MS))
  await vault.transaction(bringBack)
  expect(await vault.reader.selectFrom('outbox').selectAll().orderBy('seq').execute()).toEqual(before.map((row) => ({ ...row, state: 'to-send', acked: 0 })))
  expect(await mids('outbox_done')).toEqual([])
  await vault.transaction((tx) => tx.updateTable('outbox').set({ state: 'applied', acked: 1 }).where('mid', '!=', 'three').execute())
  await vault.transaction((tx) => keepDone(tx, NOW))
  await vault.transaction((tx) => keepDone(tx, NOW + 14 * DAY_MS + 1))
  expect(await mids('outbox_done')).toEqual([])
})

it('reads no more records than there are acts', async () => {
  const { rows } = await sql<{ detail: string }>`EXPLAIN QUERY PLAN DELETE FROM outbox WHERE ${IS_DONE}`.execute(vault.reader)
  expect(rows.map(({ detail }) => detail).filter((detail) => detail.includes(' r '))).toEqual([expect.stringMatching(/^SEARCH r USING PRIMARY KEY/)])
})
