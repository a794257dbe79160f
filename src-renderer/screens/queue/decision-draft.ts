// A decision while it is being written: what it begins with, what it still lacks, and what is sent of it.
import type { RequestOf } from '../../../src-shared/contract/channels'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { IdentityView, RequestView } from '../../../src-shared/contract/request'
import { grantedFields } from '../../../src-shared/domain/field-evidence'
import { TRANSFER_GROUND, UNSUPPLIED_GROUND } from '../../../src-shared/domain/ground-codes'
import type { FieldShown, ItemDecision } from '../../../src-shared/domain/request'
import { outcomeOfItems } from '../../../src-shared/domain/request-items'
import { hasTestMark } from '../../../src-shared/domain/test-request'
import type { Outcome, PersonField } from '../../../src-shared/domain/vocabulary'
import { NONE_MET } from './decision-checks'

export type DecideDraft = DraftOf<'decide'>
export type Missing = 'ground' | 'text' | 'items' | 'conditions' | 'lawyer' | 'words' | 'testMark' | 'replaces' | 'shown'

export const needsGround = (outcome: Outcome): boolean => outcome === 'refused' || outcome === 'granted-in-part'

/** One thing is decided as the whole; several are decided one by one. Where nothing can be granted there is one answer to all of them. */
export const isByItem = ({ items, outcomes }: Pick<RequestView, 'items' | 'outcomes'>): boolean => items.length > 1 && outcomes.includes('granted')

/** What can be decided may have changed since it was begun: a paper was seen, or proved to be none. */
export function fittingDraft(request: Pick<RequestView, 'items' | 'outcomes'>, draft: DecideDraft): DecideDraft {
  const { items, ...whole } = draft
  if (isByItem(request)) return items === undefined ? withItems(whole, eachItem(request, draft.outcome)) : draft
  const [only] = request.outcomes
  return only === undefined || request.outcomes.includes(draft.outcome) ? whole : { ...whole, outcome: only }
}

/** A refusal stays one, and asks for a ground of each. */
const eachItem = ({ items }: Pick<RequestView, 'items'>, whole: Outcome): ItemDecision[] => items.map(({ key }) => ({ item: key, outcome: whole === 'granted-in-part' ? 'granted' : whole }))

/** Open only while closing is proposed: the answer is then ready, and whoever finds that the papers came changes it. */
export function unsuppliedGround({ grounds }: Pick<RequestView, 'grounds'>): RequestView['grounds'][number] | undefined {
  return grounds.find(({ code }) => code === UNSUPPLIED_GROUND)
}

export function firstDraft(request: RequestView): DecideDraft {
  const unsupplied = unsuppliedGround(request)
  const outcome = request.outcomes.includes('granted') && unsupplied === undefined ? 'granted' : 'refused'
  const [ground, ...others] = unsupplied === undefined ? request.grounds : [unsupplied]
  return {
    form: 'decide', outcome, text: request.letters[outcome], follows: true,
    ...(outcome === 'refused' && ground !== undefined && others.length === 0 ? { ground: ground.code } : {}),
    ...(isByItem(request) ? { items: eachItem(request, outcome).map((item) => (unsupplied === undefined ? item : { ...item, ground: unsupplied.code })) } : {}),
  }
}

/** The outcome of the whole follows the items. */
export function withItems(draft: DecideDraft, items: ItemDecision[]): DecideDraft {
  return { ...draft, items, outcome: outcomeOfItems(items) }
}

/** Which grounds the decision uses, its own and those of its items. */
function groundsIn(draft: DecideDraft): readonly string[] {
  const own = needsGround(draft.outcome) && draft.items === undefined && draft.ground !== undefined ? [draft.ground] : []
  return [...own, ...(draft.items ?? []).flatMap((item) => (item.outcome === 'refused' && item.ground !== undefined ? [item.ground] : []))]
}

export function needsLawyer(request: RequestView, draft: DecideDraft): boolean {
  return groundsIn(draft).some((code) => request.grounds.find((ground) => ground.code === code)?.approval !== undefined)
}

/** An explanation and the answer to a complaint are somebody's own words: the pack has only their frame. */
const isOwnWords = (request: RequestView, { outcome }: DecideDraft): boolean =>
  (request.row.right === 'explain' || request.row.right === 'complain') && (outcome === 'granted' || outcome === 'granted-in-part')

