// Whom the person at the desk opened last, for the empty search box. Read from the record of looks: nothing is kept beside it, so what is erased there is gone here, and
// a lock in between forgets nobody.
import type { SubjectId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PersonRow } from '../../src-shared/contract/search'
import { masksOf } from '../../src-shared/domain/masking'
import { readBack } from '../audit/audit-log'
import { readLeftLine } from '../audit/left-line'
import { listPeople } from '../vault/repositories/people'
import { listRecords } from '../vault/repositories/records'
import { maskPerson, type FoundPerson } from './search-cases'
import type { UnlockedDesk } from './unlocked-desk'

const MOST = 8
const OPENED = 'person.open'
/** Some days of work. */
const ENTRIES_READ = 2_000

export async function recentPeople({ vault, me, rules }: Pick<UnlockedDesk, 'vault' | 'me' | 'rules'>): Promise<Result<readonly PersonRow[], DeskError>> {
  const { reader } = vault
  const ids = await openedLast(vault, me.staffId)
  const found = new Map<SubjectId, FoundPerson>((await listPeople(reader, ids)).map((person) => [person.id, person]))
  for (const { body } of await listRecords(reader, 'subject', ids)) found.set(body.id, body)
  const masks = masksOf(rules.current().masks)
  return ok(ids.flatMap((id) => {
    const person = found.get(id)
    return person ? [maskPerson(person, masks)] : []
  }))
}

/** Looks that still wait beside the store are the latest. */
async function openedLast({ reader, waiting }: Pick<UnlockedDesk['vault'], 'reader' | 'waiting'>, me: string): Promise<readonly SubjectId[]> {
  const ids = new Set<SubjectId>()
  for (const { text } of waiting.list().toReversed()) {
    const { type, actor, subjectId } = readLeftLine(text).event
    if (type === OPENED && actor === me && subjectId !== undefined) ids.add(subjectId)
  }
  let read = 0
  for await (const { entry, subjectId } of readBack(reader)) {
    if (ids.size >= MOST || read++ === ENTRIES_READ) break
    if (entry.type === OPENED && entry.actor === me && subjectId !== null) ids.add(subjectId as SubjectId)
  }
  return [...ids].slice(0, MOST)
}
