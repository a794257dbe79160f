// One purpose of an answer as the screens and the printed sheet say it; products for which the same clause governs stand together.
import type { ClauseRef, GoverningView, PurposeAnswer } from '../../src-shared/contract/consent'
import type { PurposeState } from '../../src-shared/domain/consent'
import type { BoundPrecedence, GoverningClause } from '../../src-shared/domain/policy-precedence'
import type { Product } from '../../src-shared/domain/vocabulary'

export function purposeAnswer({ purpose, state, by, since, agreement, stopped, clause, precedence }: PurposeState): PurposeAnswer {
  return {
    purpose,
    state,
    ...(by === undefined ? {} : { by }),
    ...(since === undefined ? {} : { since }),
    ...(agreement ? { agreement: agreementView(agreement) } : {}),
    ...(clause ? { clause: clauseRef(clause) } : {}),
    governing: together(precedence),
    ...(stopped ? { stopped: { at: stopped.at, categories: stopped.categories, goesOn: stopped.goesOn } } : {}),
  }
}

function agreementView({ kind, at, product, version, channel, wordingHash }: NonNullable<PurposeState['agreement']>): PurposeAnswer['agreement'] {
  const policy = version === undefined ? undefined : { ...(product === undefined ? {} : { product }), version }
  return { kind, at, channel, wordingHash, ...(policy ? { policy } : {}) }
}

function clauseRef({ product, version, number, topic, prevails }: GoverningClause): ClauseRef {
  return { ...(product === undefined ? {} : { product }), version, number, topic, prevails }
}

function governingView({ governing, why, binding, boundInstead, agreedLast }: BoundPrecedence): GoverningView {
  const base = { ...(governing ? { clause: clauseRef(governing) } : {}), why }
  if (binding) return { ...base, binding: binding.assumed ? 'assumed' : 'bound', boundBy: binding.by }
  if (boundInstead) return { ...base, binding: 'instead', other: clauseRef(boundInstead) }
  return agreedLast ? { ...base, binding: 'agreedLast', other: clauseRef(agreedLast) } : { ...base, binding: 'none' }
}

function together(precedence: readonly BoundPrecedence[]): PurposeAnswer['governing'] {
  const groups = new Map<string, GoverningView & { products: Product[] }>()
  for (const one of precedence) {
    const view = governingView(one)
    const key = JSON.stringify(view)
    const group = groups.get(key) ?? { ...view, products: [] }
    if (one.question.product !== undefined) group.products.push(one.question.product)
    groups.set(key, group)
  }
  return [...groups.values()]
}
