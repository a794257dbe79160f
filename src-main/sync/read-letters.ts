// Reads the letters of a case as staff see them: what its history says, the origin's records, and the acts of this desk that wait.
import type { SubjectId } from '../../src-shared/base/ids'
import type { SendMark } from '../../src-shared/contract/views'
import { applyLetter, isLetterOperationName, lettersOfCase, recordOfLetter, type CaseLetter, type LetterCase, type LetterId, type LetterOperation } from '../../src-shared/domain/case-letters'
import { addressesIn } from '../../src-shared/domain/letter-leaks'
import { listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { listAddressesOfOthers } from '../vault/repositories/people'
import { getRecord, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import type { OverlaidRequest } from './overlay'
import { readRoles } from './read-requests'

export interface SeenLetters {
  /** As an act made now is judged; whose addresses stand in a text is to be looked up for each (`withAddressesOf`). */
  readonly of: LetterCase
  readonly markOf: (id: LetterId) => Extract<SendMark, 'sent' | 'to-send'>
  /** The origin's version of a record; 0 where it has none. */
  readonly versionOf: (id: LetterId) => number
}

export function letterChain(id: LetterId): string {
  return `letter:${id}`
}

/** Undefined: the person is not here in full, and nobody writes to them from this desk. */
export async function readLetters(reader: Reader, { request, sentTimeline }: OverlaidRequest): Promise<SeenLetters | undefined> {
  const subject = await getRecord(reader, 'subject', request.subjectId)
  if (!subject) return undefined
  const { accountNo, identifiers, birthDay } = subject.body
  const own = { accountNo, emails: identifiers.filter(({ kind }) => kind === 'email').map(({ value }) => value) }
  const stored = (await listRecordsOfSubject(reader, 'letter', request.subjectId)).filter(({ body }) => body.requestId === request.id)
  const versions = new Map(stored.map(({ body, v }) => [body.id, v]))
  const records = new Map<LetterId, CaseLetter>(stored.map(({ body }) => [body.id, body]))
  const caseOf = (): LetterCase => ({ request, letters: lettersOfCase(request, [...records.values()]), own, others: new Set(), birthDay })
  const waiting = new Set<LetterId>()
  // Decided here and not there yet.
  const told = lettersOfCase({ ...request, timeline: request.timeline.slice(0, sentTimeline) }, []).length
  for (const letter of lettersOfCase(request, []).slice(told)) waiting.add(letter.id)
  const pending = await pendingOf(reader, request.id)
  const roleOf = pending.length > 0 ? await readRoles(reader) : () => 'agent' as const
  for (const { operation, item } of pending) {
    const { wall, offset } = item.madeAt
    const next = applyLetter(caseOf(), operation, { staffId: item.staffId, at: wall, actedAt: wall + offset, role: roleOf(item.staffId) })
    // What does not fit what is here now comes back from the origin with its reason.
    if (!next.ok || (item.appliedV !== undefined && (versions.get(next.value.id) ?? 0) >= item.appliedV)) continue
    records.set(next.value.id, recordOfLetter(next.value))
    if (item.state !== 'applied') waiting.add(next.value.id)
  }
  return { of: caseOf(), markOf: (id) => (waiting.has(id) ? 'to-send' : 'sent'), versionOf: (id) => versions.get(id) ?? 0 }
}

/** The cast is safe: an item's arguments are those of its operation. */
async function pendingOf(reader: Reader, requestId: string): Promise<readonly { readonly operation: LetterOperation; readonly item: OutboxItem }[]> {
  return (await listOutbox(reader)).flatMap((item) => {
    if (!isLetterOperationName(item.op) || item.args?.['requestId'] !== requestId || item.state === 'refused') return []
    return [{ operation: { op: item.op, args: item.args } as unknown as LetterOperation, item }]
  })
}

/** With whatever in this text the directory knows to be somebody else's. */
export async function withAddressesOf(reader: Reader, of: LetterCase, text: string): Promise<LetterCase> {
  const addresses = addressesIn(text)
  return addresses.length === 0 ? of : { ...of, others: new Set(await listAddressesOfOthers(reader, addresses, of.request.subjectId satisfies SubjectId)) }
}
