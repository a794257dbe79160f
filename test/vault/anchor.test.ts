// The anchor beside the store: owed while it cannot be written and never a reason to deny an act; a store ahead of it opens, one behind does not.
import { copyFile, mkdir, readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { anchored } from '../../src-main/app/anchored-vault'
import { appendAudit, readAuditHead, type AuditContext } from '../../src-main/audit/audit-log'
import { ANCHOR_FILE, checkAnchor, writeAnchor } from '../../src-main/vault/anchor'
import type { KeyedVault } from '../../src-main/vault/keyed-vault'
import type { Vault } from '../../src-main/vault/vault'
import { EMPTY_CHAIN } from '../../src-shared/formats/audit-entry'
import { ok } from '../../src-shared/base/result'
import { makeFolder, makeKeyedVault, removeFolders, reopenKeyedVault, seededRandom, testClock } from './desk-store'

afterEach(removeFolders)

interface Desk extends KeyedVault {
  readonly dir: string
  readonly anchoredVault: Vault
  readonly faults: unknown[]
}

async function makeDesk(seed: string): Promise<Desk> {
  const dir = await makeFolder()
  const keyed = await makeKeyedVault(dir, seed, ({ keys }) => writeAnchor(dir, EMPTY_CHAIN, keys.macKey))
  const faults: unknown[] = []
  return { ...keyed, dir, anchoredVault: anchored(keyed.vault, dir, keyed.keys.macKey, (error) => faults.push(error)), faults }
}

const context: AuditContext = { clock: testClock(), random: seededRandom('audit'), bootId: 'ab'.repeat(16), device: 'device-1' }
function act(vault: Vault): Promise<string> {
  return vault.transaction(async (tx) => {
    await appendAudit(tx, { type: 'session.unlock', actor: 'system' }, context)
    return 'done'
  })
}

async function anchoredSize(dir: string): Promise<unknown> {
  return (JSON.parse(await readFile(join(dir, ANCHOR_FILE), 'utf8')) as { readonly auditSize: number }).auditSize
}

/** A folder where the temporary file should be: every write of the anchor fails until it is gone. */
const blocker = (dir: string): string => join(dir, `${ANCHOR_FILE}.tmp`)

describe('an anchor that cannot be written', () => {
  it('does not deny what is committed, is told once, and is written with the next transaction', async () => {
    const { dir, anchoredVault: vault, faults } = await makeDesk('owed')
    await act(vault)
    expect(await anchoredSize(dir)).toBe(1)
    await mkdir(blocker(dir))
    expect(await act(vault)).toBe('done')
    expect(await act(vault)).toBe('done')
    expect([(await readAuditHead(vault.reader)).size, await anchoredSize(dir), faults.length]).toEqual([3, 1, 1])
    await rmdir(blocker(dir))
    // Even one that adds nothing to the chain.
    await vault.transaction((tx) => tx.insertInto('meta').values({ key: 'any', value: '1' }).execute())
    expect([await anchoredSize(dir), faults.length]).toEqual([3, 1])
    // A fault of a later day is told again.
    await mkdir(blocker(dir))
    await act(vault)
    expect(faults.length).toBe(2)
    await vault.close()
  })

  it('is written on close, and where even that fails the store opens ahead of it', async () => {
    const { dir, anchoredVault, faults } = await makeDesk('close')
    await mkdir(blocker(dir))
    await act(anchoredVault)
    await rmdir(blocker(dir))
    await anchoredVault.close()
    expect([await anchoredSize(dir), faults.length]).toEqual([1, 1])

    const again = await reopenKeyedVault(dir, 'close')
    const vault = anchored(again.vault, dir, again.keys.macKey, () => undefined)
    await mkdir(blocker(dir))
    await act(vault)
    await vault.close()
    expect(await anchoredSize(dir)).toBe(1)
    await rmdir(blocker(dir))

    const ahead = await reopenKeyedVault(dir, 'close')
    expect((await readAuditHead(ahead.vault.reader)).size).toBe(2)
    expect(await checkAnchor(dir, ahead.vault, ahead.keys.macKey)).toEqual(ok())
    await ahead.vault.close()
  })
})

it('an older copy of the store put back is behind its anchor', async () => {
  const { dir, anchoredVault, vault: { file } } = await makeDesk('behind')
  await act(anchoredVault)
  await anchoredVault.close()
  const kept = join(await makeFolder(), 'kept.db')
  await copyFile(file, kept)
  const later = await reopenKeyedVault(dir, 'behind')
  const vault = anchored(later.vault, dir, later.keys.macKey, () => undefined)
  await act(vault)
  expect(await checkAnchor(dir, vault, later.keys.macKey)).toEqual(ok())
  await vault.close()
  await copyFile(kept, file)
  const older = await reopenKeyedVault(dir, 'behind')
  expect(await checkAnchor(dir, older.vault, older.keys.macKey)).toEqual({ ok: false, error: 'store-behind-anchor' })
  await older.vault.close()
})
