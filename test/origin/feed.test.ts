// The law of the feed: numbers are contiguous, only committed changes have one, nothing is stepped over, no version goes backwards.
//
// First under a schedule that a seed decides step by step (begin, write, commit, roll back, number, read), where the obvious technique,
// a sequence and `seq > cursor`, provably loses rows; then under real concurrency with several sequencers that compete.
import { sql, type ControlledTransaction } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../src-shared/base/assert'
import { emitChanges } from '../../src-origin/feed/emit'
import { sequenceBatch } from '../../src-origin/feed/sequencer'
import { createRng } from '../../src-origin/seed/random'
import type { OriginSchema } from '../../src-origin/store/schema'
import type { Db, Tx } from '../../src-origin/store/database'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
const db = (): Db => origin.running().context.db

beforeAll(async () => {
  origin = await startTestOrigin({ people: 5, seed: { seed: 'test', people: 5, requests: 0, rowsPerPerson: 1 } })
  // Partitions of the test's own: the origin's sequencer knows only those that were there when it started.
  for (const part of ['schedule', 'storm']) {
    await db().insertInto('feed_head').values({ part }).execute()
    await db().insertInto('scopes').values({ id: `desk:${part}`, kind: 'case', part }).execute()
  }
  await sql`create table plain (seq bigserial, id text)`.execute(db())
  await sql`create table hot (id text primary key, v bigint not null default 0)`.execute(db())
})
afterAll(() => origin?.remove())

/** A way to hand changes to readers. */
interface Technique {
  write(tx: Tx, id: string): Promise<void>
  /** Whatever must happen between writers and readers. */
  number(): Promise<void>
  readAfter(cursor: number): Promise<readonly { readonly seq: number; readonly id: string }[]>
}

const plainSequence: Technique = {
  write: async (tx, id) => {
    await sql`insert into plain (id) values (${id})`.execute(tx)
  },
  number: async () => undefined,
  readAfter: async (cursor) => (await sql<{ seq: number; id: string }>`select seq, id from plain where seq > ${cursor} order by seq`.execute(db())).rows,
}
const sequencer: Technique = {
  write: (tx, id) => emitChanges(tx, [{ scope: 'desk:schedule', type: 'request', id, ver: 1, op: 'put' }]),
  number: async () => {
    await sequenceBatch(db(), 'schedule', 0)
  },
  readAfter: async (cursor) => db().selectFrom('feed').select(['seq', 'id']).where('part', '=', 'schedule').where('seq', '>', cursor).orderBy('seq').execute(),
}

interface Outcome {
  readonly committed: ReadonlySet<string>
  readonly delivered: readonly string[]
}

const WRITERS = 6
const STEPS = 240

/** The seed decides who acts next; nothing depends on how fast anything is. */
async function runSchedule(technique: Technique, seed: string): Promise<Outcome> {
  const rng = createRng(seed, 'feed-schedule', 0)
  const open = new Map<number, { readonly tx: ControlledTransaction<OriginSchema>; readonly id: string }>()
  const committed = new Set<string>()
  const delivered: string[] = []
  let cursor = 0
  const read = async () => {
    for (const row of await technique.readAfter(cursor)) {
      delivered.push(row.id)
      cursor = row.seq
    }
  }
  const end = async (writer: number, how: 'commit' | 'rollback') => {
    const { tx, id } = must(open.get(writer), 'open writer')
    await (how === 'commit' ? tx.commit() : tx.rollback()).execute()
    if (how === 'commit') committed.add(id)
    open.delete(writer)
  }
  for (let step = 0; step < STEPS; step++) {
    const writer = rng.below(WRITERS)
    if (rng.chance(0.2)) await technique.number()
    else if (rng.chance(0.2)) await read()
    else if (open.has(writer)) await end(writer, rng.chance(0.2) ? 'rollback' : 'commit')
    else {
      const id = `${seed}/${String(step)}`
      const tx = await db().startTransaction().execute()
      await technique.write(tx, id)
      open.set(writer, { tx, id })
    }
  }
  for (const writer of [...open.keys()]) await end(writer, 'commit')
  await technique.number()
  await read()
  return { committed, delivered: delivered.filter((id) => id.startsWith(`${seed}/`)) }
}

const lostOf = ({ committed, delivered }: Outcome) => [...committed].filter((id) => !delivered.includes(id))

describe('a reader that goes on after what it last saw', () => {
  const seeds = ['one', 'two', 'three', 'four']

  test('loses committed rows behind a plain sequence: this schedule is able to show it', async () => {
    for (const seed of seeds) {
      const outcome = await runSchedule(plainSequence, seed)
      expect(outcome.committed.size).toBeGreaterThan(40)
      expect(lostOf(outcome).length, seed).toBeGreaterThan(0)
    }
  })

  test('loses none behind the sequencer, and meets nothing that was rolled back and nothing twice', async () => {
    for (const seed of seeds) {
      const outcome = await runSchedule(sequencer, seed)
      expect(outcome.committed.size).toBeGreaterThan(40)
      expect(lostOf(outcome), seed).toEqual([])
      expect(outcome.delivered.filter((id) => !outcome.committed.has(id))).toEqual([])
      expect(new Set(outcome.delivered).size).toBe(outcome.delivered.length)
    }
    const rows = await sequencer.readAfter(0)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, place) => place + 1))
  })
})

