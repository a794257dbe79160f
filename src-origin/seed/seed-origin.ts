// Fills an empty origin with the synthetic population, staff, policies and requests, in one transaction: whole or not at all.
//
// The rows are the initial state, so they bypass outbox and feed: the heads stay at 0, and a desk's bootstrap (snapshot, then changes
// from the head read before it) finds every row at version 1 or above.
import { addDays, dayStart, type Day } from '../../src-shared/base/clock'
import { CLOSED_STATES } from '../../src-shared/domain/vocabulary'
import type { TrainingFacts } from '../../src-shared/domain/training'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { HoldingRecord } from '../../src-shared/protocol/records'
import { deriveSigninSecret, hashStaffSecret, SECRET_SALT_BYTES } from '../devices/staff-secret'
import { scopeStart } from '../cases/leave-scope'
import type { Db, Tx } from '../store/database'
import { TENANT } from '../tenant'
import { insertConsents, insertHoldings, insertLogRows, insertPeople } from './bulk-insert'
import { buildErasure } from './erasures'
import { insertInventory } from './inventory'
import { personAt } from './person'
import { POLICIES } from './policies'
import { generatePopulation } from './population'
import { createRng } from './random'
import { buildRequest, caseNumbers, planRequests } from './requests'
import { seedRulesFrom } from './seed-rules'
import { DEMO_STAFF_LIST, trainingIdOf } from './staff'

export interface SeedProgress {
  readonly people: number
  readonly totalPeople: number
  readonly logRows: number
}
export interface SeedOptions {
  readonly seed: string
  readonly people: number
  /** The injected day; nothing seeded happens on it or later. */
  readonly today: Day
  readonly rules: RulesPackBody
  readonly requests?: number
  readonly rowsPerPerson?: number
  readonly progress?: (progress: SeedProgress) => void
}
export interface SeedResult {
  readonly people: number
  readonly logRows: number
  readonly consents: number
  readonly requests: number
}

export const DEFAULT_REQUESTS = 200
/** 300,000 rows for the default 20,000 people. */
export const DEFAULT_ROWS_PER_PERSON = 15

/** Everybody was trained two months before the seed's day, for three years. */
const TRAINED_DAYS_AGO = 60
const TRAINING_DAYS = 1_095

async function insertStaff(tx: Tx, { seed, today }: SeedOptions): Promise<void> {
  const training = trainingAt(today)
  const rows = await Promise.all(
    DEMO_STAFF_LIST.map(async ({ passphrase, ...staff }, place) => {
      const salt = Buffer.from(createRng(seed, 'staff-salt', place).fill(new Uint8Array(SECRET_SALT_BYTES)))
      const secret = await deriveSigninSecret(passphrase, TENANT, staff.login)
      return { ...staff, training_due: training.dueOn, secret_salt: salt, secret_hash: await hashStaffSecret(secret, salt) }
    }),
  )
  await tx.insertInto('staff').values(rows).execute()
  const records = DEMO_STAFF_LIST.map(({ id }) => ({
    id: trainingIdOf(id), staff_id: id, course: training.course, version: training.version, passed_on: training.passedOn, due_on: training.dueOn, entered_at: dayStart(addDays(training.passedOn, 1)),
  }))
  await tx.insertInto('training_records').values(records).execute()
}

function trainingAt(today: Day): TrainingFacts {
  const passedOn = addDays(today, -TRAINED_DAYS_AGO)
  return { course: '个人信息保护年度培训', version: `${passedOn.slice(0, 4)}.1`, passedOn, dueOn: addDays(passedOn, TRAINING_DAYS) }
}

async function insertPolicies(tx: Tx): Promise<void> {
  await tx.insertInto('policies').values(POLICIES.map((policy) => ({ id: policy.id, body: JSON.stringify(policy) }))).execute()
}

/** Holdings of the people whom a request concerns, kept while the population streams by. */
type HoldingsByPerson = Map<string, readonly HoldingRecord[]>

async function insertPopulation(tx: Tx, options: SeedOptions, wanted: ReadonlySet<string>): Promise<SeedResult & { readonly holdings: HoldingsByPerson }> {
  const holdings: HoldingsByPerson = new Map()
  let people = 0
  let logRows = 0
  let consents = 0
  const rowsPerPerson = options.rowsPerPerson ?? DEFAULT_ROWS_PER_PERSON
  for (const block of generatePopulation({ seed: options.seed, people: options.people, today: options.today, rowsPerPerson })) {
    const blockConsents = block.people.flatMap((person) => person.consents)
    await insertPeople(tx, block.people)
    await insertConsents(tx, blockConsents)
    await insertHoldings(tx, block.holdings)
    await insertLogRows(tx, block.logRows)
    for (const holding of block.holdings) {
      if (wanted.has(holding.subjectId)) holdings.set(holding.subjectId, [...(holdings.get(holding.subjectId) ?? []), holding])
    }
    people += block.people.length
    logRows += block.logRows.length
    consents += blockConsents.length
    options.progress?.({ people, totalPeople: options.people, logRows })
  }
  return { people, logRows, consents, requests: 0, holdings }
}

async function insertRequests(tx: Tx, options: SeedOptions, plans: ReturnType<typeof planRequests>, holdings: HoldingsByPerson): Promise<void> {
  const rules = seedRulesFrom(options.rules)
  const numbers = caseNumbers(plans)
  const scopeFrom = scopeStart(dayStart(options.today))
  for (const [place, plan] of plans.entries()) {
    const rng = createRng(options.seed, 'request', place)
    const person = personAt(options.seed, options.today, plan.personIndex)
    const built = buildRequest(plan, numbers.get(plan) ?? '', person, options.today, rules, rng)
    const isErasure = plan.state === 'approval' || plan.state === 'executing'
    const erasure = isErasure ? buildErasure({ request: built.record, holdings: holdings.get(person.subject.id) ?? [], today: options.today, rules: options.rules }, rng) : undefined
    const record = erasure?.request ?? built.record
    const isInScope = !CLOSED_STATES.includes(record.state) || (record.closedAt ?? 0) >= scopeFrom
    await tx
      .insertInto('requests')
      .values({
        id: record.id, case_no: record.caseNo, subject_id: record.subjectId, state: record.state, received_on: record.receivedOn,
        closed_at: record.closedAt ?? null, in_scope: isInScope, v: record.timeline.length, body: JSON.stringify(record),
      })
      .execute()
    if (erasure) {
      const { erasure: body, version } = erasure
      await tx.insertInto('erasures').values({ id: body.id, request_id: body.requestId, subject_id: body.subjectId, state: body.state, v: version, body: JSON.stringify(body) }).execute()
    }
  }
}

/** Throws when people are there already: a seed never mixes with real or earlier rows. */
export async function seedOrigin(db: Db, options: SeedOptions): Promise<SeedResult> {
  const plans = planRequests({
    seed: options.seed, people: options.people, requests: options.requests ?? DEFAULT_REQUESTS, today: options.today, rules: seedRulesFrom(options.rules),
  })
  const wanted = new Set(plans.map((plan) => personAt(options.seed, options.today, plan.personIndex).subject.id as string))
  return db.transaction().execute(async (tx) => {
    const present = await tx.selectFrom('subjects').select('id').limit(1).execute()
    if (present.length > 0) throw new Error('invariant: the origin already holds people, a seed goes into an empty one only')
    await insertStaff(tx, options)
    await insertPolicies(tx)
    const { holdings, ...result } = await insertPopulation(tx, options, wanted)
    await insertRequests(tx, options, plans, holdings)
    await insertInventory(tx, options)
    return { ...result, requests: plans.length }
  })
}
