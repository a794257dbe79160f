// The synthetic requests: the demo's four, then enough of every right and state, with identity checks, decisions and timelines that fit.
import { addDays, dayStart, type Day, type EpochMs } from '../../src-shared/base/clock'
import { createId, type RequestId, type StaffId } from '../../src-shared/base/ids'
import { FIRST_RIGHTS } from '../../src-shared/domain/rules'
import { CHANNELS, CLOSED_STATES, type Channel, type Outcome, type RequestState, type Right } from '../../src-shared/domain/vocabulary'
import type { Asked } from '../../src-shared/domain/request'
import type { Decision, RequestRecord, TimelineEntry } from '../../src-shared/protocol/records'
import { CAST, DEMO_CONFLICT_PERSON, DEMO_DELETE_CASE, DEMO_MINOR, DEMO_PERSON } from './demo-cast'
import type { Person } from './person'
import { createRng, type Rng } from './random'
import { isDeskDay, pickReceivedDay, receivedDays, type DueBucket, type SeedRules } from './request-dates'
import { DECISION_TEXTS, DEMO_TEXTS, MINOR_TEXT, REQUEST_TEXTS, WITHDRAWN_TEXT } from './request-texts'
import { DEMO_STAFF } from './staff'

export interface RequestPlan {
  readonly personIndex: number
  readonly right: Right
  readonly state: RequestState
  readonly receivedOn: Day
  readonly channel: Channel
  readonly text: string
  readonly assignee?: StaffId
}

const HOUR_MS = 3_600_000

/** The demo's requests; all received this month, not yet taken unless the plan says so. */
function castPlans(today: Day): readonly RequestPlan[] {
  const zhou = DEMO_STAFF.zhou.id
  return [
    { personIndex: DEMO_PERSON.index, right: 'delete', state: 'received', receivedOn: addDays(today, -6), channel: 'website', text: DEMO_TEXTS.delete, assignee: zhou },
    { personIndex: DEMO_PERSON.index, right: 'access', state: 'received', receivedOn: addDays(today, -7), channel: 'website', text: DEMO_TEXTS.access, assignee: zhou },
    { personIndex: DEMO_CONFLICT_PERSON.index, right: 'access', state: 'received', receivedOn: addDays(today, -7), channel: 'applet', text: DEMO_TEXTS.conflict, assignee: zhou },
    { personIndex: DEMO_MINOR.index, right: 'delete', state: 'received', receivedOn: addDays(today, -7), channel: 'website', text: MINOR_TEXT },
  ]
}

/** Shares out of 196; the last takes what is left for other sizes. */
const STATE_SHARES: readonly (readonly [RequestState, number])[] = [
  ['received', 44], ['verifying', 26], ['deciding', 34], ['approval', 8], ['executing', 2], ['granted', 44], ['granted-in-part', 12], ['refused', 14], ['withdrawn', 12],
]
const BUCKETS: readonly DueBucket[] = ['over', 'today', 'today', 'soon', 'soon', 'calm', 'calm', 'calm', 'calm', 'calm', 'calm', 'over']

function stateFor(place: number, count: number): RequestState {
  let edge = 0
  for (const [state, share] of STATE_SHARES) {
    edge += (share / 196) * count
    if (place < Math.round(edge)) return state
  }
  return 'received'
}

function rightFor(state: RequestState, rng: Rng): Right {
  if (state === 'approval' || state === 'executing') return 'delete'
  // A granted deletion is a completed erasure: its person is gone, so none is in a fresh population.
  if (state === 'granted') return rng.pick(['access', 'correct', 'withdraw', 'access'] as const)
  const right = rng.pick(FIRST_RIGHTS)
  // One field or one purpose is granted or refused, never in part.
  return state === 'granted-in-part' ? 'access' : right
}

/** Every eighth of the open requests is of a right beyond the first four, each in its turn. */
const EVERY = 8
const TURNS: readonly Right[] = ['foreign-authority', 'copy', 'transfer', 'supplement', 'restrict', 'personalisation-off', 'end-product', 'cancel-account', 'explain', 'complain']

function turnFor(place: number, state: RequestState): Right | undefined {
  if (place % EVERY !== EVERY - 1 || (state !== 'received' && state !== 'verifying' && state !== 'deciding')) return undefined
  const right = TURNS[Math.floor(place / EVERY) % TURNS.length]
  // A check of the person's identifiers, which the seed makes for what is to be decided, proves nothing about an authority.
  return right === 'foreign-authority' && state === 'deciding' ? 'copy' : right
}

function channelFor(receivedOn: Day, rng: Rng): Channel {
  return isDeskDay(receivedOn) && rng.chance(0.3) ? rng.pick(CHANNELS) : rng.pick(['website', 'applet'] as const)
}

