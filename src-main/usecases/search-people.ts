// Finds people who are on this desk, in the directory or, without one and while it is being filled, in its open cases; what comes back is masked, and that somebody
// searched is on record.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SearchAnswer, SearchRow } from '../../src-shared/contract/search'
import { masksOf } from '../../src-shared/domain/masking'
import { parseQuery, type SearchQuery } from '../../src-shared/domain/search-terms'
import { listPeople } from '../vault/repositories/people'
import { listScopes } from '../vault/repositories/scopes'
import { searchableDirectory } from '../vault/directory-indexes'
import { lostIndex, mayBeLost } from '../vault/lost-index'
import { searchPeople as searchDirectory, type SearchPage } from '../vault/search-people'
import { readFreshness } from './freshness'
import { listCasePeople, maskPerson, rankPeople, type FoundPerson } from './search-cases'
import { namedIn } from './search-named'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'rules' | 'auditLook' | 'searchIndex' | 'countPeople'>

interface Found {
  readonly rows: readonly SearchRow[]
  readonly more: boolean
}

export async function searchPeople(deps: Deps, { query, limit, offset }: ParsedRequestOf<'search.people'>): Promise<Result<SearchAnswer, DeskError>> {
  const startedMono = deps.clock.mono()
  const { reader } = deps.vault
  const directory = await searchableDirectory(reader)
  const parsed = parseQuery(query)
  const people = directory ? undefined : await listCasePeople(reader)
  const { isRebuilding, ...found } = people ? { ...pageOf(rankPeople(people, parsed, masksOf(deps.rules.current().masks)), limit, offset), isRebuilding: false } : await inDirectory(deps, parsed, { limit, offset, minGen: directory?.ready ? directory.gen : 0 })
  // What the list says it took is the search; writing it down comes after and waits for the disk.
  const tookMs = Math.round((deps.clock.mono() - startedMono) * 10) / 10
  // Nothing is shown before it is written down; what stands beside the list is read meanwhile.
  const [around] = await Promise.all([readAround(deps, people), writeDown(deps, parsed, { query, rows: found.rows.length, offset })])
  return ok({ ...found, covers: people ? 'cases' : 'directory', isRebuilding, ...around, tookMs })
}

async function readAround({ vault, time, countPeople }: Deps, people: readonly FoundPerson[] | undefined): Promise<Pick<SearchAnswer, 'isFilling' | 'directoryRows' | 'freshness'>> {
  return {
    isFilling: people !== undefined && (await listScopes(vault.reader)).some((scope) => scope.kind === 'directory'),
    directoryRows: people ? people.length : await countPeople(),
    freshness: await readFreshness({ vault, time }),
  }
}

async function writeDown(deps: Deps, { terms }: SearchQuery, { query, rows, offset }: { readonly query: string; readonly rows: number; readonly offset: number }): Promise<void> {
  // An empty box, or one that means nothing, looked at nobody. What was typed is a person's data, so it lies in the erasable detail;
  // it belongs to no one person, so it is cut to its kinds.
  if (terms.length > 0) await deps.auditLook({ type: 'search.people', detail: { terms: terms.map((term) => term.kind), length: Array.from(query.trim()).length, rows, offset, ...(await namedIn(deps, query)) } })
}

function pageOf(rows: readonly SearchRow[], limit: number, offset: number): Found {
  return { rows: rows.slice(offset, offset + limit), more: rows.length > offset + limit }
}

interface Asked {
  readonly limit: number
  readonly offset: number
  readonly minGen: number
}

async function inDirectory(deps: Deps, query: SearchQuery, asked: Asked): Promise<Found & Pick<SearchAnswer, 'isRebuilding'>> {
  const { vault, rules } = deps
  const { page, isRebuilding } = await pageInDirectory(deps, query, asked)
  const people = new Map((await listPeople(vault.reader, page.hits.map((hit) => hit.subjectId))).map((person) => [person.id, person]))
  const masks = masksOf(rules.current().masks)
  const rows = page.hits.flatMap(({ subjectId, match }) => {
    const person = people.get(subjectId)
    return person ? [{ ...maskPerson(person, masks), match }] : []
  })
  return { rows, more: page.more, isRebuilding }
}

/** An index that is lost keeps nobody from searching: the people themselves are read, and it is made anew meanwhile. */
async function pageInDirectory({ vault, searchIndex }: Deps, query: SearchQuery, { limit, offset, minGen }: Asked): Promise<{ readonly page: SearchPage } & Pick<SearchAnswer, 'isRebuilding'>> {
  const byRows = async (): Promise<SearchPage> => searchDirectory(vault.reader, query, limit, offset, { minGen, by: 'rows' })
  if (await lostIndex(vault.reader)) return { page: await byRows(), isRebuilding: true }
  try {
    return { page: await searchDirectory(vault.reader, query, limit, offset, { minGen }), isRebuilding: false }
  } catch (error) {
    if (!mayBeLost(error)) throw error
    void searchIndex.look()
    return { page: await byRows(), isRebuilding: true }
  }
}
