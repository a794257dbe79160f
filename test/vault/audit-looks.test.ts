// Looks while the writer is busy: answered at once, durable before, in the chain once and in order, whatever ends the transaction or the desk.
import { copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { exportAudit } from '../../src-main/audit/audit-log'
import { storeKey } from '../../src-main/keys/key-slots'
import { subjectHmac } from '../../src-main/sync/suppression'
import { residuePlaces } from '../../src-main/erasure/places'
import { ANCHOR_FILE, checkAnchor } from '../../src-main/vault/anchor'
import { getMeta } from '../../src-main/vault/repositories/meta'
import { createId, type SubjectId } from '../../src-shared/base/ids'
import { checkAuditExport } from '../../src-shared/formats/audit-entry'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { organisation, testParty } from '../fixtures/signers'
import { expectTimesInOrder, makeAuditedStore, numbersIn, occupy, readChain, reopenAuditedStore } from './audited-store'
import { makeFolder, NOW, removeFolders, reopenKeyedVault, seededRandom } from './desk-store'

afterEach(removeFolders)

const FILE = 'waiting-000001.lines'
const size = async (dir: string): Promise<number> => (await stat(join(dir, FILE))).size
const person = createId<SubjectId>(NOW, seededRandom('a person'))
const typesOf = async (vault: Parameters<typeof readChain>[0]): Promise<readonly string[]> => (await readChain(vault)).map(({ entry }) => entry.type)

describe('a look', () => {
  it('is written down while a transaction stands open, and is in the chain before whatever comes later', async () => {
    const dir = await makeFolder()
    const { vault, look, audit, clock } = await makeAuditedStore(dir, 'order')
    const letGo = await occupy(vault, async (tx) => {
      clock.advance(10)
      await audit(tx, { type: 'rules.replaced', detail: { k: 3 } })
    })
    clock.advance(10)
    await look({ type: 'search.people', detail: { k: 1 } })
    clock.advance(10)
    await look({ type: 'person.open', subjectId: person, detail: { k: 2 } })
    // Nothing of it is committed, and yet it cannot be lost.
    expect([await typesOf(vault), vault.waiting.list().length]).toEqual([[], 2])
    expect(await size(dir)).toBeGreaterThan(0)
    await letGo()
    const chain = await readChain(vault)
    expect(chain.map(({ entry }) => [entry.type, entry.ts - NOW])).toEqual([['search.people', 10], ['person.open', 20], ['rules.replaced', 30]])
    expectTimesInOrder(chain)
    expect(chain.map(({ detail, subjectId }) => [detail, subjectId])).toEqual([[{ k: 1 }, null], [{ k: 2 }, person], [{ k: 3 }, null]])
    expect([vault.waiting.list(), await size(dir)]).toEqual([[], 0])
    await vault.close()
  })

  it('goes straight into the chain while the writer is free', async () => {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, 'free')
    await look({ type: 'search.people', detail: { k: 1 } })
    expect([await numbersIn(vault), vault.waiting.list(), await size(dir)]).toEqual([[1], [], 0])
    await vault.close()
  })

  it('does not wait for a hold of the writer either', async () => {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, 'held')
    await vault.holdWrites(() => look({ type: 'search.people', detail: { k: 1 } }))
    await vault.transaction(() => Promise.resolve())
    expect(await numbersIn(vault)).toEqual([1])
    await vault.close()
  })

  it('is taken over soon after the transaction that was in its way, without another one being asked for', async () => {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, 'soon')
    const letGo = await occupy(vault)
    await look({ type: 'search.people', detail: { k: 1 } })
    await letGo()
    await expect.poll(() => numbersIn(vault)).toEqual([1])
    await vault.close()
  })

  it('outlives a transaction that had taken it over and came to nothing', async () => {
    const dir = await makeFolder()
    const { vault, look, audit } = await makeAuditedStore(dir, 'rolled back')
    const letGo = await occupy(vault, async (tx) => {
      await audit(tx, { type: 'rules.replaced', detail: { k: 9 } })
      throw new Error('refused')
    })
    await look({ type: 'search.people', detail: { k: 1 } })
    await expect(letGo()).rejects.toThrow('refused')
    await vault.transaction(() => Promise.resolve())
    expect(await numbersIn(vault)).toEqual([1])
    await vault.close()
  })

  it('is in the chain when the desk was closed, though nothing else was written', async () => {
    const dir = await makeFolder()
    const first = await makeAuditedStore(dir, 'closed')
    await first.vault.holdWrites(() => first.look({ type: 'search.people', detail: { k: 1 } }))
    await first.vault.close()
    expect(await readdir(dir)).not.toContain(FILE)
    const { vault } = await reopenKeyedVault(dir, 'closed')
    expect(await numbersIn(vault)).toEqual([1])
    await vault.close()
  })

  it('that would make no entry is a defect found at once, and stops nobody who writes later', async () => {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, 'defect')
    const letGo = await occupy(vault)
    await expect(look({ type: 'Not A Type' })).rejects.toThrow()
    await letGo()
    expect(vault.waiting.list()).toEqual([])
    await vault.close()
  })

  it('names nobody whom an erasure in the transaction before it took away', async () => {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, 'erased')
    const letGo = await occupy(vault, async (tx) => {
      const hmac = await subjectHmac(tx, person)
      await tx.insertInto('erasures').values({ erasure_id: 'e1', subject_hmac: hmac, counts: '{}', deleted_at: NOW, purged_at: null, generation: null, residue: null, receipt: null, receipt_acked: 0 }).execute()
    })
    await look({ type: 'person.open', subjectId: person, detail: { k: 1 } })
    await letGo()
    // The second look comes after the erasure and is not even left with the id.
    await vault.holdWrites(async () => {
      await look({ type: 'person.open', subjectId: person, detail: { k: 2 } })
      expect(vault.waiting.list().at(-1)?.text).not.toContain(person)
    })
    await vault.transaction(() => Promise.resolve())
    const chain = await readChain(vault)
    expect(chain.map(({ detail, subjectId, entry }) => [detail, subjectId, 'objRef' in entry])).toEqual([[{ k: 1 }, null, false], [{ k: 2 }, null, false]])
    expect(await vault.reader.selectFrom('subject_salts').selectAll().execute()).toEqual([])
    await vault.close()
  })

  it('makes a chain that an auditor verifies from its export', async () => {
    const dir = await makeFolder()
    const { vault, look, audit, clock } = await makeAuditedStore(dir, 'export')
    for (let k = 0; k < 6; k += 2) {
      const letGo = await occupy(vault, (tx) => audit(tx, { type: 'rules.replaced', detail: { k: k + 1 } }))
      await look({ type: 'search.people', detail: { k } })
      await letGo()
    }
    const device = testParty('device', 3, 'device-1')
    const lines: string[] = []
    for await (const line of exportAudit(vault.reader, { signer: device.signer, certificate: device.certificate, device: 'device-1', clock })) lines.push(line)
    const checked = await checkAuditExport(lines, organisation.publicKey, nodeCrypto)
    expect(checked).toMatchObject({ ok: true, value: { head: { size: 6 } } })
    expect(await numbersIn(vault)).toEqual([0, 1, 2, 3, 4, 5])
    await vault.close()
  })
})

