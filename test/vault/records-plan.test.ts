// One person's records are found by the person, and whose a case is by its number, whatever the number of other people's: the plan, not the time,
// says so.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, type Compilable } from 'kysely'
import { ofSubject } from '../../src-main/vault/repositories/records'
import { findSubjectOfCase, ofCase, putIndexRows } from '../../src-main/vault/repositories/request-index'
import type { SubjectId } from '../../src-shared/base/ids'
import { makeStore } from '../bench/harness/stores'
import { queueRows } from '../fixtures/queue-rows'

const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-plan-'))
let store: Awaited<ReturnType<typeof makeStore>>
beforeAll(async () => {
  store = await makeStore(folder)
})
afterAll(async () => {
  await store.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function planOf(asked: Compilable): Promise<string> {
  const query = asked.compile()
  const parameters = query.parameters.map((value) => sql`${value}`)
  const parts = query.sql.split('?').map((text) => sql.raw(text))
  const plan = await sql<{ detail: string }>`explain query plan ${sql.join(parts.flatMap((part, at) => (at < parameters.length ? [part, parameters[at]] : [part])), sql.raw(''))}`.execute(store.vault.reader)
  return plan.rows.map((row) => row.detail).join()
}

test('a person’s records of a type are read by the index on people, never by walking the type', async () => {
  expect(await planOf(ofSubject(store.vault.reader, 'consent', '01900000-0000-7000-8000-000000000001' as SubjectId))).toContain('records_subject (subject_id=?')
})

test('whose a case is, is found by its whole number, open or closed, and nobody’s by none', async () => {
  const { reader } = store.vault
  const rows = queueRows('whose case', 40)
  await store.vault.transaction((tx) => putIndexRows(tx, rows))
  for (const { caseNo, subjectId } of rows.filter((row) => row.caseNo !== '')) expect(await findSubjectOfCase(reader, caseNo)).toBe(subjectId)
  for (const caseNo of ['', '26', '26-', '9', '26-99']) expect(await findSubjectOfCase(reader, caseNo)).toBeUndefined()
  expect(await planOf(ofCase(reader, '26-1001'))).toContain('request_index_tail (closed=? AND case_tail=?')
})
