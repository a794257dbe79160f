// Whether what is held about the person of a request is shown beside it: once whoever asks is proved, or after somebody here said why they have
// to see it before. Said for one request, on record, and forgotten when the desk locks (docs/decisions/0040).
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { HeldLook, LookReason } from '../../src-shared/contract/request-held'
import type { CaseRequest } from '../../src-shared/domain/request'
import { lacksEvidence } from '../../src-shared/domain/request-maker'
import { handsOutPackage, isForOfficer } from '../../src-shared/domain/request-rights'
import { readRequest } from '../sync/read-requests'
import type { UnlockedDesk } from './unlocked-desk'

export function heldLook(request: CaseRequest, looks: ReadonlyMap<RequestId, LookReason>): HeldLook {
  const needs = neededBy(request)
  if (needs === undefined) return { t: 'shown' }
  const reason = looks.get(request.id)
  return reason === undefined ? { t: 'hidden', needs } : { t: 'looked', reason }
}

function neededBy(request: CaseRequest): Extract<HeldLook, { readonly t: 'hidden' }>['needs'] | undefined {
  if (isForOfficer(request.right)) return 'authority'
  if (request.identityChecks.length === 0) return 'identity'
  return lacksEvidence(request) ? 'evidence' : undefined
}

const WAITS_FOR = { identity: 'identity-not-verified', evidence: 'evidence-missing', authority: 'state-changed' } as const satisfies Record<string, DeskErrorKind>

/** Why nobody looks over the package of a request, nor chooses what is taken out of it; undefined: they may. */
export function packageHidden(request: CaseRequest, looks: ReadonlyMap<RequestId, LookReason>): DeskError | undefined {
  if (!handsOutPackage(request.right)) return { kind: 'state-changed' }
  const look = heldLook(request, looks)
  return look.t === 'hidden' ? { kind: WAITS_FOR[look.needs] } : undefined
}

type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'auditLook' | 'publish' | 'heldLooks'>

export async function lookAtHeld({ vault, rules, auditLook, publish, heldLooks }: Deps, { requestId, reason }: ParsedRequestOf<'request.lookAtHeld'>): Promise<Result<void, DeskError>> {
  const seen = await readRequest(vault.reader, requestId, rules.current())
  if (!seen) return err({ kind: 'not-found' })
  // On the disk before anything is shown.
  await auditLook({ type: 'request.look-at-held', subjectId: seen.request.subjectId, objectId: requestId, detail: { reason } })
  heldLooks.set(requestId, reason)
  publish('request', [requestId])
  return ok()
}