interface Seen {
  readonly seq: number
  readonly id: string
  readonly ver: number
}
const RECORDS = 8

/** Hot records, one in six writes rolled back after it has told the feed. */
async function writeStorm(writer: number, writes: number): Promise<number> {
  const rng = createRng('storm', 'writer', writer)
  let committed = 0
  for (let turn = 0; turn < writes; turn++) {
    const id = `r${String(rng.below(RECORDS))}`
    const rollsBack = rng.chance(1 / 6)
    const work = db().transaction().execute(async (tx) => {
      const { rows } = await sql<{ v: number }>`insert into hot (id, v) values (${id}, 1) on conflict (id) do update set v = hot.v + 1 returning v`.execute(tx)
      await emitChanges(tx, [{ scope: 'desk:storm', type: 'request', id, ver: must(rows[0], 'row').v, op: 'put' }])
      if (rollsBack) throw new Error('rolled back on purpose')
    })
    await work.then(() => committed++, (error: Error) => expect(error.message).toBe('rolled back on purpose'))
  }
  return committed
}

/** Head and rows as /changes reads them: in one snapshot. */
async function readStorm(seen: Seen[], cursor: number): Promise<number> {
  return db().transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (tx) => {
    const { head } = await tx.selectFrom('feed_head').select('head').where('part', '=', 'storm').executeTakeFirstOrThrow()
    const rows = await tx.selectFrom('feed').select(['seq', 'id', 'ver']).where('part', '=', 'storm').where('seq', '>', cursor).orderBy('seq').execute()
    // What is visible reaches exactly to the head, at every moment.
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: head - cursor }, (_, place) => cursor + place + 1))
    seen.push(...rows)
    return head
  })
}

test('ten writers, three sequencers and a reader at once: contiguous, complete, no version out of order', async () => {
  let isOver = false
  const seen: Seen[] = []
  const background = (work: () => Promise<unknown>) => (async () => {
    while (!isOver) await work()
  })()
  let cursor = 0
  const helpers = [
    ...Array.from({ length: 3 }, () => background(() => sequenceBatch(db(), 'storm', 0))),
    background(async () => {
      cursor = await readStorm(seen, cursor)
    }),
  ]
  const committed = await Promise.all(Array.from({ length: 10 }, (_, writer) => writeStorm(writer, 30)))
  isOver = true
  await Promise.all(helpers)
  while ((await sequenceBatch(db(), 'storm', 0)) > 0);
  await readStorm(seen, cursor)

  const truth = new Map((await sql<{ id: string; v: number }>`select id, v from hot`.execute(db())).rows.map(({ id, v }) => [id, v]))
  expect([...truth.values()].reduce((sum, v) => sum + v, 0)).toBe(committed.reduce((sum, n) => sum + n, 0))
  for (const [id, v] of truth) {
    const versions = seen.filter((row) => row.id === id).map(({ ver }) => ver)
    expect(versions, id).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(versions.at(-1), id).toBe(v)
  }
  expect(await db().selectFrom('outbox').select('id').where('part', '=', 'storm').execute()).toEqual([])
})

test('a batch keeps one row a record and scope, the newest, with erasures first', async () => {
  const part = 'schedule'
  const from = (await sequencer.readAfter(0)).length
  const change = (id: string, ver: number, op: 'put' | 'leave' | 'erase' = 'put', type: 'request' | 'erase' = 'request') => ({ scope: 'desk:schedule', type, id, ver, op })
  await db().transaction().execute((tx) => emitChanges(tx, [change('a', 2), change('a', 3, 'leave'), change('a', 1), change('b', 1), change('z', 1, 'erase', 'erase')]))
  // None where the origin's own sequencer was first: it held the head's lock, so its rows are there now.
  expect([0, 5]).toContain(await sequenceBatch(db(), part, 7))
  const rows = await db().selectFrom('feed').select(['seq', 'type', 'id', 'ver', 'op']).where('part', '=', part).where('seq', '>', from).orderBy('seq').execute()
  expect(rows.map(({ type, id, ver, op }) => [type, id, ver, op])).toEqual([['erase', 'z', 1, 'erase'], ['request', 'a', 3, 'leave'], ['request', 'b', 1, 'put']])
  expect(await sequenceBatch(db(), part, 7)).toBe(0)
  await expect(sequenceBatch(db(), 'nowhere', 7)).rejects.toThrow('no partition')
})
