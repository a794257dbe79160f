// What a granted request changes in the person's own records, in the transaction of the decision.
//
//   correct, supplement                                    the fields (field-effects.ts); what was there and what is stands in the request
//   withdraw, restrict, personalisation-off, end-product   an act in the consent history (consent-effects.ts)
//   access, copy, transfer, explain, complain              nothing: the package or the letter is the answer
//   delete, cancel-account                                 not here: erasure/ carries out the plan
import { assertNever } from '../../src-shared/base/assert'
import { ok, type Result } from '../../src-shared/base/result'
import type { CaseRequest } from '../../src-shared/domain/request'
import { grantedItems } from '../../src-shared/domain/request-items'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { endProducts, stopPurposes } from './consent-effects'
import { writeFields } from './field-effects'

/** The request has just been decided; answers it with what was changed. `err` names the fields that cannot be taken over as they stand. */
export async function applyEffects(tx: Tx, context: OriginContext, request: CaseRequest): Promise<Result<CaseRequest, readonly string[]>> {
  const isGranted = request.decision?.outcome === 'granted' || request.decision?.outcome === 'granted-in-part'
  // A test tries the way out, not the change.
  if (!isGranted || request.test === true) return ok(request)
  const items = grantedItems(request)
  const purposes = items.flatMap((item) => (item.kind === 'purpose' ? [item.purpose] : []))
  switch (request.right) {
    case 'correct':
    case 'supplement':
      return writeFields(tx, context, request, items.flatMap((item) => (item.kind === 'field' ? [item.correction] : [])))
    case 'withdraw':
      return stopPurposes(tx, context, request, { kind: 'withdrawal', purposes })
    case 'restrict':
      return stopPurposes(tx, context, request, { kind: 'restriction', purposes })
    case 'personalisation-off':
      return stopPurposes(tx, context, request, { kind: 'opt-out', purposes: ['pages-and-search'] })
    case 'end-product':
      return endProducts(tx, context, request, items.flatMap((item) => (item.kind === 'product' ? [item.product] : [])))
    case 'access':
    case 'copy':
    case 'transfer':
    case 'explain':
    case 'complain':
    case 'delete':
    case 'cancel-account':
    case 'foreign-authority':
      return ok(request)
    default:
      return assertNever(request.right)
  }
}
