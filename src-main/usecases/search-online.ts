// Asks the origin for people whom this desk does not hold, for a desk without the directory, or one that is still being filled: answers are leased, never stored.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { OnlineAnswer } from '../../src-shared/contract/search'
import { masksOf } from '../../src-shared/domain/masking'
import { parseQuery } from '../../src-shared/domain/search-terms'
import type { DirectoryRecord } from '../../src-shared/protocol/records'
import { suppression } from '../sync/suppression'
import { countNames } from '../sync/undeclared'
import { searchableDirectory } from '../vault/directory-indexes'
import { countUndeclared } from '../vault/repositories/undeclared'
import { askAsPerson } from './ask-as-person'
import { listCasePeople, rankPeople, type FoundPerson } from './search-cases'
import { namedIn } from './search-named'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'auditLook' | 'signIn' | 'leased' | 'askOrigin' | 'clock' | 'publish'>

/** One answer of the origin; a longer list is a search that says too little. */
const MOST_ROWS = 50

export async function searchOnline(deps: Deps, { query }: ParsedRequestOf<'search.online'>): Promise<Result<OnlineAnswer, DeskError>> {
  const { vault } = deps
  // With the directory everybody is here: nothing that was typed needs to leave.
  if (await searchableDirectory(vault.reader)) return ok({ rows: [], more: false })
  const parsed = parseQuery(query)
  if (parsed.terms.length === 0) return ok({ rows: [], more: false })
  // Before it leaves: what was typed goes into no log, its kinds do.
  await deps.auditLook({ type: 'search.online', detail: { terms: parsed.terms.map((term) => term.kind), length: Array.from(query.trim()).length, ...(await namedIn(deps, query)) } })
  const answer = await askAsPerson(deps.signIn, (token) => deps.askOrigin.search({ text: query.trim(), limit: MOST_ROWS }, token))
  if (!answer.ok) return answer
  const { body, undeclared } = answer.value
  const dropped = countNames('search-answer', [{ undeclared }])
  if (dropped.length > 0) {
    // An answer stands nowhere in the feed, so it has no position.
    await vault.transaction((tx) => countUndeclared(tx, dropped, undefined, deps.clock.now()))
    deps.publish('sync')
  }
  const { results, leaseUntil } = body
  const here = new Set((await listCasePeople(vault.reader)).map((person) => person.id))
  const others = new Map(results.filter(({ id }) => !here.has(id)).map((person) => [person.id, person]))
  const found = rankPeople([...others.values()].map(toFound), parsed, masksOf(deps.rules.current().masks))
  // Whoever does not match what was typed was not asked for, and is not kept.
  deps.leased.take(found.flatMap((row) => others.get(row.subjectId) ?? []), leaseUntil)
  // Afterwards: an erasure that came while the answer was on its way has found nothing to forget.
  const isErased = await suppression.load(vault.reader)
  for (const { subjectId } of found) if (isErased(subjectId)) deps.leased.forget(subjectId)
  const rows = found.filter(({ subjectId }) => !isErased(subjectId))
  const until = rows[0] && deps.leased.get(rows[0].subjectId)?.leaseUntil
  return ok({ rows, more: results.length >= MOST_ROWS, ...(until === undefined ? {} : { leaseUntil: until }) })
}

export function toFound({ id, accountNo, name, status, identifiers }: DirectoryRecord): FoundPerson {
  return { id, accountNo, name, status, identifiers: identifiers.map(([kind, value, proof]) => ({ kind, value, proof })) }
}
