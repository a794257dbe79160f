// Kills: a second process is kept out, and whatever moment a process dies at, what it had acknowledged is there and nothing is half.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openVault } from '../../src-main/vault/open-vault'
import { PURGE_STEPS } from '../../src-main/vault/purge'
import { buildChild, type ChildProgram } from '../fixtures/child-program'
import { expectOnePair, killPurges, storeWithPeople } from '../fixtures/purge-kills'
import { makeFolder, openTestVault, removeFolders, seededPick, storeKeyOf, testClock } from './desk-store'

let program: ChildProgram
beforeAll(async () => {
  program = await buildChild('test/vault/children/store-child.ts')
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

it('a second process gets store-busy while the first holds the store, and the store once the first was killed', async () => {
  const dir = await makeFolder()
  await (await openTestVault(dir, 'second')).close()
  const child = program.start('hold', dir, 'second')
  await child.said(1)
  const open = () => openVault({ dir, fileName: 'store-000001.db', key: storeKeyOf('second'), mode: 'open', clock: testClock() })
  expect(await open()).toEqual({ ok: false, error: 'store-busy' })
  child.process.kill('SIGKILL')
  expect(await child.ended).toBe('SIGKILL')
  const after = await open()
  expect(after.ok).toBe(true)
  if (after.ok) await after.value.close()
})

it('twelve kills in the middle of writing lose nothing that was acknowledged and leave nothing half', async () => {
  const pick = seededPick('kills')
  const dir = await makeFolder()
  await (await openTestVault(dir, 'kill')).close()
  for (let round = 0; round < 12; round++) {
    const child = program.start('write', dir, 'kill')
    await child.said(5 + pick(25))
    await new Promise((resolve) => setTimeout(resolve, pick(7)))
    child.process.kill('SIGKILL')
    await child.ended
    const vault = await openTestVault(dir, 'kill', 'open')
    const meta = await vault.reader.selectFrom('meta').select('key').execute()
    const jobs = await vault.reader.selectFrom('jobs').select('id').execute()
    expect(jobs.map((row) => row.id).sort()).toEqual(meta.map((row) => row.key).sort())
    const there = new Set(meta.map((row) => row.key))
    expect(child.lines.filter((line) => !there.has(`n${line}`))).toEqual([])
    await vault.transaction(async (tx) => {
      await tx.deleteFrom('meta').execute()
      await tx.deleteFrom('jobs').execute()
    })
    await vault.close()
  }
})

describe('a purge killed', () => {
  const NEW_FROM = PURGE_STEPS.indexOf('named')

  it.each(PURGE_STEPS)('after the step "%s" leaves the old pair or the new one', async (step) => {
    const dir = await storeWithPeople()
    const before = await readFile(join(dir, 'keys.json'), 'utf8')
    const child = program.start('purge', dir, step)
    expect([child.lines, await child.ended]).toEqual([[], 'SIGKILL'])
    const isNew = PURGE_STEPS.indexOf(step) >= NEW_FROM
    expect((await readFile(join(dir, 'keys.json'), 'utf8')) === before).toBe(!isNew)
    expect(await expectOnePair(dir)).toBe(isNew ? 2 : 1)
  })

  it('at fifteen random moments leaves one whole pair, of the generation last acknowledged or the next', async () => {
    expect(await killPurges(program, 15, 'moments')).toBeGreaterThan(15)
  })
})
