// Opening the store: the recipe read back, and each way in which it can be refused.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { Secret } from '../../src-main/keys/secret'
import { openVault } from '../../src-main/vault/open-vault'

const dirs: string[] = []
afterEach(async () => { for (const d of dirs.splice(0)) await rm(d, { recursive: true }) })
it('smoke', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'vault-')); dirs.push(dir)
  const key = Secret.take(randomBytes(48))
  const r = await openVault({ dir, fileName: 'store-000001.db', key, mode: 'create', clock: { now: () => 0, mono: () => 0 } })
  expect(r.ok).toBe(true)
  if (!r.ok) return
  await r.value.transaction(async (tx) => { await tx.insertInto('meta').values({ key: 'a', value: 'b' }).execute() })
  expect(await r.value.reader.selectFrom('meta').selectAll().execute()).toEqual([{ key: 'a', value: 'b' }])
  await expect(sql`DELETE FROM meta`.execute(r.value.reader)).rejects.toThrow('readonly')
  await r.value.checkpoint()
  expect((await openVault({ dir, fileName: 'store-000001.db', key, mode: 'open', clock: { now: () => 0, mono: () => 0 } }))).toEqual({ ok: false, error: 'store-busy' })
  await r.value.close()
  await expect(r.value.reader.selectFrom('meta').selectAll().execute()).rejects.toThrow('closed')
  const again = await openVault({ dir, fileName: 'store-000001.db', key, mode: 'open', clock: { now: () => 0, mono: () => 0 } })
  expect(again.ok).toBe(true)
  if (again.ok) await again.value.close()
})