describe('files that were put back or taken away', () => {
  /** What lies in the folder after three looks that were never taken over: as a kill leaves it. */
  async function keptFolder(seed: string, more?: (dir: string, looks: number) => Promise<void>): Promise<string> {
    const dir = await makeFolder()
    const { vault, look } = await makeAuditedStore(dir, seed)
    await look({ type: 'session.unlock' })
    const letGo = await occupy(vault)
    for (let k = 1; k <= 3; k++) {
      await look({ type: 'search.people', detail: { k } })
      await more?.(dir, k)
    }
    // Nobody waits for the anchor to follow a line.
    await expect.poll(() => readFile(join(dir, ANCHOR_FILE), 'utf8')).toContain('"waiting":{"n":3')
    const copy = await makeFolder()
    for (const name of await readdir(dir)) if (name !== 'store.lock') await copyFile(join(dir, name), join(copy, name))
    await letGo()
    await vault.close()
    return copy
  }
  async function anchorOf(dir: string, seed: string): Promise<unknown> {
    const { vault, keys } = await reopenKeyedVault(dir, seed)
    const result = await checkAnchor(dir, vault, keys.macKey)
    await vault.close()
    return result.ok ? 'fits' : result.error
  }

  it('as they were left the desk opens, and its first transaction brings all three in', async () => {
    const dir = await keptFolder('kept')
    const { vault } = await reopenAuditedStore(dir, 'kept')
    await vault.transaction(() => Promise.resolve())
    expect(await numbersIn(vault)).toEqual([1, 2, 3])
    await vault.close()
  })

  it('the lines taken away, cut, or as they were a look ago: the anchor tells', async () => {
    const gone = await keptFolder('gone')
    await rm(join(gone, FILE))
    expect(await anchorOf(gone, 'gone')).toBe('store-behind-anchor')

    const cut = await keptFolder('cut')
    await writeFile(join(cut, FILE), (await readFile(join(cut, FILE))).subarray(0, -1))
    expect(await anchorOf(cut, 'cut')).toBe('store-behind-anchor')

    let older: Buffer = Buffer.alloc(0)
    const former = await keptFolder('former', async (dir, looks) => { if (looks === 2) older = await readFile(join(dir, FILE)) })
    await writeFile(join(former, FILE), older)
    expect(await anchorOf(former, 'former')).toBe('store-behind-anchor')
  })

  it('the store as it was before it took them: the anchor tells, with the lines or without', async () => {
    const seed = 'before'
    const dir = await keptFolder(seed)
    const kept = await makeFolder()
    for (const name of await readdir(dir)) await copyFile(join(dir, name), join(kept, name))
    const { vault } = await reopenAuditedStore(dir, seed)
    await vault.transaction(() => Promise.resolve())
    await vault.close()
    for (const name of await readdir(kept)) if (name.startsWith('store-')) await copyFile(join(kept, name), join(dir, name))
    expect(await anchorOf(dir, seed)).toBe('store-behind-anchor')
    await copyFile(join(kept, FILE), join(dir, FILE))
    expect(await anchorOf(dir, seed)).toBe('store-behind-anchor')
  })

  it('lines that were taken over and come back are not entered twice', async () => {
    const seed = 'again'
    const dir = await keptFolder(seed)
    const lines = await readFile(join(dir, FILE))
    const { vault } = await reopenAuditedStore(dir, seed)
    await vault.transaction(() => Promise.resolve())
    await vault.close()
    await writeFile(join(dir, FILE), lines)
    const again = await reopenAuditedStore(dir, seed)
    await again.vault.holdWrites(() => again.look({ type: 'search.people', detail: { k: 4 } }))
    await again.vault.transaction(() => Promise.resolve())
    expect([await numbersIn(again.vault), (await getMeta(again.vault.reader, 'waitingTaken'))?.n]).toEqual([[1, 2, 3, 4], 4])
    await again.vault.close()
  })

  it('are read when residue is looked for', async () => {
    const dir = await keptFolder('residue')
    const { vault, keyFile, keys } = await reopenKeyedVault(dir, 'residue')
    const place = residuePlaces({ file: vault.file, key: storeKey(keyFile, keys) }, { profile: dir, exports: dir }).find((one) => one.place === 'waiting')
    let text = ''
    for await (const chunk of place!.chunks()) text += Buffer.from(chunk).toString('utf8')
    expect(text.match(/search\.people/g)).toHaveLength(3)
    await vault.close()
  })
})
