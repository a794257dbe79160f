// A service log is reached through its set alone: from the commit of an erasure nobody reads a row of it, however many still lie in the table, and
// they go in chunks whenever the process dies.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eraseLogRows } from '../../src-main/erasure/erase-log-rows'
import { eraseSubject, type PurgeJobState } from '../../src-main/erasure/execute'
import { createVaultSource } from '../../src-main/packages/vault-source'
import { getErasure } from '../../src-main/vault/repositories/erasures'
import { getLogSet, lastLogRow, listLogTimes, logPageOf, logRowsOf, putLogRows, rowsOfLogPage, streamLogPages, streamLogRows } from '../../src-main/vault/repositories/log-rows'
import type { Vault } from '../../src-main/vault/vault'
import { must } from '../../src-shared/base/assert'
import { createId, type ErasureId, type SubjectId } from '../../src-shared/base/ids'
import { buildChild, type ChildProgram } from '../fixtures/child-program'
import { hostileStrings } from '../fixtures/hostile-strings'
import { makeFolder, NOW, openTestVault, removeFolders, seededRandom, testClock } from './desk-store'

let child: ChildProgram
beforeAll(async () => {
  child = await buildChild('test/vault/children/log-child.ts')
})
afterAll(async () => {
  await child.remove()
  await removeFolders()
})

const random = seededRandom('log rows')
const newSubject = (): SubjectId => createId<SubjectId>(NOW, random)
const ROWS = 30_000

async function putLog(vault: Vault, subjectId: SubjectId, rows: number): Promise<void> {
  const log = Array.from({ length: rows }, (_, at) => ({ n: at + 1, category: 'search-query' as const, at: NOW + at, product: 'trade-search' as const, ip: '203.0.113.9', detail: `query ${subjectId.slice(-6)} ${String(at)} ${'.'.repeat(at % 90)}` }))
  await vault.transaction((tx) => putLogRows(tx, subjectId, log, { total: rows, complete: true, fetchedAt: NOW }))
}

async function erase(vault: Vault, subjectId: SubjectId): Promise<PurgeJobState> {
  const erasureId = createId<ErasureId>(NOW, random)
  await vault.transaction((tx) => eraseSubject(tx, { erasureId, subjectId, refs: [], mentions: [], subjectHmac: 'h'.repeat(43), needlesKey: 'k', now: NOW }))
  return { erasureId, ids: [subjectId], needlesKey: 'k' }
}

const rowsOf = async (vault: Vault, subjectId: SubjectId): Promise<number> => (await sql<{ n: number }>`SELECT count(*) AS n FROM log_rows WHERE subject_id = ${subjectId}`.execute(vault.reader)).rows[0]?.n ?? 0

/** Every way in which the desk reads a service log. */
async function readEveryWay(vault: Vault, subjectId: SubjectId): Promise<readonly number[]> {
  const source = createVaultSource(vault.reader)
  let streamed = 0
  for await (const { rows } of source.logPages(subjectId)) streamed += rows
  return [
    streamed, (await source.newestLogRows(subjectId, 10)).length, [...(await source.logCounts(subjectId)).values()].reduce((sum, rows) => sum + rows, 0),
    (await listLogTimes(vault.reader, subjectId)).length, await lastLogRow(vault.reader, subjectId), (await getLogSet(vault.reader, subjectId))?.rows ?? 0,
  ]
}

