// How far a version reaches among everybody whom the company holds: counted at the origin, asked for slice by slice.
import type { Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ReachSlice } from '../../src-shared/contract/policy'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'signIn' | 'askOrigin' | 'auditLook'>

export async function reachSlice({ signIn, askOrigin, auditLook }: Deps, { policyId, after }: ParsedRequestOf<'policy.reachSlice'>): Promise<Result<ReachSlice, DeskError>> {
  const slice = await askAsPerson(signIn, (token) => askOrigin.policyReach(policyId, after, token))
  // One question, however many slices it takes.
  if (slice.ok && after === undefined) await auditLook({ type: 'policy.population-reach', objectId: policyId })
  return slice
}
