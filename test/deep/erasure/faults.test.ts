// D-2 to D-4, D-6 and E-6: one operation of an erasure on its files fails, whichever it is and however: whatever was acknowledged is there, nothing is half,
// nobody comes back, and in the end there is one receipt.
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EraseOrder } from '../../../src-main/sync/apply'
import { getErasure } from '../../../src-main/vault/repositories/erasures'
import { setMeta } from '../../../src-main/vault/repositories/meta'
import { getLogSet, putLogRows } from '../../../src-main/vault/repositories/log-rows'
import { putRecords } from '../../../src-main/vault/repositories/records'
import { upsertDirectoryRows } from '../../../src-main/vault/search-index'
import type { Vault } from '../../../src-main/vault/vault'
import { must } from '../../../src-shared/base/assert'
import { createId, type ErasureId, type RequestId, type SubjectId } from '../../../src-shared/base/ids'
import { buildChild, type ChildProgram } from '../../fixtures/child-program'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { makeFolder, makeKeyedVault, makePeople, NOW, removeFolders, seededRandom } from '../../vault/desk-store'
import { carryOn, openErasing, SEED } from './erasing'

/** Every operation, or every so many in a shorter run, or those of a part. */
const STEP = Number(process.env['FAULT_STEP'] ?? 1)
const FIRST = Number(process.env['FAULT_FIRST'] ?? 1)
const LAST = Number(process.env['FAULT_LAST'] ?? Infinity)
const random = seededRandom('faults')
const LOG_ROWS = 300

let program: ChildProgram
let shim: string
let template: string
let order: EraseOrder
let others: string
beforeAll(async () => {
  program = await buildChild('test/deep/erasure/erasing-child.ts')
  shim = await buildFaultShim()
  template = await makeFolder()
  order = await makeTemplate(template)
})
afterAll(async () => {
  await program.remove()
  await removeFolders()
})

async function makeTemplate(dir: string): Promise<EraseOrder> {
  const people = makePeople('faults', 60)
  const subjectId = must(people[23], 'a person').id
  const requestId = createId<RequestId>(NOW, random)
  const { vault } = await makeKeyedVault(dir, SEED, async ({ vault: fresh }) => fresh.transaction((tx) => setMeta(tx, 'ledgerKey', Buffer.alloc(32, 5).toString('base64url'))))
  await vault.transaction(async (tx) => {
    await upsertDirectoryRows(tx, people, 1)
    for (const { id, name } of people.slice(20, 26)) {
      // Never an id: those stay where the policy says so.
      const mark = Buffer.from(random(new Uint8Array(8))).toString('hex')
      await putRecords(tx, [{ type: 'subject', id, v: 1, body: { id, name, accountNo: `SX-${mark}`, identifiers: [] }, scopes: ['desk:dalian'] }, { type: 'consent', id: createId(NOW, random), v: 1, body: { subjectId: id, evidence: `form ${mark}` }, scopes: ['desk:dalian'] }], 0)
      await putLogRows(tx, id, Array.from({ length: LOG_ROWS }, (_, at) => ({ n: at + 1, category: 'search-query' as const, at: NOW + at, product: 'trade-search' as const, ip: '203.0.113.9', detail: `query ${mark} ${String(at)}` })), { total: LOG_ROWS, complete: true, fetchedAt: NOW })
    }
  })
  others = await rowsOfOthers(vault, subjectId)
  await vault.close()
  return { erasureId: createId<ErasureId>(NOW, random), subjectId, refs: [['request', requestId]] }
}

async function rowsOfOthers(vault: Vault, subjectId: SubjectId): Promise<string> {
  const tables = [sql`SELECT * FROM people WHERE id <> ${subjectId} ORDER BY n`, sql`SELECT i.* FROM person_identifiers i JOIN people p USING (n) WHERE p.id <> ${subjectId} ORDER BY n, kind, value`, sql`SELECT * FROM records WHERE subject_id <> ${subjectId} ORDER BY type, id`, sql`SELECT * FROM log_rows WHERE subject_id <> ${subjectId} ORDER BY subject_id, n`]
  const rows: unknown[] = []
  for (const table of tables) rows.push((await table.execute(vault.reader)).rows)
  return JSON.stringify(rows)
}

