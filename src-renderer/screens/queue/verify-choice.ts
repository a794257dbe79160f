// What a check that was begun is about: its identifier and its method, as far as they are still open.
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IdentityView, RequestView } from '../../../src-shared/contract/request'
import type { IdentityMethod } from '../../../src-shared/domain/vocabulary'

export interface VerifyChoice {
  readonly unchecked: readonly IdentityView[]
  readonly chosen: IdentityView | undefined
  /** Undefined: the one that it was begun with is not open any more, and what was typed of that one proves nothing by another. */
  readonly method: IdentityMethod | undefined
}

/** The identifier of the draft, unless somebody checked it meanwhile. */
export function verifyChoice({ identity }: Pick<RequestView, 'identity'>, body: DraftOf<'verify'>): VerifyChoice {
  const unchecked = identity.filter((one) => one.check === undefined)
  const chosen = unchecked.find((one) => one.id === body.identifierId) ?? unchecked[0]
  const method = body.method === undefined ? chosen?.methods[0] : chosen?.methods.find((open) => open === body.method)
  return { unchecked, chosen, method }
}
