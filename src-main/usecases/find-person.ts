// A person as far as this desk has them: in full where they have an open case, else their row of the directory, else an answer of the origin.
import type { EpochMs } from '../../src-shared/base/clock'
import type { IdentifierId, SubjectId } from '../../src-shared/base/ids'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SubjectRecord } from '../../src-shared/protocol/records'
import { suppression } from '../sync/suppression'
import { listPeople, type DirectoryPerson } from '../vault/repositories/people'
import { getRecord } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { toFound } from './search-online'
import type { UnlockedDesk } from './unlocked-desk'

export type PersonHere =
  | { readonly t: 'case'; readonly subject: SubjectRecord }
  | { readonly t: 'row'; readonly row: DirectoryPerson; readonly leaseUntil?: EpochMs }

export async function findPerson(reader: Reader, leased: UnlockedDesk['leased'], subjectId: SubjectId): Promise<PersonHere | undefined> {
  const subject = await getRecord(reader, 'subject', subjectId)
  if (subject) return { t: 'case', subject: subject.body }
  const [row] = await listPeople(reader, [subjectId])
  if (row) return { t: 'row', row }
  const shown = leased.get(subjectId)
  return shown && { t: 'row', row: { ...toFound(shown.person), registeredAt: shown.person.registeredAt }, leaseUntil: shown.leaseUntil }
}

/** Why somebody is not here. */
export async function whyNotHere(reader: Reader, subjectId: SubjectId): Promise<DeskError> {
  return { kind: (await suppression.load(reader))(subjectId) ? 'gone-erased' : 'not-found' }
}

/** A row of the directory has identifiers without ids, since nothing is ever done to them. */
export function rowIdentifierId(row: DirectoryPerson, at: number): IdentifierId {
  return `${row.id}:${String(at)}` as IdentifierId
}
