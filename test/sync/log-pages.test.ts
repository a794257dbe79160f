// A page of a service log on its way, while the feed says that the origin let rows go: what is here in the end is what the origin has, from the first row on.
import { afterAll, describe, expect, it } from 'vitest'
import { ok } from '../../src-shared/base/result'
import { createId, type SubjectId } from '../../src-shared/base/ids'
import type { HoldingRecord, LogRow } from '../../src-shared/protocol/records'
import { applyChanges } from '../../src-main/sync/apply'
import type { ChangesPage } from '../../src-main/sync/check-page'
import { fetchRowSet, fetchRowSets, type RowsDeps } from '../../src-main/sync/rows'
import { getLogSet, logRowsOf } from '../../src-main/vault/repositories/log-rows'
import { putRecords } from '../../src-main/vault/repositories/records'
import { addScope, finishScope } from '../../src-main/vault/repositories/scopes'
import type { Vault } from '../../src-main/vault/vault'
import { packagePerson } from '../fixtures/package-source'
import { repositoryPack } from '../fixtures/rules'
import { makeFolder, NOW, openTestVault, removeFolders, seededRandom, testClock } from '../vault/desk-store'

afterAll(removeFolders)

const SCOPE = 'desk:dalian'
const DAY = 86_400_000
const subjectId = createId<SubjectId>(NOW, seededRandom('log pages'))
const clock = testClock()

/** The origin's table: one row a day. */
const rows = (from: number, to: number): readonly LogRow[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ n: from + at, category: 'search-query' as const, at: NOW + (from + at) * DAY, product: 'trade-search' as const, ip: '203.0.113.9', detail: 'query' }))

interface World {
  readonly vault: Vault
  /** The feed tells the desk what the origin's table counts now. */
  tell(held: readonly LogRow[]): Promise<void>
  /** Fetches the set in pages of four; `meanwhile` when a page was answered and is not here yet. */
  fetch(meanwhile?: (after: number) => Promise<void>): Promise<void>
  /** A round over everybody with a case, as after every page of the feed; the numbers behind which it asked for rows. */
  round(): Promise<readonly number[]>
  here(): Promise<{ readonly numbers: readonly number[]; readonly complete?: boolean }>
}

async function openWorld(seed: string, first: readonly LogRow[]): Promise<World> {
  const vault = await openTestVault(await makeFolder(), seed)
  let [v, held] = [0, first]
  const apply = (records: ChangesPage['records']) =>
    vault.transaction((tx) =>
      applyChanges(tx, {
        begin: { t: 'begin', from: 'a', epoch: 'e', time: NOW }, removedScopes: [], addedScopes: [], records, directory: [], deletions: [], erasures: [], undeclared: [],
        end: { t: 'end', cursor: 'b', more: false, n: records.length, sha256: '0'.repeat(64) },
      }, { clock, rules: repositoryPack, suppression: { load: async () => () => false }, erase: async () => undefined }),
    )
  const tell: World['tell'] = async (now) => {
    held = now
    v += 1
    const body: HoldingRecord = { id: `${subjectId}:search-query`, subjectId, category: 'search-query', system: 'search', rows: now.length, ...(now[0] ? { fromAt: now[0].at, toAt: now.at(-1)!.at } : {}) }
    await apply([{ type: 'holding', id: body.id, v, body, scopes: [SCOPE] }])
  }
  await vault.transaction(async (tx) => {
    await addScope(tx, SCOPE, 'case')
    await finishScope(tx, SCOPE, 1)
  })
  await apply([{ type: 'subject', id: subjectId, v: 1, body: { id: subjectId, name: '测甲' }, scopes: [SCOPE] }])
  await tell(first)
  const nothingMore: RowsDeps['nothingMore'] = new Map()
  const depsWith = (meanwhile: (after: number) => Promise<void>): RowsDeps => ({
    vault, clock, token: async () => ok('t'), signal: new AbortController().signal, onChanged: () => undefined, nothingMore,
    client: {
      rows: async (_: SubjectId, after: number) => {
        const left = held.filter(({ n }) => n > after)
        const lines = left.slice(0, 4).map((row) => ({ ...row }))
        const end = { t: 'end', after: lines.at(-1)?.n ?? after, more: left.length > 4, total: held.length, n: lines.length, sha256: '0'.repeat(64) }
        await meanwhile(after)
        return ok({ lines, end })
      },
    },
  })
  return {
    vault, tell,
    fetch: async (meanwhile = async () => undefined) => {
      expect(await fetchRowSet(depsWith(meanwhile), subjectId)).toEqual(ok())
    },
    round: async () => {
      const { request } = packagePerson(0, 1)
      await apply([{ type: 'request', id: request.id, v: 1, body: { ...request, subjectId }, scopes: [SCOPE] }])
      const asked: number[] = []
      expect(await fetchRowSets(depsWith(async (after) => void asked.push(after)))).toEqual(ok())
      return asked
    },
    here: async () => {
      const set = await getLogSet(vault.reader, subjectId)
      return { numbers: (await logRowsOf(vault.reader, subjectId).select('n').orderBy('n').execute()).map(({ n }) => n), ...(set ? { complete: set.complete } : {}) }
    },
  }
}