function generatedPlan(place: number, count: number, people: number, seed: string, today: Day, rules: SeedRules): RequestPlan {
  const rng = createRng(seed, 'request-plan', place)
  const state = stateFor(place, count)
  const first = rightFor(state, rng)
  const right = turnFor(place, state) ?? first
  const isClosed = CLOSED_STATES.includes(state)
  const receivedOn = isClosed
    ? addDays(today, -rng.between(25, 200))
    : pickReceivedDay(receivedDays(right, today, rules), BUCKETS[place % BUCKETS.length] ?? 'calm', today, rng)
  const free = Math.max(1, people - CAST.length)
  // Spread evenly over the population; every twentieth person asks a second time in the applet.
  const owner = place % 20 === 19 ? place - 1 : place
  const personIndex = Math.min(people - 1, CAST.length + Math.floor((owner * free) / count))
  const assignee = state === 'received' && rng.chance(0.6) ? undefined : rng.pick([DEMO_STAFF.zhou.id, DEMO_STAFF.qian.id] as const)
  return { personIndex, right, state, receivedOn, channel: channelFor(receivedOn, rng), text: rng.pick(REQUEST_TEXTS[right]), ...(assignee === undefined ? {} : { assignee }) }
}

/** In order of arrival: case numbers follow it. */
export function planRequests(input: { readonly seed: string; readonly people: number; readonly requests: number; readonly today: Day; readonly rules: SeedRules }): readonly RequestPlan[] {
  const cast = castPlans(input.today).filter((plan) => plan.personIndex < input.people)
  const count = Math.max(0, input.requests - cast.length)
  const plans = [...cast]
  for (let place = 0; place < count; place++) plans.push(generatedPlan(place, count, input.people, input.seed, input.today, input.rules))
  return plans
}

/**
 * Case numbers: the demo's own are fixed; what arrived earlier counts down below them, what arrived later counts on above.
 * A request of an earlier year keeps that year's two digits.
 */
export function caseNumbers(plans: readonly RequestPlan[]): ReadonlyMap<RequestPlan, string> {
  const numbers = new Map<RequestPlan, string>()
  const fixed = plans.filter((plan) => plan.personIndex < CAST.length)
  const fixedNumbers = [DEMO_DELETE_CASE, '26-1179', '26-1180', '26-1181']
  fixed.forEach((plan, place) => numbers.set(plan, fixedNumbers[place] ?? ''))
  const others = plans.filter((plan) => plan.personIndex >= CAST.length)
  const pivot = fixed[0]?.receivedOn ?? ''
  const before = others.filter((plan) => plan.receivedOn <= pivot).sort((a, b) => (a.receivedOn < b.receivedOn ? 1 : -1))
  const after = others.filter((plan) => plan.receivedOn > pivot).sort((a, b) => (a.receivedOn < b.receivedOn ? -1 : 1))
  const used = new Set(fixedNumbers)
  let number = 1_184
  for (const plan of before) {
    do number -= 1
    while (used.has(`26-${String(number).padStart(4, '0')}`))
    numbers.set(plan, `${plan.receivedOn.slice(2, 4)}-${String(number).padStart(4, '0')}`)
  }
  after.forEach((plan, place) => numbers.set(plan, `${plan.receivedOn.slice(2, 4)}-${String(1_185 + place).padStart(4, '0')}`))
  return numbers
}

interface Steps {
  readonly keyedAt: EpochMs
  readonly takenAt: EpochMs
  readonly verifiedAt: EpochMs
  readonly decidedAt: EpochMs
}

function stepTimes(plan: RequestPlan, today: Day, rng: Rng): Steps {
  // Keyed within the working day; the following steps keep their order and stay before the injected day.
  const keyedAt = dayStart(plan.receivedOn) + 9 * HOUR_MS + rng.below(7 * HOUR_MS)
  const room = Math.max(4_000, dayStart(today) - keyedAt)
  const step = Math.min(room / 4, rng.between(2, 60) * HOUR_MS)
  return { keyedAt, takenAt: Math.floor(keyedAt + step), verifiedAt: Math.floor(keyedAt + 2 * step), decidedAt: Math.floor(keyedAt + 3 * step) }
}

function outcomeOf(state: RequestState): Outcome | undefined {
  return state === 'granted' || state === 'granted-in-part' || state === 'refused' ? state : undefined
}

function decisionFor(plan: RequestPlan, at: EpochMs, staffId: StaffId, rules: SeedRules, rng: Rng): Decision | undefined {
  const outcome = outcomeOf(plan.state)
  if (outcome === undefined) return undefined
  const grounds = rules.groundsFor(plan.right)
  const ground = outcome === 'granted' || grounds.length === 0 ? undefined : rng.pick(grounds)
  return { outcome, text: rng.pick(DECISION_TEXTS[outcome]), staffId, at, rulesPack: rules.packVersion, ...(ground === undefined ? {} : { ground }) }
}

