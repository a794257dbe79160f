// What an erasure does to everybody else: nothing. Every row of every table is compared, before, after, and in the copy that takes the store's place; and a
// batch of many people costs one copy.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { eraseSubject } from '../../src-main/erasure/execute'
import { ERASURE_POLICY } from '../../src-main/erasure/policy'
import { eraseLogRows } from '../../src-main/erasure/erase-log-rows'
import { putRecords } from '../../src-main/vault/repositories/records'
import { must } from '../../src-shared/base/assert'
import { TAKEN_OUT } from '../../src-shared/domain/mentions'
import { NOW } from './desk-store'
import { addPerson, clock, closeDesks, dump, newId, openDesk, orderFor, purge, type Desk, type Person } from './erasing-desk'

afterEach(closeDesks)

const hashOf = (row: string): string => createHash('sha256').update(row).digest('hex')
const broken = async ({ vault }: Desk) => (await sql`PRAGMA foreign_key_check`.execute(vault.reader)).rows
async function addPeople(desk: Desk, count: number): Promise<readonly Person[]> {
  const people: Person[] = []
  for (let at = 0; at < count; at++) people.push(await addPerson(desk, at))
  return people
}
/** Rows that the tables had and have no more, and rows that they have since. */
function changes(before: Awaited<ReturnType<typeof dump>>, after: Awaited<ReturnType<typeof dump>>) {
  return Object.keys(ERASURE_POLICY).filter((table) => table !== 'people_fts').flatMap((table) => {
    const [old, now] = [before[table] ?? [], after[table] ?? []]
    const [oldHashes, newHashes] = [new Set(old.map(hashOf)), new Set(now.map(hashOf))]
    return [...old.filter((row) => !newHashes.has(hashOf(row))).map((row) => ({ table, row, is: 'lost' as const })), ...now.filter((row) => !oldHashes.has(hashOf(row))).map((row) => ({ table, row, is: 'new' as const }))]
  })
}

describe('an erasure', () => {
  it('changes no row but the person’s own, takes their name alone out of one that is shared, and leaves no reference to nothing', async () => {
    const desk = await openDesk()
    const people = await addPeople(desk, 12)
    const gone = must(people[4], 'a person')
    const others = people.filter((one) => one !== gone)
    const [goneName, otherName] = [must(gone.canaries[2], 'a name'), must(others[0]?.canaries[2], 'a name')]
    const shared = newId<string>()
    const body = { id: shared, statute: { title: '某法', article: '第一条' }, reason: `${goneName}与${otherName}同日来电`, reviews: [] }
    await desk.vault.transaction((tx) => putRecords(tx, [{ type: 'exception', id: shared, v: 1, body, scopes: ['desk:dalian'] }], 1))
    expect(await broken(desk)).toEqual([])
    const before = await dump(desk.vault)
    const order = await orderFor(desk, gone)
    await desk.vault.transaction((tx) => eraseSubject(tx, order))
    await eraseLogRows(desk.vault, clock, { erasureId: order.erasureId, ids: [gone.subjectId], needlesKey: '' })
    const after = await dump(desk.vault)
    expect(await broken(desk)).toEqual([])

    const changed = changes(before, after)
    // The power of the comparison: rows of the person went from most tables, and the shared one is another.
    expect(new Set(changed.filter(({ is }) => is === 'lost').map(({ table }) => table)).size).toBeGreaterThan(8)
    const own = changed.filter(({ row }) => !row.includes(shared))
    for (const { table, row } of own) {
      for (const other of others) for (const theirs of [other.subjectId, other.requestId, ...other.canaries]) expect(row.includes(theirs), `${table} ${row}`).toBe(false)
    }
    // Indexes know people by a number: theirs alone is in what went.
    const numberOf = async (subjectId: string) => (await sql<{ n: number }>`SELECT n FROM people WHERE id = ${subjectId}`.execute(desk.vault.reader)).rows[0]?.n
    const numbers = await Promise.all(others.map(({ subjectId }) => numberOf(subjectId)))
    expect(numbers.every((n) => n !== undefined)).toBe(true)
    const indexed = own.filter(({ table }) => table.startsWith('person_')).map(({ row }) => (JSON.parse(row) as { n?: number }).n)
    expect(indexed.length > 0 && indexed.every((n) => typeof n === 'number')).toBe(true)
    for (const n of indexed) expect(numbers).not.toContain(n)
    const rowOf = (rows: typeof after) => must(Object.values(rows).flat().find((row) => row.includes(shared)), 'the shared row')
    expect(rowOf(before)).toContain(goneName)
    expect(rowOf(after)).not.toContain(goneName)
    expect(rowOf(after)).toContain(`${TAKEN_OUT}与${otherName}同日来电`)

    const { outcome } = await purge(desk)
    expect(outcome).toEqual({ done: [order.erasureId], failed: [] })
    expect(await broken(desk)).toEqual([])
    // The receipt alone is added by what replaced the file.
    expect(new Set(changes(after, await dump(desk.vault)).map(({ table }) => table))).toEqual(new Set(['erasures', 'jobs']))
  })
})

describe('a batch', () => {
  it('of many people is one copy and one new key, with a receipt for each', async () => {
    const desk = await openDesk()
    const people = await addPeople(desk, 80)
    const batch = people.slice(10)
    for (const person of batch) {
      const order = await orderFor(desk, person)
      await desk.vault.transaction((tx) => eraseSubject(tx, order))
    }
    const before = desk.vault.generation
    const { outcome } = await purge(desk)
    expect([outcome.done.length, outcome.failed, desk.vault.generation]).toEqual([batch.length, [], before + 1])
    const receipts = await desk.vault.reader.selectFrom('erasures').select(['receipt', 'purged_at']).execute()
    expect(receipts.filter(({ receipt, purged_at }) => receipt !== null && purged_at === NOW)).toHaveLength(batch.length)
    const text = JSON.stringify(await dump(desk.vault))
    expect(batch.some(({ canaries }) => canaries.some((canary) => text.includes(canary)))).toBe(false)
    expect(people.slice(0, 10).every(({ canaries }) => canaries.every((canary) => text.includes(canary)))).toBe(true)
  })
})
