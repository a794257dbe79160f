// The fields of a request that hang on its right, and of a decision, as they stand on the wire, at the desk's own border and in records.
import { z } from 'zod'
import { ANSWER_FORMS, EXPLAINED, ITEM_OUTCOMES, PERSON_FIELDS, PRODUCTS, PURPOSES } from './vocabulary'

export const correctionSchema = z.object({ field: z.enum(PERSON_FIELDS), value: z.string().min(1).max(4_000) })

/** What is asked in particular; which right needs which of them: request-rights.ts. */
export const askedFields = {
  /** For correct and supplement: field by field. */
  corrections: z.array(correctionSchema).max(20).optional(),
  /** For withdraw and restrict. */
  purposes: z.array(z.enum(PURPOSES)).max(PURPOSES.length).optional(),
  /** For end-product. */
  products: z.array(z.enum(PRODUCTS)).max(PRODUCTS.length).optional(),
  /** For explain. */
  explains: z.enum(EXPLAINED).optional(),
  /** For transfer: the handler that the person names. */
  transferTo: z.string().max(200).optional(),
  /** For foreign-authority: who asks, and from where. */
  authority: z.string().max(200).optional(),
} as const

export const itemDecisionSchema = z.object({
  /** Key of the item (request-items.ts): `field:mobile`, `purpose:account`, `product:trade-search`. */
  item: z.string().max(64),
  outcome: z.enum(ITEM_OUTCOMES),
  /** Code of the rules pack; with a refusal alone. */
  ground: z.string().max(32).optional(),
})
const met = z.boolean()
export const conditionsSchema = z.object({ 'identity-proved': met, 'consent-or-contract': met, feasible: met, 'harms-nobody': met })

/** What a decision says beside its outcome, its ground and its text. */
export const decisionFields = {
  items: z.array(itemDecisionSchema).max(20).optional(),
  /** For transfer. */
  conditions: conditionsSchema.optional(),
  /** Absent: written. */
  form: z.enum(ANSWER_FORMS).optional(),
  /** Who of the lawyers agreed, and when: for a ground that asks for it before each use. */
  lawyer: z.string().max(200).optional(),
} as const
