// One person's records are found by the person, whatever the number of other people's: the plan, not the time, says so.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { ofSubject } from '../../src-main/vault/repositories/records'
import type { SubjectId } from '../../src-shared/base/ids'
import { makeStore } from '../bench/harness/stores'

test('a person’s records of a type are read by the index on people, never by walking the type', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'privacy-desk-plan-'))
  const store = await makeStore(folder)
  try {
    const { reader } = store.vault
    const query = ofSubject(reader, 'consent', '01900000-0000-7000-8000-000000000001' as SubjectId).compile()
    const parameters = query.parameters.map((value) => sql`${value}`)
    const parts = query.sql.split('?').map((text) => sql.raw(text))
    const plan = await sql<{ detail: string }>`explain query plan ${sql.join(parts.flatMap((part, at) => (at < parameters.length ? [part, parameters[at]] : [part])), sql.raw(''))}`.execute(reader)
    expect(plan.rows.map((row) => row.detail).join()).toContain('records_subject (subject_id=?')
  } finally {
    await store.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})
