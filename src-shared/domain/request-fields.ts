// The fields of a request that hang on its right, and of a decision, as they stand on the wire, at the desk's own border and in records.
import { z } from 'zod'
import type { IdentifierId, RequestId } from '../base/ids'
import { id } from './fields'
import { ANSWER_FORMS, EXPLAINED, FIELD_EVIDENCE, ITEM_OUTCOMES, PERSON_FIELDS, PRODUCTS, PURPOSES, REPRESENTATIVES } from './vocabulary'

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

/** Who asks for the person. Empty texts are the machine's to refuse, and what an erasure leaves. */
export const makerSchema = z.object({ kind: z.enum(REPRESENTATIVES), name: z.string().max(200), contact: z.string().max(320), relation: z.string().max(200) })

/** What an intake says beside what is asked; which of it fits: request-machine.ts. */
export const intakeFields = {
  /** Absent: the person themself. */
  madeBy: makerSchema.optional(),
  /** Of a complaint: the request of the same person that it is about. */
  about: id<RequestId>().optional(),
  /** Nothing of the person's is changed or erased by it, and it is counted nowhere. */
  test: z.boolean().optional(),
} as const

export const itemDecisionSchema = z.object({
  /** Key of the item (request-items.ts): `field:mobile`, `purpose:account`, `product:trade-search`. */
  item: z.string().max(64),
  outcome: z.enum(ITEM_OUTCOMES),
  /** Code of the rules pack; with a refusal alone. */
  ground: z.string().max(32).optional(),
})
export const fieldShownSchema = z.object({ field: z.enum(PERSON_FIELDS), kind: z.enum(FIELD_EVIDENCE), words: z.string().max(400).optional() })
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
  /** With a granted correction: the identifiers that it takes the place of, one of a kind at most; needed where the person has several of the kind. */
  replaces: z.array(id<IdentifierId>()).max(2).optional(),
  /** With a granted correction or supplement: what showed that each granted value is right. */
  shown: z.array(fieldShownSchema).max(PERSON_FIELDS.length).optional(),
} as const