const REACHED: Readonly<Record<RequestState, 'keyed' | 'taken' | 'verified' | 'decided'>> = {
  received: 'keyed', verifying: 'taken', deciding: 'verified', approval: 'verified', executing: 'verified',
  granted: 'decided', 'granted-in-part': 'decided', refused: 'decided', withdrawn: 'taken',
}

/** What is asked in particular; made-up names of companies and authorities. */
function askedFor(plan: RequestPlan, person: Person, rng: Rng): Asked {
  switch (plan.right) {
    case 'withdraw':
      return { purposes: ['pages-and-search'] }
    case 'restrict':
      return { purposes: ['compatibility', 'pages-and-search'] }
    case 'end-product':
      return { products: person.subject.products.length > 0 ? [...person.subject.products] : ['trade-search'] }
    case 'explain':
      return { explains: plan.text.includes('搜索') ? 'automated-decision' : 'rules' }
    case 'transfer':
      return { transferTo: '示例贸易数据有限公司' }
    case 'foreign-authority':
      return { authority: 'Example District Court (fictitious)' }
    case 'supplement':
      return { corrections: person.subject.birthDay === undefined ? [{ field: 'birthDay', value: '1988-03-14' }] : [{ field: 'email', value: `second.address${String(person.index)}@mail.example` }] }
    case 'correct':
      return correctionsFor(person, rng)
    default:
      return {}
  }
}

function correctionsFor(person: Person, rng: Rng): Asked {
  const draw = rng.below(3)
  if (draw === 0) return { corrections: [{ field: 'mobile', value: `+86192${String(90_000_000 + person.index).slice(-8)}` }] }
  if (draw === 1) return { corrections: [{ field: 'email', value: `new.address${String(person.index)}@mail.example` }] }
  return { corrections: [{ field: 'name', value: `${Array.from(person.subject.name).slice(0, 12).join('')}新` }] }
}

function timelineFor(plan: RequestPlan, steps: Steps, staffId: StaffId, decision: Decision | undefined): TimelineEntry[] {
  const reached = REACHED[plan.state]
  const entries: TimelineEntry[] = [{ at: steps.keyedAt, event: 'received' }]
  if (reached !== 'keyed') entries.push({ at: steps.takenAt, staffId, event: 'taken' })
  if (reached === 'verified' || reached === 'decided') entries.push({ at: steps.verifiedAt, staffId, event: 'identity-verified' })
  if (decision !== undefined) entries.push({ at: steps.decidedAt, staffId, event: 'decided', text: decision.text })
  if (plan.state === 'withdrawn') entries.push({ at: steps.decidedAt, event: 'withdrawn', text: WITHDRAWN_TEXT })
  return entries
}

/** `version` counts the steps: each was one change of the record. */
export function buildRequest(plan: RequestPlan, caseNo: string, person: Person, today: Day, rules: SeedRules, rng: Rng): { readonly record: RequestRecord; readonly version: number; readonly steps: Steps } {
  const steps = stepTimes(plan, today, rng)
  const staffId = plan.assignee ?? DEMO_STAFF.qian.id
  const decision = decisionFor(plan, steps.decidedAt, staffId, rules, rng)
  const reached = REACHED[plan.state]
  const proved = person.subject.identifiers.find((identifier) => identifier.proof === 'proved') ?? person.subject.identifiers[0]
  const isChecked = (reached === 'verified' || reached === 'decided') && proved !== undefined
  const timeline = timelineFor(plan, steps, staffId, decision)
  const { targetOn, outerOn } = rules.deadlineOf(plan.right, plan.receivedOn)
  const isClosed = CLOSED_STATES.includes(plan.state)
  const record: RequestRecord = {
    id: createId<RequestId>(steps.keyedAt, rng.fill),
    caseNo, subjectId: person.subject.id, right: plan.right, state: plan.state, channel: plan.channel,
    receivedOn: plan.receivedOn, keyedAt: steps.keyedAt, text: plan.text, outerOn, countedBy: rules.packVersion, timeline,
    identityChecks: isChecked ? [{ identifierId: proved.id, method: 'one-time-code', evidence: `验证码 ${String(rng.between(100_000, 999_999))}，回填一致`, staffId, at: steps.verifiedAt }] : [],
    ...askedFor(plan, person, rng),
    ...(targetOn === undefined ? {} : { targetOn }),
    ...(plan.assignee === undefined && reached === 'keyed' ? {} : { assigneeId: staffId }),
    ...(decision === undefined ? {} : { decision }),
    ...(isClosed ? { closedAt: steps.decidedAt } : {}),
  }
  return { record, version: timeline.length, steps }
}

