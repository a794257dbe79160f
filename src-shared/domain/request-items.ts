// The parts of a request that are decided one by one, and what their outcomes make of the whole.
import type { CaseRequest, Correction, ItemDecision } from './request'
import type { Outcome, Product, Purpose } from './vocabulary'

export type RequestItem =
  | { readonly key: string; readonly kind: 'field'; readonly correction: Correction }
  | { readonly key: string; readonly kind: 'purpose'; readonly purpose: Purpose }
  | { readonly key: string; readonly kind: 'product'; readonly product: Product }

type Asked = Pick<CaseRequest, 'corrections' | 'purposes' | 'products'>

/** Empty: the request is decided as a whole. A key stands once: create refuses a field or a purpose that is named twice. */
export function itemsOf(request: Asked): readonly RequestItem[] {
  return [
    ...(request.corrections ?? []).map((correction) => ({ key: `field:${correction.field}`, kind: 'field' as const, correction })),
    ...(request.purposes ?? []).map((purpose) => ({ key: `purpose:${purpose}`, kind: 'purpose' as const, purpose })),
    ...(request.products ?? []).map((product) => ({ key: `product:${product}`, kind: 'product' as const, product })),
  ]
}

/** Never of no item. Granted and already done both mean that the person has what they asked for. */
export function outcomeOfItems(items: readonly Pick<ItemDecision, 'outcome'>[]): Outcome {
  const all = (...outcomes: readonly ItemDecision['outcome'][]): boolean => items.every((item) => outcomes.includes(item.outcome))
  if (all('already-done')) return 'already-done'
  if (all('granted', 'already-done')) return 'granted'
  if (all('not-theirs')) return 'not-theirs'
  return all('refused', 'not-theirs') ? 'refused' : 'granted-in-part'
}

/** The part of what was asked that the decision grants; a decision that names no item speaks of all of them. */
export function grantedItems(request: CaseRequest): readonly RequestItem[] {
  const { decision } = request
  if (!decision || (decision.outcome !== 'granted' && decision.outcome !== 'granted-in-part')) return []
  const items = itemsOf(request)
  const decided = decision.items
  return decided === undefined ? items : items.filter(({ key }) => decided.some((one) => one.item === key && one.outcome === 'granted'))
}