const numbersOf = (held: readonly LogRow[]): readonly number[] => held.map(({ n }) => n)

/** `at`: when that page is on its way, once. */
function once(at: number, act: () => Promise<void>): (after: number) => Promise<void> {
  let isDone = false
  return async (after) => {
    if (isDone || after !== at) return
    isDone = true
    await act()
  }
}

describe('rows that the origin lets go while a page is on its way', () => {
  it('behind pages that were here: the set is fetched from its first row, and has no hole', async () => {
    const { vault, tell, fetch, here } = await openWorld('later page', rows(1, 12))
    await fetch(once(8, () => tell(rows(3, 12))))
    expect(await here()).toEqual({ numbers: numbersOf(rows(3, 12)), complete: true })
    await vault.close()
  })

  it('with the first page: what went is not kept', async () => {
    const { vault, tell, fetch, here } = await openWorld('first page', rows(1, 4))
    await fetch(once(0, () => tell(rows(3, 4))))
    expect(await here()).toEqual({ numbers: [3, 4], complete: true })
    await vault.close()
  })

  it('drop the set as well where more came than went', async () => {
    const { vault, tell, fetch, here } = await openWorld('more came', rows(1, 6))
    await fetch()
    await tell(rows(3, 12))
    expect(await here()).toEqual({ numbers: [] })
    await fetch()
    expect(await here()).toEqual({ numbers: numbersOf(rows(3, 12)), complete: true })
    await vault.close()
  })

  it('is not what an import does: nothing is fetched twice', async () => {
    const { vault, tell, fetch, here } = await openWorld('import', rows(1, 12))
    const asked: number[] = []
    await fetch(async (after) => {
      asked.push(after)
      if (after === 4) await tell(rows(1, 13))
    })
    expect(asked).toEqual([0, 4, 8, 12])
    expect(await here()).toEqual({ numbers: numbersOf(rows(1, 13)), complete: true })
    await vault.close()
  })
})

describe('a round over sets that are complete', () => {
  it('fetches what an import appended, from where the set ended, and asks for nothing once it is here', async () => {
    const { vault, tell, round, here } = await openWorld('appended', rows(1, 6))
    expect(await round()).toEqual([0, 4])
    expect(await round()).toEqual([])
    await tell(rows(1, 13))
    expect(await here()).toEqual({ numbers: numbersOf(rows(1, 6)), complete: true })
    expect(await round()).toEqual([6, 10])
    expect(await here()).toEqual({ numbers: numbersOf(rows(1, 13)), complete: true })
    expect(await round()).toEqual([])
    await vault.close()
  })

  it('asks once for what is counted and not there, and again when the count is another', async () => {
    const { vault, tell, round, here } = await openWorld('counted wrong', rows(1, 6))
    await round()
    const counts = (more: number): Promise<void> => vault.transaction((tx) => putRecords(tx, [{ type: 'holding', id: `${subjectId}:browsing`, v: more, body: { id: `${subjectId}:browsing`, subjectId, category: 'browsing', system: 'log', rows: more }, scopes: [SCOPE] }], 0))
    await counts(2)
    expect([await round(), await round(), await round()]).toEqual([[6], [], []])
    await counts(3)
    expect([await round(), await round()]).toEqual([[6], []])
    // What did come is fetched as ever.
    await tell(rows(1, 7))
    expect([await round(), await round()]).toEqual([[6], []])
    expect(await here()).toEqual({ numbers: numbersOf(rows(1, 7)), complete: true })
    await vault.close()
  })

  it('counts the rows of the service log alone: what else is held is in no set', async () => {
    const { vault, round } = await openWorld('other holdings', rows(1, 3))
    await round()
    await vault.transaction((tx) => putRecords(tx, [{ type: 'holding', id: `${subjectId}:registration`, v: 1, body: { id: `${subjectId}:registration`, subjectId, category: 'registration', system: 'account', rows: 900 }, scopes: [SCOPE] }], 0))
    expect(await round()).toEqual([])
    await vault.close()
  })
})