export function missingOf(request: RequestView, draft: DecideDraft, text: string): Missing | undefined {
  if (draft.items?.some((item) => item.outcome === 'refused' && item.ground === undefined)) return 'items'
  if (draft.items === undefined && needsGround(draft.outcome) && draft.ground === undefined) return 'ground'
  if (asksConditions(request) && !areConditionsFit(draft)) return 'conditions'
  if (replaceable(request, draft).some(({ candidates }) => !candidates.some(({ id }) => draft.replaces?.includes(id)))) return 'replaces'
  if (toBeShown(request, draft).some((field) => shownIn(draft, field).kind === undefined)) return 'shown'
  if (needsLawyer(request, draft) && (draft.lawyer ?? '').trim() === '') return 'lawyer'
  if (text.trim() === '') return 'text'
  if (request.row.test && !hasTestMark(text)) return 'testMark'
  return draft.follows === true && isOwnWords(request, draft) ? 'words' : undefined
}

export interface Replaceable {
  readonly field: 'mobile' | 'email'
  readonly candidates: readonly IdentityView[]
}

/** What would take the place of one of several: somebody says of which. */
export function replaceable({ row, items, identity }: Pick<RequestView, 'row' | 'items' | 'identity'>, draft: DecideDraft): readonly Replaceable[] {
  if (row.right !== 'correct' || (draft.outcome !== 'granted' && draft.outcome !== 'granted-in-part')) return []
  const isGranted = (key: string): boolean => draft.items === undefined || draft.items.some((one) => one.item === key && one.outcome === 'granted')
  return (['mobile', 'email'] as const).flatMap((field) => {
    const candidates = identity.filter(({ kind }) => kind === field)
    return candidates.length > 1 && items.some((item) => item.kind === 'field' && item.field === field && isGranted(item.key)) ? [{ field, candidates }] : []
  })
}

export type HalfShown = NonNullable<DecideDraft['shown']>[number]

/** The fields that would be granted: each says what was shown. */
export function toBeShown({ row, items }: Pick<RequestView, 'row' | 'items'>, draft: DecideDraft): readonly PersonField[] {
  const corrections = items.flatMap((item) => (item.kind === 'field' ? [{ field: item.field, value: item.value }] : []))
  return grantedFields({ right: row.right, corrections }, draft)
}

export function shownIn({ shown }: DecideDraft, field: PersonField): HalfShown {
  return shown?.find((one) => one.field === field) ?? { field }
}

function shownOf(request: RequestView, draft: DecideDraft): FieldShown[] {
  return toBeShown(request, draft).flatMap((field) => {
    const { kind, words = '' } = shownIn(draft, field)
    return kind === undefined ? [] : [{ field, kind, ...(words.trim() === '' ? {} : { words: words.trim() }) }]
  })
}

export const asksConditions = (request: RequestView): boolean => request.row.right === 'transfer' && !request.isUnidentified

function areConditionsFit({ outcome, ground, conditions = NONE_MET }: DecideDraft): boolean {
  const areMet = Object.values(conditions).every(Boolean)
  if (outcome === 'granted') return areMet
  return outcome !== 'refused' || ground !== TRANSFER_GROUND || !areMet
}

/** As the data process takes it: nothing goes along that the outcome has no room for. */
export function decisionOf(request: RequestView, draft: DecideDraft, text: string): Omit<RequestOf<'request.decide'>, 'version'> {
  const { outcome, ground, items, conditions = NONE_MET, answerForm, lawyer, replaces = [] } = draft
  const chosen = replaceable(request, draft).flatMap(({ candidates }) => candidates.filter(({ id }) => replaces.includes(id)).map(({ id }) => id))
  const shown = shownOf(request, draft)
  return {
    requestId: request.row.id, outcome, text,
    ...(needsGround(outcome) && items === undefined && ground !== undefined ? { ground } : {}),
    ...(items === undefined ? {} : { items }),
    ...(asksConditions(request) ? { conditions } : {}),
    ...(answerForm === undefined ? {} : { form: answerForm }),
    ...(needsLawyer(request, draft) && lawyer !== undefined ? { lawyer } : {}),
    ...(chosen.length === 0 ? {} : { replaces: chosen }),
    ...(shown.length === 0 ? {} : { shown }),
  }
}
