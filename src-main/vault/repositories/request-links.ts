// Which requests stand together: written with the index row of the request that holds the link, read from either side.
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import type { Reader, Tx } from '../transaction'

export interface RequestLink {
  readonly requestId: RequestId
  /** `about`: the request is a complaint about the other. */
  readonly kind: 'link' | 'about'
  readonly otherId: RequestId
}

/** All that these requests hold, in the place of what they held before. */
export async function putRequestLinks(tx: Tx, requestIds: readonly RequestId[], links: readonly (RequestLink & { readonly subjectId: SubjectId })[]): Promise<void> {
  await deleteRequestLinks(tx, requestIds)
  if (links.length === 0) return
  await tx.insertInto('request_links').values(links.map((one) => ({ request_id: one.requestId, kind: one.kind, other_id: one.otherId, subject_id: one.subjectId }))).execute()
}

/** These requests left the desk, or are written anew. */
export async function deleteRequestLinks(tx: Tx, requestIds: readonly RequestId[]): Promise<void> {
  if (requestIds.length > 0) await tx.deleteFrom('request_links').where('request_id', 'in', [...requestIds]).execute()
}

/** Those that it holds and those that name it. */
export async function listLinksOf(reader: Reader, requestId: RequestId): Promise<readonly RequestLink[]> {
  const rows = await reader.selectFrom('request_links').select(['request_id', 'kind', 'other_id']).where((eb) => eb.or([eb('request_id', '=', requestId), eb('other_id', '=', requestId)])).orderBy('request_id').execute()
  // The casts are safe: `putRequestLinks` alone writes the table.
  return rows.map((row) => ({ requestId: row.request_id as RequestId, kind: row.kind as RequestLink['kind'], otherId: row.other_id as RequestId }))
}
