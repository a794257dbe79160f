// Finds people in the local directory; what comes back is masked, and that somebody searched is on record.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SearchAnswer } from '../../src-shared/contract/search'
import { maskAccountNo, maskIdentifier, maskName, masksOf } from '../../src-shared/domain/masking'
import { parseQuery } from '../../src-shared/domain/search-terms'
import { countPeople, listPeople } from '../vault/repositories/people'
import { listScopes } from '../vault/repositories/scopes'
import { searchPeople as searchDirectory } from '../vault/search-people'
import { readFreshness } from './freshness'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'time' | 'rules' | 'audit'>

export async function searchPeople(deps: Deps, { query, limit, offset }: ParsedRequestOf<'search.people'>): Promise<Result<SearchAnswer, DeskError>> {
  const startedMono = deps.clock.mono()
  const { reader } = deps.vault
  const directory = (await listScopes(reader)).find((scope) => scope.kind === 'directory')
  const parsed = parseQuery(query)
  const page = await searchDirectory(reader, parsed, limit, offset, { minGen: directory?.ready ? directory.gen : 0 })
  const people = new Map((await listPeople(reader, page.hits.map((hit) => hit.subjectId))).map((person) => [person.id, person]))
  const masks = masksOf(deps.rules.current().masks)
  const rows = page.hits.flatMap(({ subjectId, match }) => {
    const person = people.get(subjectId)
    if (!person) return []
    const identifiers = person.identifiers.map(({ kind, value, proof }) => ({ kind, masked: maskIdentifier(kind, value, masks), proof }))
    return [{ subjectId, maskedName: maskName(person.name, masks.name), maskedAccountNo: maskAccountNo(person.accountNo, masks.account), status: person.status, identifiers, match }]
  })
  // What the list says it took is the search; writing it down comes after and waits for the disk.
  const tookMs = Math.round((deps.clock.mono() - startedMono) * 10) / 10
  // An empty box, or one that means nothing, looked at nobody. What was typed is a person's data, so it lies in the erasable detail;
  // it belongs to no one person, so it is cut to its kinds.
  if (parsed.terms.length > 0) {
    await deps.vault.transaction((tx) => deps.audit(tx, { type: 'search.people', detail: { terms: parsed.terms.map((term) => term.kind), rows: rows.length, offset } }))
  }
  return ok({
    rows,
    more: page.more,
    directoryRows: await countPeople(reader),
    tookMs,
    freshness: await readFreshness(deps),
  })
}
