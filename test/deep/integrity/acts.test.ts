// D-2 to D-5 and A-3, of acts: one operation on files fails, whichever it is and however, while a desk is opened, acts, looks and is closed. Whatever was acknowledged
// is there, and every effect has its line in the record as every line has its effect.
import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSealedFile, SEALED_OUTBOX_FILE } from '../../../src-main/usecases/sealed-file'
import { checkAnchor } from '../../../src-main/vault/anchor'
import { buildChild, type ChildProgram } from '../../fixtures/child-program'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { readChain } from '../../vault/audited-store'
import { makeFolder, removeFolders, reopenKeyedVault } from '../../vault/desk-store'
import { enrolActing, openActing } from '../durability/acting'

/** Every operation, or every so many in a shorter run. */
const STEP = Number(process.env['FAULT_STEP'] ?? 1)
const SEED = 'acts'
/** Acts that a former process made, and what it left in the log. */
const BEFORE = [1, 2, 3]
const FROM = 10

let program: ChildProgram
let shim: string
let template: string
beforeAll(async () => {
  program = await buildChild('test/deep/integrity/acting-child.ts')
  shim = await buildFaultShim()
  template = await makeTemplate()
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

/** As a process left it that was killed: with a log beside the store. */
async function makeTemplate(): Promise<string> {
  const dir = await makeFolder()
  await enrolActing(dir, SEED)
  const { vault, act } = await openActing(dir, SEED)
  for (const k of BEFORE) await act(k)
  const left = await makeFolder()
  await cp(dir, left, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  await vault.close()
  return left
}

interface Run {
  readonly dir: string
  readonly lines: readonly string[]
  readonly ended: string
}

async function runWith(fault: Readonly<Record<string, string>>, use: (run: Run) => Promise<void>): Promise<void> {
  const dir = join(await makeFolder(), 'profile')
  await cp(template, dir, { recursive: true })
  const child = program.startWith({ LD_PRELOAD: shim, FAULT_DIR: dir, ...fault }, dir, SEED, String(FROM))
  const ended = await child.ended
  await use({ dir, lines: child.lines, ended })
  await rm(dir, { recursive: true })
}

async function countOperations(): Promise<number> {
  const log = join(await makeFolder(), 'count')
  await runWith({ FAULT_AT: '0', FAULT_LOG: log }, async ({ lines }) => expect(lines).toEqual(['open', 'act 10', 'act 11', 'act 12', 'act 13', 'look 14', 'closed']))
  return Number(await readFile(log, 'utf8'))
}

const numbersSaid = (lines: readonly string[], word: string): readonly number[] => lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]))

/** As the unlock finds it: it opens, its record verifies, and acts and lines are each other's. */
async function expectWhole(what: string, { dir, lines }: Run): Promise<void> {
  const { vault, keys } = await reopenKeyedVault(dir, SEED).catch((cause: unknown) => {
    throw new Error(`after ${what} the store does not open`, { cause })
  })
  try {
    expect([what, await checkAnchor(dir, vault, keys.macKey)]).toEqual([what, { ok: true, value: undefined }])
    const outbox = await vault.reader.selectFrom('outbox').select(['mid', 'args']).orderBy('seq').execute()
    const effects = outbox.map(({ args }) => (JSON.parse(args ?? 'null') as { readonly k: number } | null)?.k)
    const entered = (await readChain(vault)).map(({ entry, detail }) => [entry.type, (detail as { readonly k: number }).k] as const)
    const acts = entered.filter(([type]) => type === 'rules.replaced').map(([, k]) => k)
    expect([what, effects]).toEqual([what, acts])
    expect([what, new Set(effects).size]).toEqual([what, effects.length])
    expect([what, [...BEFORE, ...numbersSaid(lines, 'act')].filter((k) => !effects.includes(k))]).toEqual([what, []])
    const sealed = new Set<string>((await readSealedFile(join(dir, SEALED_OUTBOX_FILE)))?.items.map(({ mid }) => mid))
    expect([what, outbox.filter(({ mid }) => !sealed.has(mid))]).toEqual([what, []])
  } finally {
    await vault.close()
  }
  await expectLooks(what, { dir, lines })
}

/** A look that was shown is in the record once what waits beside the store was taken over. */
async function expectLooks(what: string, { dir, lines }: Pick<Run, 'dir' | 'lines'>): Promise<void> {
  const { vault } = await openActing(dir, SEED)
  try {
    await vault.transaction(() => Promise.resolve())
    const looks = (await readChain(vault)).filter(({ entry }) => entry.type === 'search.people').map(({ detail }) => (detail as { readonly k: number }).k)
    expect([what, numbersSaid(lines, 'look').filter((k) => !looks.includes(k)), new Set(looks).size]).toEqual([what, [], looks.length])
  } finally {
    await vault.close()
  }
}

test.each(['kill', 'torn', 'eio', 'full'])('at every operation of a desk that is opened, acts and is closed: %s', async (kind) => {
  const operations = await countOperations()
  expect(operations).toBeGreaterThan(60)
  const ends: Record<string, number> = {}
  for (let at = 1; at <= operations; at += STEP) {
    const what = `${kind} at ${String(at)} of ${String(operations)}`
    await runWith({ FAULT_AT: String(at), FAULT_KIND: kind }, async (run) => {
      const end = `${run.ended}: ${String(numbersSaid(run.lines, 'act').length)} acts${run.lines.some((line) => line.startsWith('failed')) ? ', one told as failed' : ''}${run.lines.includes('closed') ? ', closed' : ''}`
      ends[end] = (ends[end] ?? 0) + 1
      if (kind === 'kill') expect([what, run.ended]).toEqual([what, 'SIGKILL'])
      await expectWhole(what, run)
    })
  }
  console.log(`${kind}, ${String(operations)} operations: ${JSON.stringify(ends)}`)
})