describe('the rows of an erased person', () => {
  it('are read in no way from the commit on, and go in chunks that leave others alone, counted', async () => {
    const vault = await openTestVault(await makeFolder(), 'chunks')
    const [gone, other] = [newSubject(), newSubject()]
    await putLog(vault, gone, ROWS)
    await putLog(vault, other, 500)
    expect(await readEveryWay(vault, gone)).toEqual([ROWS, 10, ROWS, ROWS, ROWS, ROWS])
    const job = await erase(vault, gone)
    // They lie there still, and nobody comes to them.
    expect(await rowsOf(vault, gone)).toBe(ROWS)
    expect(await readEveryWay(vault, gone)).toEqual([0, 0, 0, 0, 0, 0])
    let chunks = 0
    let written: Promise<unknown> | undefined
    await eraseLogRows(vault, testClock(), job, () => {
      chunks += 1
      // Somebody writes between two chunks: they need not wait for the last.
      written ??= vault.transaction((tx) => tx.insertInto('meta').values({ key: 'between', value: 'chunks' }).execute()).then(() => rowsOf(vault, gone))
    })
    expect(chunks).toBeGreaterThan(2)
    expect(await written).toBeGreaterThan(0)
    expect([await rowsOf(vault, gone), await rowsOf(vault, other)]).toEqual([0, 500])
    expect((await readEveryWay(vault, other))[0]).toBe(500)
    expect(must(await getErasure(vault.reader, job.erasureId), 'the ledger row').counts['log_rows']).toBe(ROWS)
    await vault.close()
  })

  it('go on going after kills between and inside chunks, each counted once', async () => {
    const dir = await makeFolder()
    const first = await openTestVault(dir, 'killed')
    const gone = newSubject()
    await putLog(first, gone, ROWS)
    const job = await erase(first, gone)
    await first.close()
    for (const wait of [0, 3, 8, 1, 14]) {
      const running = child.start(dir, JSON.stringify(job))
      await running.said(1)
      await new Promise((resolve) => setTimeout(resolve, wait))
      running.process.kill('SIGKILL')
      await running.ended
      const vault = await openTestVault(dir, 'killed', 'open')
      const left = await rowsOf(vault, gone)
      const counted = must(await getErasure(vault.reader, job.erasureId), 'the ledger row').counts['log_rows'] ?? 0
      expect(left + counted).toBe(ROWS)
      expect(await readEveryWay(vault, gone)).toEqual([0, 0, 0, 0, 0, 0])
      await vault.close()
    }
    const vault = await openTestVault(dir, 'killed', 'open')
    await eraseLogRows(vault, testClock(), job)
    await eraseLogRows(vault, testClock(), job)
    expect(await rowsOf(vault, gone)).toBe(0)
    expect(must(await getErasure(vault.reader, job.erasureId), 'the ledger row').counts['log_rows']).toBe(ROWS)
    await vault.close()
  })
})

it('a page of them is walked by the key, newest first too: nothing is sorted', async () => {
  const vault = await openTestVault(await makeFolder(), 'plans')
  const subjectId = newSubject()
  for (const query of [logRowsOf(vault.reader, subjectId).selectAll('log_rows').where('n', '>', 5).orderBy('n').limit(9), logRowsOf(vault.reader, subjectId).selectAll('log_rows').orderBy('n', 'desc').limit(9)]) {
    const { sql: text, parameters } = query.compile()
    const parts = text.split('?').flatMap((part, at) => (at < parameters.length ? [sql.raw(part), sql`${parameters[at]}`] : [sql.raw(part)]))
    const plan = (await sql<{ detail: string }>`EXPLAIN QUERY PLAN ${sql.join(parts, sql.raw(''))}`.execute(vault.reader)).rows.map(({ detail }) => detail).join('; ')
    expect(plan).toContain('SEARCH log_rows USING PRIMARY KEY (subject_id=?')
    expect(plan).not.toContain('TEMP B-TREE')
  }
  await vault.close()
})

it('no other file reads the table but the one that looks for what an erasure left', async () => {
  const root = join(import.meta.dirname, '../../src-main')
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts') && !name.includes('migrations'))
  const naming: string[] = []
  for (const name of files) if (/'log_rows'|from log_rows|into log_rows/.test(await readFile(join(root, name), 'utf8'))) naming.push(name)
  expect(naming.sort()).toEqual(['erasure/erase-log-rows.ts', 'erasure/recheck.ts', 'vault/repositories/log-rows.ts'])
})

it('are the same in pages of text as row by row, whatever stands in them', async () => {
  const vault = await openTestVault(await makeFolder(), 'pages')
  const subjectId = createId<SubjectId>(NOW, seededRandom('pages'))
  const details = [...hostileStrings(), '\u0000a\u0000', '\ud800', '']
  const rows = Array.from({ length: 4_500 }, (_, at) => ({ n: at * 3 + 1, category: 'search-query' as const, at: NOW - at, product: 'trade-search' as const, ip: '203.0.113.9', detail: details[at % details.length] ?? '' }))
  await vault.transaction((tx) => putLogRows(tx, subjectId, rows, { total: rows.length, complete: true, fetchedAt: NOW }))
  const [byRow, byPage]: [unknown[], unknown[]] = [[], []]
  for await (const row of streamLogRows(vault.reader, subjectId)) byRow.push(row)
  for await (const page of streamLogPages(vault.reader, subjectId)) {
    const read = rowsOfLogPage(page)
    expect([page.rows, page.from, page.to]).toEqual([read.length, read[0]?.n, read.at(-1)?.n])
    expect(rowsOfLogPage(logPageOf(read))).toEqual(read)
    byPage.push(...read)
  }
  expect(byRow.length).toBe(rows.length)
  expect(byPage).toEqual(byRow)
  await vault.close()
})
