// What a screen shows of who asks for the person, of a withdrawal, and the numbers of the requests that a history names.
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import type { RequestView } from '../../src-shared/contract/request'
import type { StaffRef } from '../../src-shared/contract/views'
import type { CaseRequest } from '../../src-shared/domain/request'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export function intakeViews({ madeBy, withdrawal }: CaseRequest, nameOf: (staffId: StaffId) => StaffRef): Pick<RequestView, 'madeBy' | 'withdrawal'> {
  return {
    ...(madeBy === undefined ? {} : {
      madeBy: {
        kind: madeBy.kind, name: madeBy.name, contact: madeBy.contact, relation: madeBy.relation,
        evidence: madeBy.evidence.map(({ kind, seen }) => ({ kind, ...(seen ? { seen: { what: seen.what, by: nameOf(seen.staffId), at: seen.at } } : {}) })),
      },
    }),
    ...(withdrawal === undefined ? {} : { withdrawal: { channel: withdrawal.channel, reason: withdrawal.reason, by: nameOf(withdrawal.staffId), at: withdrawal.at } }),
  }
}

export type CaseNoOf = (requestId: RequestId) => { readonly caseNo?: string }

/** Of those that are on this desk and have one. */
export async function readCaseNos(reader: Reader, { timeline }: CaseRequest): Promise<CaseNoOf> {
  const ids = [...new Set(timeline.flatMap(({ otherId }) => (otherId === undefined ? [] : [otherId])))]
  const known = new Map(ids.length === 0 ? [] : (await listRecords(reader, 'request', ids)).map(({ body }) => [body.id, body.caseNo]))
  return (requestId) => {
    const caseNo = known.get(requestId)
    return caseNo === undefined || caseNo === '' ? {} : { caseNo }
  }
}
