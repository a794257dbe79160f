// Requests that belong to one: linked, complained about, or perhaps the same matter. What is found decides nothing; a person links it or not.
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DuplicateView, LinkView, RelatedView } from '../../src-shared/contract/request-intake'
import type { CaseRequest } from '../../src-shared/domain/request'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { OverlaidRequest } from '../sync/overlay'
import { listPeopleSharingIdentifiers } from '../vault/repositories/people'
import { findCase, listOpenOfRight } from '../vault/repositories/request-index'
import { listLinksOf, type RequestLink } from '../vault/repositories/request-links'
import type { Reader } from '../vault/transaction'
import { readRequests, type RequestReading } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

/** More would be a list of its own: the newest cases are what is worked on. */
const MOST_DUPLICATES = 20
/** Of each kind, newest first: what a look at a case reads does not grow with it. */
const MOST_RELATED = 50

export async function readRelated(reader: Reader, seen: OverlaidRequest, deps: Parameters<typeof readRequests>[2]): Promise<RelatedView> {
  const { request } = seen
  const held = await listLinksOf(reader, request.id)
  const allLinked = new Set(held.filter(({ kind }) => kind === 'link').map((one) => otherOf(one, request.id)))
  const linked = new Set(newest([...allLinked]))
  const found = (await findDuplicates(reader, request)).filter(({ requestId }) => !allLinked.has(requestId)).slice(0, MOST_DUPLICATES)
  const allComplaints = held.filter(({ kind, otherId }) => kind === 'about' && otherId === request.id).map(({ requestId }) => requestId)
  const complaints = newest(allComplaints)
  const { about } = request
  const reading = await readRequests(reader, [...linked, ...found.map(({ requestId }) => requestId), ...complaints, ...(about === undefined ? [] : [about])], deps)
  const rowOf = (requestId: RequestId) => (reading.overlaid.has(requestId) ? reading.rowOf(requestId) : undefined)
  const links = held.filter((one) => one.kind === 'link' && linked.has(otherOf(one, request.id))).flatMap((one) => linkView(one, seen, reading))
  const aboutRow = about === undefined ? undefined : rowOf(about)
  return {
    links,
    linkedElsewhere: linked.size - new Set(links.map(({ row }) => row.id)).size,
    duplicates: found.flatMap(({ requestId, why }): DuplicateView[] => {
      const row = rowOf(requestId)
      return row ? [{ row, why }] : []
    }),
    ...(about === undefined ? {} : { about: { requestId: about, ...(aboutRow ? { row: aboutRow } : {}) } }),
    complaints: complaints.flatMap((requestId) => rowOf(requestId) ?? []),
    older: allLinked.size - linked.size + (allComplaints.length - complaints.length),
  }
}

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'today'>

export async function listOpenAlike({ vault, rules, today }: Deps, { subjectId, right }: ParsedRequestOf<'request.openAlike'>): Promise<Result<AnswerOf<'request.openAlike'>, DeskError>> {
  const ids = await listOpenOfRight(vault.reader, [subjectId], right)
  const reading = await readRequests(vault.reader, ids, { rules: rules.current(), today: today() })
  return ok({ rows: ids.map((requestId) => reading.rowOf(requestId)).filter(({ test }) => !test) })
}

export async function findByNumber({ vault, rules, today }: Deps, { caseNo }: ParsedRequestOf<'request.byNumber'>): Promise<Result<AnswerOf<'request.byNumber'>, DeskError>> {
  const found = await findCase(vault.reader, caseNo.trim())
  if (!found) return ok({})
  const reading = await readRequests(vault.reader, [found.requestId], { rules: rules.current(), today: today() })
  return ok({ row: reading.rowOf(found.requestId) })
}

/** An id begins with its time. */
const newest = (ids: readonly RequestId[]): readonly RequestId[] => [...ids].sort().reverse().slice(0, MOST_RELATED)

const otherOf = ({ requestId, otherId }: RequestLink, of: RequestId): RequestId => (requestId === of ? otherId : requestId)

/** Both may hold one: two desks linked them at the same time. Each is shown, and taken back where it stands. */
function linkView(link: RequestLink, seen: OverlaidRequest, reading: RequestReading): readonly LinkView[] {
  const { request } = seen
  const otherId = otherOf(link, request.id)
  const other = reading.overlaid.get(otherId)
  if (!other) return []
  const isOwn = link.requestId === request.id
  const holder = isOwn ? seen : other
  const made = holder.request.links?.find((one) => one.requestId === link.otherId)
  return made ? [{ row: reading.rowOf(otherId), by: reading.staffName(made.staffId), at: made.at, holder: { requestId: link.requestId, version: holder.version } }] : []
}

/** A number that hundreds of accounts have says nothing about whose a request is, and every look at a case would pay for it. */
const MOST_SHARERS = 200

type Found = { readonly requestId: RequestId; readonly why: DuplicateView['why'] }

/** A closed request is looked at no more for others. */
async function findDuplicates(reader: Reader, { id, subjectId, right, state }: CaseRequest): Promise<readonly Found[]> {
  if (CLOSED_STATES.includes(state)) return []
  const others: readonly SubjectId[] = await listPeopleSharingIdentifiers(reader, subjectId, MOST_SHARERS)
  const own = (await listOpenOfRight(reader, [subjectId], right)).filter((one) => one !== id)
  const shared = await listOpenOfRight(reader, others, right)
  return [...own.map((requestId): Found => ({ requestId, why: 'same-person' })), ...shared.map((requestId): Found => ({ requestId, why: 'shared-identifier' }))]
}
