// Whom the person at the desk opened last, for the empty search box. Read from the record of looks: nothing is kept beside it, so what is erased there is gone here, and
// a lock in between forgets nobody.
import type { SubjectId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PersonRow } from '../../src-shared/contract/search'
import { masksOf } from '../../src-shared/domain/masking'
import { readBack } from '../audit/audit-log'
import { listPeople } from '../vault/repositories/people'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { maskPerson, type FoundPerson } from './search-cases'
import type { UnlockedDesk } from './unlocked-desk'

const MOST = 8
/** Some days of work. */
const ENTRIES_READ = 2_000

export async function recentPeople({ vault: { reader }, me, rules }: Pick<UnlockedDesk, 'vault' | 'me' | 'rules'>): Promise<Result<readonly PersonRow[], DeskError>> {
  const ids = await openedLast(reader, me.staffId)
  const found = new Map<SubjectId, FoundPerson>((await listPeople(reader, ids)).map((person) => [person.id, person]))
  for (const { body } of await listRecords(reader, 'subject', ids)) found.set(body.id, body)
  const masks = masksOf(rules.current().masks)
  return ok(ids.flatMap((id) => {
    const person = found.get(id)
    return person ? [maskPerson(person, masks)] : []
  }))
}

async function openedLast(reader: Reader, actor: string): Promise<readonly SubjectId[]> {
  const ids = new Set<SubjectId>()
  let read = 0
  for await (const { entry, subjectId } of readBack(reader)) {
    if (ids.size === MOST || read++ === ENTRIES_READ) break
    if (entry.type === 'person.open' && entry.actor === actor && subjectId !== null) ids.add(subjectId as SubjectId)
  }
  return [...ids]
}
