// What the person at a simulated desk does: an act on a request they see, by the same use cases that the screens call.
import { sql } from 'kysely'
import { createRequest } from '../../src-main/usecases/create-request'
import { decideRequest } from '../../src-main/usecases/decide-request'
import { reopenRequest } from '../../src-main/usecases/reopen-request'
import { settleOutboxItem } from '../../src-main/usecases/settle-outbox-item'
import { takeRequest } from '../../src-main/usecases/take-request'
import { verifyIdentity } from '../../src-main/usecases/verify-identity'
import type { ActDeps } from '../../src-main/usecases/act-on-request'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { readRequest } from '../../src-main/sync/read-requests'
import { getRecord } from '../../src-main/vault/repositories/records'
import { toDay } from '../../src-shared/base/clock'
import type { MutationId, RequestId, SubjectId } from '../../src-shared/base/ids'
import type { Outcome } from './desk'
import type { Step } from './script'

const TEXT = '已核对，按规定办理。'

export async function act(deps: ActDeps, { a, b }: Pick<Step, 'a' | 'b'>): Promise<Outcome> {
  const { rows } = await sql<{ request_id: RequestId }>`select request_id from request_index order by request_id`.execute(deps.vault.reader)
  const people = await sql<{ id: SubjectId }>`select id from records where type = 'subject' order by id`.execute(deps.vault.reader)
  const person = people.rows[a % Math.max(1, people.rows.length)]
  if (b % 7 === 0 && person) return `create ${wordOf(await createRequest({ ...deps, leased: { get: () => undefined }, today: () => toDay(deps.clock.now()) }, { subjectId: person.id, right: 'access', channel: 'phone', receivedOn: toDay(deps.clock.now()), text: TEXT }))}`
  const requestId = rows[a % Math.max(1, rows.length)]?.request_id
  const seen = requestId && (await readRequest(deps.vault.reader, requestId, deps.rules.current()))
  if (!requestId || !seen) return 'nothing to act on'
  const at = { requestId, version: seen.version }
  switch (seen.request.state) {
    case 'received':
      return `take ${wordOf(await takeRequest(deps, at))}`
    case 'verifying': {
      const subject = await getRecord(deps.vault.reader, 'subject', seen.request.subjectId)
      const identifierId = subject?.body.identifiers[0]?.id
      if (!identifierId) return 'nobody to verify'
      return `verify ${wordOf(await verifyIdentity(deps, { ...at, identifierId, method: 'one-time-code', evidence: TEXT }))}`
    }
    case 'deciding':
      return `decide ${wordOf(await decideRequest(deps, { ...at, outcome: 'granted', text: TEXT }))}`
    default:
      return `reopen ${wordOf(await reopenRequest(deps, { ...at, reason: TEXT }))}`
  }
}

export async function settle(deps: ActDeps, { a, b }: Pick<Step, 'a' | 'b'>): Promise<Outcome> {
  const { rows } = await sql<{ mid: MutationId }>`select mid from outbox where state = 'refused' order by seq`.execute(deps.vault.reader)
  const mid = rows[a % Math.max(1, rows.length)]?.mid
  if (!mid) return 'nothing to settle'
  return `settle ${wordOf(await settleOutboxItem({ ...deps, crypto: nodeCrypto }, { mid, choice: b % 2 === 0 ? 'resubmit' : 'take-origin' }))}`
}

function wordOf(result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly kind: string } }): string {
  return result.ok ? 'ok' : result.error.kind
}