/** Rows of the person that a screen, a search, a package or the sync would come to. */
async function reachable(vault: Vault): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT (SELECT count(*) FROM people WHERE id = ${order.subjectId}) + (SELECT count(*) FROM records WHERE subject_id = ${order.subjectId}) AS n`.execute(vault.reader)
  return (rows[0]?.n ?? 0) + (await getLogSet(vault.reader, order.subjectId) ? 1 : 0)
}

const ALL_REACHABLE = 4

interface Run {
  readonly lines: readonly string[]
  readonly ended: string
}

async function runWith(fault: Readonly<Record<string, string>>, use: (place: { readonly dir: string; readonly exportDir: string }, run: Run) => Promise<void>): Promise<void> {
  const base = await makeFolder()
  const [dir, exportDir] = [join(base, 'profile'), join(base, 'exports')]
  await cp(template, dir, { recursive: true })
  await mkdir(exportDir)
  const child = program.startWith({ LD_PRELOAD: shim, FAULT_DIR: base, ...fault }, dir, exportDir, JSON.stringify(order))
  const ended = await child.ended
  await use({ dir, exportDir }, { lines: child.lines, ended })
  await rm(base, { recursive: true })
}

async function countOperations(): Promise<number> {
  const log = join(await makeFolder(), 'count')
  await runWith({ FAULT_AT: '0', FAULT_LOG: log }, async (_, { lines }) => expect(lines).toEqual(['erased', 'receipt']))
  return Number(await readFile(log, 'utf8'))
}

/** What every start after the fault must find, and where it must end. */
async function expectWhole(what: string, place: { readonly dir: string; readonly exportDir: string }, { lines }: Run): Promise<void> {
  const erasing = await openErasing(place.dir, place.exportDir, `after ${what}`).catch((cause: unknown) => {
    throw new Error(`after ${what} the store does not open`, { cause })
  })
  const { vault } = erasing
  try {
    const entered = await getErasure(vault.reader, order.erasureId)
    expect([what, await reachable(vault)]).toEqual([what, entered ? 0 : ALL_REACHABLE])
    if (lines.includes('erased')) expect([what, entered !== undefined]).toEqual([what, true])
    if (lines.includes('receipt')) expect([what, entered?.receipt !== undefined]).toEqual([what, true])
    expect([what, await carryOn(erasing, order)]).toEqual([what, true])
    expect([what, await reachable(vault)]).toEqual([what, 0])
    const done = must(await getErasure(vault.reader, order.erasureId), 'the ledger row')
    expect([what, done.counts['log_rows'], (done.residue as { readonly hits: number }).hits]).toEqual([what, LOG_ROWS, 0])
    const { rows } = await sql<{ type: string }>`SELECT entry ->> 'type' AS type FROM audit ORDER BY seq`.execute(vault.reader)
    expect([what, rows.map(({ type }) => type)]).toEqual([what, ['erasure.rows', 'erasure.purged']])
    expect([what, (await rowsOfOthers(vault, order.subjectId)) === others]).toEqual([what, true])
  } finally {
    await vault.close()
  }
}

test.each(['kill', 'torn', 'eio', 'full'])('at every operation of an erasure: %s', async (kind) => {
  const operations = await countOperations()
  expect(operations).toBeGreaterThan(80)
  const ends: Record<string, number> = {}
  for (let at = FIRST; at <= Math.min(operations, LAST); at += STEP) {
    const what = `${kind} at ${String(at)} of ${String(operations)}`
    await runWith({ FAULT_AT: String(at), FAULT_KIND: kind }, async (place, run) => {
      const end = `${run.ended}: ${run.lines.join(', ')}`
      ends[end] = (ends[end] ?? 0) + 1
      if (kind === 'kill') expect([what, run.ended]).toEqual([what, 'SIGKILL'])
      await expectWhole(what, place, run)
    })
  }
  console.log(`${kind}, ${String(operations)} operations: ${JSON.stringify(ends)}`)
})
