// What is asked in one request, thing by thing, as a screen shows it: what is held now and what was decided on each, masked where it is personal.
import type { GroundView, ItemView, RequestView } from '../../src-shared/contract/request'
import { maskIdentifier, maskName, masksOf } from '../../src-shared/domain/masking'
import type { CaseRequest } from '../../src-shared/domain/request'
import { countRequest } from '../../src-shared/domain/request-clock'
import { isCooling } from '../../src-shared/domain/request-erasure'
import { itemsOf, type RequestItem } from '../../src-shared/domain/request-items'
import { deadlineRule, type Ground, type MaskRule, type RulesPackBody } from '../../src-shared/domain/rules'
import { CLOSED_STATES, type PersonField } from '../../src-shared/domain/vocabulary'
import type { SubjectRecord } from '../../src-shared/protocol/records'

type AskedViews = Pick<RequestView, 'items' | 'changes' | 'explains' | 'transferTo' | 'authority' | 'stops' | 'runsOn'>

interface AskedDeps {
  readonly rules: RulesPackBody
  /** Else nothing that is held now stands beside what is asked. */
  readonly isHeldShown: boolean
}

export function askedViews(request: CaseRequest, subject: SubjectRecord | undefined, { rules, isHeldShown }: AskedDeps): AskedViews {
  const { explains, transferTo, authority } = request
  const { stops } = deadlineRule(request.right, rules)
  const { stopOn } = countRequest(request, rules)
  return {
    items: itemsOf(request).map((item) => itemView(item, request, isHeldShown ? subject : undefined, rules)),
    changes: (request.changes ?? []).map(({ field, before, after, at, shown }) => ({
      field, at, ...(shown === undefined ? {} : { shown }), after: maskField(field, after, rules.masks), ...(before === undefined ? {} : { before: maskField(field, before, rules.masks) }),
    })),
    ...(explains === undefined ? {} : { explains }),
    ...(transferTo === undefined ? {} : { transferTo }),
    ...(authority === undefined ? {} : { authority }),
    ...(stops === undefined || stopOn === undefined || CLOSED_STATES.includes(request.state) ? {} : { stops: { on: stopOn, basis: stops.basis } }),
    ...(isCooling(request) && request.runsOn !== undefined ? { runsOn: request.runsOn } : {}),
  }
}

export function groundView({ code, text, provision, rank, approval }: Ground): GroundView {
  return { code, text, provision, rank, ...(approval === undefined ? {} : { approval }) }
}

function itemView(item: RequestItem, request: CaseRequest, subject: SubjectRecord | undefined, rules: RulesPackBody): ItemView {
  const decided = request.decision?.items?.find((one) => one.item === item.key)
  const ground = decided && rules.grounds.find((one) => one.code === decided.ground)
  const made = decided ? { decided: { outcome: decided.outcome, ...(ground ? { ground: groundView(ground) } : {}) } } : {}
  if (item.kind !== 'field') return { ...item, ...made }
  const { field, value } = item.correction
  const before = heldOf(field, request, subject)
  return { key: item.key, kind: 'field', field, value, ...made, ...(before === undefined ? {} : { before: maskField(field, before, rules.masks) }) }
}

/** What is held of the field now; once it was carried out, what was there before. A supplement stands beside what is held, never in its place. */
function heldOf(field: PersonField, request: CaseRequest, subject: SubjectRecord | undefined): string | undefined {
  const change = request.changes?.findLast((one) => one.field === field)
  if (change) return change.before
  if (!subject || (request.right === 'supplement' && (field === 'mobile' || field === 'email'))) return undefined
  switch (field) {
    case 'name':
    case 'region':
      return subject[field] === '' ? undefined : subject[field]
    case 'birthDay':
      return subject.birthDay
    case 'mobile':
    case 'email':
      // Of several it is chosen with the decision which one is meant.
      return onlyOne(subject.identifiers.filter((one) => one.kind === field))?.value
  }
}

const onlyOne = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)

function maskField(field: PersonField, value: string, rules: readonly MaskRule[]): string {
  const masks = masksOf(rules)
  switch (field) {
    case 'mobile':
    case 'email':
      return maskIdentifier(field, value, masks)
    case 'name':
      return maskName(value, masks.name)
    // The year says what a reader needs: whether the one that was written is the other one.
    case 'birthDay':
      return `${value.slice(0, 4)}-**-**`
    // No more than the part of the country: it is shown as it is on the person's own screen too.
    case 'region':
      return value
  }
}
