// kill -9 between a look and its entry in the chain: every look that was answered is in the chain once, whatever moment the desk dies at.
import { readdir } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PURGE_STEPS } from '../../src-main/vault/purge'
import { getMeta } from '../../src-main/vault/repositories/meta'
import { buildChild, type Child, type ChildProgram } from '../fixtures/child-program'
import { makeAuditedStore, numbersIn, reopenAuditedStore } from './audited-store'
import { makeFolder, removeFolders, seededPick } from './desk-store'

let program: ChildProgram
beforeAll(async () => {
  program = await buildChild('test/vault/children/look-child.ts')
})
afterEach(removeFolders)
afterAll(() => program.remove())

async function emptyStore(seed: string): Promise<string> {
  const dir = await makeFolder()
  await (await makeAuditedStore(dir, seed)).vault.close()
  return dir
}

async function killed(child: Child): Promise<readonly number[]> {
  expect(await child.ended).toBe('SIGKILL')
  return child.lines.map(Number)
}

/** As the next unlock finds it, once its first transaction is through. */
async function entered(dir: string, seed: string): Promise<readonly number[]> {
  const { vault } = await reopenAuditedStore(dir, seed)
  await vault.transaction(() => Promise.resolve())
  const numbers = await numbersIn(vault)
  expect(vault.waiting.list()).toEqual([])
  await vault.close()
  return numbers
}

describe('killed', () => {
  it.each([
    ['before it is taken', [1, 2, 3]],
    ['before the commit', [1, 2, 3]],
    ['before the anchor', [1, 2, 3, 100]],
    ['before the cut', [1, 2, 3, 100]],
  ] as const)('%s', async (where, chain) => {
    const dir = await emptyStore(where)
    expect(await killed(program.start('point', dir, where, where))).toEqual([1, 2, 3])
    expect(await entered(dir, where)).toEqual(chain)
  })

  it.each(PURGE_STEPS)('in a purge, at the step "%s"', async (step) => {
    const dir = await emptyStore(step)
    const said = await killed(program.start('purge', dir, step, step))
    const numbers = await entered(dir, step)
    // A look that nobody had heard of yet may be there too.
    expect(numbers.filter((k) => said.includes(k))).toEqual(said)
    expect(numbers).toEqual([...new Set(numbers)])
    expect(said).toContain(1)
    expect((await readdir(dir)).filter((name) => name.startsWith('waiting-'))).toEqual([])
  })

  it('at twelve random moments while it looks and writes', async () => {
    const seed = 'moments'
    const pick = seededPick(seed)
    const dir = await emptyStore(seed)
    const said: number[] = []
    for (let round = 0; round < 12; round++) {
      const child = program.start('on', dir, seed, String(1_000 * (round + 1)))
      await child.said(3 + pick(20))
      await new Promise((resolve) => setTimeout(resolve, pick(20)))
      child.process.kill('SIGKILL')
      said.push(...(await killed(child)))
      const numbers = await entered(dir, seed)
      // Once each, and in the order in which they were looked at.
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      const there = new Set(numbers)
      expect(said.filter((k) => !there.has(k))).toEqual([])
      // Nothing but the last look of a round can be there without having been answered for.
      expect(numbers.length - said.length).toBeLessThanOrEqual(round + 1)
    }
    const { vault } = await reopenAuditedStore(dir, seed)
    // Not only looks that found the writer free.
    expect((await getMeta(vault.reader, 'waitingTaken'))?.n).toBeGreaterThan(12)
    await vault.close()
  })
})
