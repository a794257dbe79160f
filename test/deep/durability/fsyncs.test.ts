// D-8: no act is acknowledged before the disk has it: the syncs of a desk's files are counted in the order in which they and its words came.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildChild, type ChildProgram } from '../../fixtures/child-program'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { readRecord } from '../../fixtures/power-loss'
import { makeFolder, removeFolders } from '../../vault/desk-store'

let program: ChildProgram
beforeAll(async () => {
  program = await buildChild('test/deep/durability/power-child.ts')
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

it('each act that is told saved has synced the log of the store and the anchor since the one before, each look its line', async () => {
  const [base, log] = [await makeFolder(), join(await makeFolder(), 'record')]
  const dir = join(base, 'profile')
  await mkdir(dir, { mode: 0o700 })
  const child = program.startWith({ LD_PRELOAD: await buildFaultShim('io-record'), RECORD_DIR: dir, RECORD_LOG: log }, dir, 'fsyncs')
  expect(await child.ended).toBe('0')
  const acknowledged: (readonly [word: string, synced: ReadonlySet<string>])[] = []
  let synced = new Set<string>()
  let syncs = 0
  for (const step of readRecord(await readFile(log))) {
    if (step.t === 'sync') {
      syncs += 1
      synced.add(step.path.slice(dir.length + 1).replace(/\d{6}/, 'N'))
    } else if (step.t === 'said') {
      for (const line of step.text.split('\n').filter((text) => text !== '')) acknowledged.push([line, synced])
      synced = new Set()
    }
  }
  const after = (word: string): readonly ReadonlySet<string>[] => acknowledged.filter(([line]) => line.startsWith(word)).map(([, files]) => files)
  const [acts, looks] = [after('act '), after('look ')]
  expect([acts.length, looks.length]).toEqual([13, 9])
  for (const files of acts) expect([...files]).toEqual(expect.arrayContaining(['store-N.db-wal', 'anchor.json.tmp', 'outbox.sealed.tmp']))
  for (const files of looks) expect([...files]).toEqual(expect.arrayContaining(['waiting-N.lines']))
  expect(syncs).toBeGreaterThanOrEqual(acknowledged.length)
  console.log(`D-8: ${String(syncs)} syncs, ${String(acts.length)} acts and ${String(looks.length)} looks acknowledged`)
})
