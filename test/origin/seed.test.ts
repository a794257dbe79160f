// The synthetic population: deterministic, valid on the wire, true to the counts it promises, and loadable into a real PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { isValidPhoneNumber } from 'libphonenumber-js/max'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isId } from '../../src-shared/base/ids'
import { isMinor } from '../../src-shared/domain/minors'
import { rulesPackBodySchema } from '../../src-shared/domain/rules'
import { CONSENT_KINDS, LOG_CATEGORIES, REQUEST_STATES, RIGHTS } from '../../src-shared/domain/vocabulary'
import { consentSchema, erasureSchema, holdingSchema, logRowSchema, policySchema, requestSchema, staffSchema, subjectSchema } from '../../src-shared/protocol/records'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { deriveSigninSecret, isStaffSecret } from '../../src-origin/devices/staff-secret'
import { openDatabase, type OriginDatabase } from '../../src-origin/store/database'
import { startEmbeddedServer, type EmbeddedServer } from '../../src-origin/store/embedded-server'
import { migrateOrigin } from '../../src-origin/store/migrate'
import { TENANT } from '../../src-origin/tenant'
import { AWKWARD_NAMES } from '../../src-origin/seed/awkward'
import { accountNoFor, emailFor, mobileFor } from '../../src-origin/seed/contacts'
import { CAST, DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { personAt } from '../../src-origin/seed/person'
import { POLICIES, sha256Hex } from '../../src-origin/seed/policies'
import { generatePopulation } from '../../src-origin/seed/population'
import { createRng, scatter } from '../../src-origin/seed/random'
import { seedOrigin } from '../../src-origin/seed/seed-origin'
import { DEMO_STAFF, DEMO_STAFF_LIST } from '../../src-origin/seed/staff'
import { repositoryPackText } from '../fixtures/rules'

const TODAY = '2026-06-15'
const SEED = 'test'

describe('the population', () => {
  const people = Array.from({ length: 10_000 }, (_, index) => personAt(SEED, TODAY, index))

  test('is the same for the same seed and another for another', () => {
    expect(personAt(SEED, TODAY, 4_711)).toEqual(people[4_711])
    expect(personAt('other', TODAY, 4_711)).not.toEqual(people[4_711])
  })

  test('has only records that the wire accepts', () => {
    const strictSubject = subjectSchema.strict()
    const strictConsent = consentSchema.strict()
    for (const { subject, consents } of people) {
      strictSubject.parse(subject)
      for (const consent of consents) strictConsent.parse(consent)
    }
  })

  test('marks everybody as synthetic and gives everybody an identifier that is proved', () => {
    expect(people.every(({ subject }) => subject.synthetic)).toBe(true)
    expect(people.every(({ subject }) => subject.identifiers.some(({ proof }) => proof === 'proved'))).toBe(true)
  })

  test('has mobiles that are valid in their country and e-mails at reserved domains', () => {
    for (const { value, kind } of people.flatMap(({ subject }) => subject.identifiers)) {
      if (kind === 'mobile') expect(isValidPhoneNumber(value), value).toBe(true)
      else expect(value).toMatch(/^[a-z0-9._]+@([a-z]+\.)*(example\.(com|org|net)|example|test)$/)
    }
    const codes = new Set(people.flatMap(({ subject }) => subject.identifiers).filter(({ kind }) => kind === 'mobile').map(({ value }) => /^\+(86|852|886|1|65|81|44)/.exec(value)?.[1]))
    expect([...codes].sort()).toEqual(['1', '44', '65', '81', '852', '86', '886'])
  })

  test('gives no two people the same account, proved mobile or proved e-mail', () => {
    const proved = people.flatMap(({ subject }) => subject.identifiers.filter(({ proof }) => proof === 'proved').map(({ value }) => value))
    expect(new Set(proved).size).toBe(proved.length)
    expect(new Set(people.map(({ subject }) => subject.accountNo)).size).toBe(people.length)
  })

  test('has minors, abnormal accounts, shared names, shared contacts and every awkward name', () => {
    const names = people.map(({ subject }) => subject.name)
    expect(people.filter(({ subject }) => isMinor(subject.birthDay, TODAY)).length).toBeGreaterThan(20)
    expect(people.filter(({ subject }) => subject.status === 'abnormal').length).toBeGreaterThan(50)
    expect(new Set(names).size).toBeLessThan(names.length * 0.95)
    expect(AWKWARD_NAMES.filter((name) => !names.includes(name))).toEqual([])
    const values = people.flatMap(({ subject }) => subject.identifiers.map(({ value }) => value))
    expect(new Set(values).size).toBeLessThan(values.length)
  })

  test('has consent histories of every kind, in time order, each with the hash of a wording that exists', () => {
    const kinds = new Set(people.flatMap(({ consents }) => consents.map(({ kind }) => kind)))
    // The last two are made by a granted request alone, and none is granted in a fresh population.
    expect([...kinds].sort()).toEqual(CONSENT_KINDS.filter((kind) => kind !== 'restriction' && kind !== 'product-ended').sort())
    for (const { consents, subject } of people) {
      expect(consents[0]?.kind).toBe('registered')
      expect(consents[0]?.at).toBe(subject.registeredAt)
      const times = consents.map(({ at }) => at)
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    }
  })

  test('lets nobody else be found by what the cast is found by', () => {
    const others = people.slice(CAST.length)
    for (const member of CAST) {
      const contacts = others.flatMap(({ subject }) => subject.identifiers.map(({ value }) => value))
      expect(contacts.filter((value) => value.endsWith(member.mobileTail) || value.includes(member.emailPart))).toEqual([])
      expect(others.filter(({ subject }) => subject.name.includes(member.name.slice(0, 2)))).toEqual([])
    }
  })
})

test('contacts stay unique and valid up to a million people', () => {
  const seen = new Set<string>()
  for (let index = 0; index < 1_000_000; index += 997) {
    for (const region of ['CN', 'HK', 'TW', 'US', 'SG', 'JP', 'GB']) {
      const { value } = mobileFor(index, createRng(SEED, 'contact', index), region)
      expect(isValidPhoneNumber(value), value).toBe(true)
    }
    seen.add(emailFor(index, ['wang', 'wei'], createRng(SEED, 'mail', index)).replace(/\D/g, ''))
    seen.add(accountNoFor(index))
  }
  expect(seen.size).toBe(2 * Math.ceil(1_000_000 / 997))
  // The cast's account numbers are outside the scattered ones of any population that fits.
  for (let index = 0; index < 10_000_000; index++) {
    const account = scatter(index, 73_939_133, 1_088_442_207, 10_000_000_000)
    if (account >= 2_041_887_336 && account <= 2_041_887_352 && CAST.some((member) => member.accountNo === accountNoFor(index))) throw new Error(`collides at ${String(index)}`)
  }
})

test('blocks hold exactly the promised number of log rows, ordered in time, with a long tail, and holdings that agree', () => {
  const blocks = [...generatePopulation({ seed: SEED, people: 2_500, today: TODAY, rowsPerPerson: 15 })]
  expect(blocks.map((block) => block.people.length)).toEqual([1_000, 1_000, 500])
  const rows = blocks.flatMap((block) => block.logRows)
  expect(rows.length).toBe(2_500 * 15)
  const perPerson = new Map<string, { n: number; at: number }>()
  for (const row of rows) {
    logRowSchema.parse(row)
    const before = perPerson.get(row.subjectId) ?? { n: 0, at: 0 }
    if (row.n !== before.n + 1 || row.at < before.at) throw new Error(`out of order: ${row.subjectId} ${String(row.n)}`)
    perPerson.set(row.subjectId, row)
  }
  expect(Math.max(...Array.from(perPerson.values(), ({ n }) => n))).toBeGreaterThan(200)
  const holdings = blocks.flatMap((block) => block.holdings)
  const strictHolding = holdingSchema.strict()
  for (const holding of holdings) strictHolding.parse(holding)
  const held = holdings.filter(({ category }) => category !== 'registration' && category !== 'consent').reduce((sum, { rows: count }) => sum + count, 0)
  expect(held).toBe(rows.length)
  const demo = blocks[0]?.people[0]?.subject
  expect(demo?.name).toBe(DEMO_PERSON.name)
  for (const category of LOG_CATEGORIES) {
    expect(rows.filter((row) => row.subjectId === demo?.id && row.category === category).length).toBe(DEMO_PERSON.rowsPerCategory)
  }
})

test('policies fit the wire and carry the hash of their own text', () => {
  for (const policy of POLICIES) {
    policySchema.strict().parse(policy)
    expect(isId(policy.id)).toBe(true)
    // Of the words alone: what the clauses are marked with was shown to nobody.
    expect(policy.textHash).toBe(sha256Hex(canonicalJson(policy.clauses.map(({ topic, number, text }) => ({ topic, number, text })))))
  }
  expect(POLICIES.filter(({ product }) => product === undefined).length).toBe(2)
})

test('staff fit the wire and their demo passphrases are long', () => {
  for (const { passphrase, ...staff } of DEMO_STAFF_LIST) {
    staffSchema.strict().parse(staff)
    expect(passphrase.length).toBeGreaterThanOrEqual(14)
  }
})

describe('loaded into PostgreSQL', () => {
  const PEOPLE = 3_000
  let dataDir: string
  let server: EmbeddedServer
  let database: OriginDatabase

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'pd-seed-'))
    server = await startEmbeddedServer({ dataDir, fsync: 'off' })
    await createDatabase('seed')
    database = openDatabase({ url: server.url('seed') }, () => undefined)
    await migrateOrigin(database.db)
    await seedOrigin(database.db, { seed: SEED, people: PEOPLE, today: TODAY, rules: await readRules() })
  })
  afterAll(async () => {
    await database?.close()
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function createDatabase(name: string): Promise<void> {
    const admin = openDatabase({ url: server.url('postgres'), max: 1 }, () => undefined)
    await sql`create database ${sql.id(name)}`.execute(admin.db)
    await admin.close()
  }
  async function readRules() {
    return rulesPackBodySchema.parse(JSON.parse(repositoryPackText()))
  }
  const count = async (table: 'subjects' | 'service_logs' | 'requests' | 'feed' | 'outbox') =>
    (await database.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n

  test('every row is there and the feed is still empty', async () => {
    expect(await count('subjects')).toBe(PEOPLE)
    expect(await count('service_logs')).toBe(PEOPLE * 15)
    expect(await count('requests')).toBe(200)
    expect(await count('feed')).toBe(0)
    expect(await count('outbox')).toBe(0)
  })

  test('hostile names come back byte for byte', async () => {
    const rows = await database.db.selectFrom('subjects').select(['id', 'name']).execute()
    const names = new Map(rows.map(({ id, name }) => [id, name]))
    for (let index = 0; index < PEOPLE; index++) {
      const { subject } = personAt(SEED, TODAY, index)
      expect(names.get(subject.id)).toBe(subject.name)
    }
  })

  test('requests cover every right and state, fit the wire, and lie on all sides of their deadline', async () => {
    const rows = await database.db.selectFrom('requests').selectAll().execute()
    const records = rows.map(({ body }) => requestSchema.strict().parse(body))
    expect(new Set(records.map(({ state }) => state))).toEqual(new Set(REQUEST_STATES))
    expect(new Set(records.map(({ right }) => right))).toEqual(new Set(RIGHTS))
    const open = records.filter(({ closedAt }) => closedAt === undefined)
    const due = open.map(({ targetOn, outerOn }) => targetOn ?? outerOn)
    expect(due.filter((day) => day < TODAY).length).toBeGreaterThan(3)
    expect(due.filter((day) => day === TODAY).length).toBeGreaterThan(3)
    expect(due.filter((day) => day > TODAY && day <= '2026-06-18').length).toBeGreaterThan(3)
    expect(open.filter(({ assigneeId }) => assigneeId === undefined).length).toBeGreaterThan(5)
    expect(open.filter(({ assigneeId }) => assigneeId === DEMO_STAFF.zhou.id).length).toBeGreaterThan(20)
    for (const { timeline, receivedOn } of records) {
      const times = timeline.map(({ at }) => at)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(receivedOn < TODAY).toBe(true)
    }
    const persons = await database.db.selectFrom('subjects').select('id').execute()
    const known = new Set(persons.map(({ id }) => id))
    expect(records.every(({ subjectId }) => known.has(subjectId))).toBe(true)
  })

  test('refusals name a ground of the pack that is meant for their right', async () => {
    const rules = await readRules()
    const rows = await database.db.selectFrom('requests').select('body').where('state', 'in', ['refused', 'granted-in-part']).execute()
    for (const { body } of rows) {
      const ground = rules.grounds.find(({ code }) => code === body.decision?.ground)
      expect(ground?.rights).toContain(body.right)
    }
  })

  test("the demo's cases are open and belong to its person", async () => {
    const rows = await database.db.selectFrom('requests').select(['case_no', 'subject_id', 'state']).where('case_no', 'in', [DEMO_DELETE_CASE, DEMO_ACCESS_CASE]).execute()
    const demo = personAt(SEED, TODAY, DEMO_PERSON.index).subject.id
    expect(rows.map((row) => [row.subject_id, row.state])).toEqual([[demo, 'received'], [demo, 'received']])
  })

  test('erasures fit the wire and their hash is that of their plan, with the rows that are held', async () => {
    const rows = await database.db.selectFrom('erasures').select('body').execute()
    expect(rows.length).toBeGreaterThan(5)
    for (const { body } of rows) {
      const erasure = erasureSchema.strict().parse(body)
      expect(erasure.planHash).toBe(sha256Hex(canonicalJson(erasure.plan)))
      const planned = (erasure.plan as { lines: { category: string; rows: number }[] }).lines
      const holdings = await database.db.selectFrom('holdings').select(['category', 'rows']).where('subject_id', '=', erasure.subjectId).execute()
      expect(new Map(planned.map((line) => [line.category, line.rows]))).toEqual(new Map(holdings.map((holding) => [holding.category, holding.rows])))
    }
  })

  test('staff can prove their passphrase and nobody is let in with another', async () => {
    const row = await database.db.selectFrom('staff').selectAll().where('login', '=', 'wu').executeTakeFirstOrThrow()
    const stored = { salt: row.secret_salt, hash: row.secret_hash }
    expect(await isStaffSecret(await deriveSigninSecret(DEMO_STAFF.wu.passphrase, TENANT, 'wu'), stored)).toBe(true)
    expect(await isStaffSecret(await deriveSigninSecret(DEMO_STAFF.zhou.passphrase, TENANT, 'wu'), stored)).toBe(false)
  })

  test('a second seed is refused and changes nothing', async () => {
    await expect(seedOrigin(database.db, { seed: 'again', people: 10, today: TODAY, rules: await readRules() })).rejects.toThrow('already holds people')
    expect(await count('subjects')).toBe(PEOPLE)
  })
})
