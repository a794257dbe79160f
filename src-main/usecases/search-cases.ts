// Search on a desk without the directory: the people of its open cases, who are here in full. They are few, so each is looked at.
import type { SubjectId } from '../../src-shared/base/ids'
import type { SearchRow } from '../../src-shared/contract/search'
import { MATCH_CLASSES } from '../../src-shared/contract/search'
import { maskAccountNo, maskIdentifier, maskName, type masksOf } from '../../src-shared/domain/masking'
import { matchPerson, personPinyin, type SearchQuery } from '../../src-shared/domain/search-terms'
import type { AccountStatus, IdentifierKind, Proof } from '../../src-shared/domain/vocabulary'
import { nameReadings } from '../vault/pinyin'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

type Masks = ReturnType<typeof masksOf>
/** What a search shows of somebody, wherever they were found. */
export interface FoundPerson {
  readonly id: SubjectId
  readonly accountNo: string
  readonly name: string
  readonly status: AccountStatus
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string; readonly proof: Proof }[]
}

/** Best match first, then the newest person; whoever does not match every term is left out. */
export function rankPeople(people: readonly FoundPerson[], query: SearchQuery, masks: Masks): readonly SearchRow[] {
  if (query.terms.length === 0) return []
  // Readings cost more than all the rest: only letters are looked for among them.
  const needsReadings = query.terms.some((term) => term.kind === 'latin')
  const rows = people.flatMap((person): readonly SearchRow[] => {
    const match = matchPerson(person, needsReadings ? personPinyin(person.name, nameReadings) : [], query)
    return match.ok ? [{ ...maskPerson(person, masks), match: match.value }] : []
  })
  return rows.toSorted((a, b) => MATCH_CLASSES.indexOf(a.match.class) - MATCH_CLASSES.indexOf(b.match.class) || (a.subjectId < b.subjectId ? 1 : -1))
}

export function maskPerson({ id, name, accountNo, status, identifiers }: FoundPerson, masks: Masks): Omit<SearchRow, 'match'> {
  return {
    subjectId: id,
    maskedName: maskName(name, masks.name),
    maskedAccountNo: maskAccountNo(accountNo, masks.account),
    status,
    identifiers: identifiers.map(({ kind, value, proof }) => ({ kind, masked: maskIdentifier(kind, value, masks), proof })),
  }
}

export async function listCasePeople(reader: Reader): Promise<readonly FoundPerson[]> {
  return (await listRecords(reader, 'subject')).map(({ body }) => body)
}
