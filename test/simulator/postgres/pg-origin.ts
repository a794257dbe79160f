// The real origin as a history speaks to it: its routes by inject, its tables in PostgreSQL, its clock and randomness injected.
import { createHash } from 'node:crypto'
import pino from 'pino'
import type { FastifyInstance } from 'fastify'
import newestRules from '../../../resources/rules/rules-2026.7.json'
import type { HttpRequest } from '../../../src-main/sync/https-channel'
import { deviceSigner, generateDeviceKey } from '../../../src-main/keys/device-key'
import { toBase64url } from '../../../src-shared/formats/canonical'
import type { PushItem } from '../../../src-shared/protocol/push'
import type { DEFAULT_LIMITS } from '../../../src-shared/protocol/version'
import { leaveClosed } from '../../../src-origin/cases/leave-scope'
import type { OriginContext } from '../../../src-origin/context'
import { createEnrolmentCode, redeemCode } from '../../../src-origin/devices/enrolment-codes'
import { grantScope, revokeScope } from '../../../src-origin/devices/grants'
import { holdToKeys } from '../../../src-origin/devices/keys-of-database'
import { completeWaiting } from '../../../src-origin/erasure/complete'
import { openLedger, type ErasureLedger } from '../../../src-origin/erasure/ledger'
import { recordErasures } from '../../../src-origin/erasure/record-erasures'
import { replayLedger, unknownErasures } from '../../../src-origin/erasure/replay'
import { resumeSweeps } from '../../../src-origin/erasure/sweep'
import type { FeedRunner } from '../../../src-origin/feed/run-feed'
import { createPresenceBoard } from '../../../src-origin/feed/presence'
import { sequenceAll, sequenceBatch } from '../../../src-origin/feed/sequencer'
import { ensureEpoch, isReplayDue, loadEpoch, loadGrants } from '../../../src-origin/feed/state'
import { createApp, PREFIX } from '../../../src-origin/http/app'
import { createAdmission, createBudgets } from '../../../src-origin/http/budgets'
import { createWaitingPolls, DEFAULT_WAITING_POLLS } from '../../../src-origin/http/waiting-polls'
import { openRulesBook } from '../../../src-origin/rules/rules-book'
import { createRng, type Rng } from '../../../src-origin/seed/random'
import { runRetention } from '../../../src-origin/service/retention'
import { openDatabase, type OriginDatabase, type Tx } from '../../../src-origin/store/database'
import { TENANT } from '../../../src-origin/tenant'
import { markOf } from '../model/bodies'
import { BEGIN, DAY_MS } from '../model/identity'
import { CASE_SCOPES, PARTS, type Answer, type Enrolled, type NewDesk, type OriginDeed, type SimOrigin } from '../sim-origin'
import { TEMPLATE, type SimCluster } from './cluster'
import { addConsent, batchOf, eraseByOffice, OFFICE, registerPerson, renamePerson, takeRequestIn, TRAINED_UNTIL } from './office'
import { PgOracle, type DoneErasure } from './pg-oracle'
import { Writers } from './writers'

/** As in the model: pages end in the middle of things. */
const CHANGES_LINES = 4

interface Running {
  readonly database: OriginDatabase
  readonly context: OriginContext
  readonly app: FastifyInstance
  readonly writers: Writers
}
export interface PgHistory {
  readonly seed: string
  readonly people: number
  readonly now: () => number
}

let histories = 0

export async function createPgOrigin(cluster: SimCluster, history: PgHistory): Promise<SimOrigin> {
  const name = `sim_${String(++histories)}`
  await cluster.copy(TEMPLATE, name)
  const origin = new PgOrigin(cluster, history, { name, folder: await cluster.folder(name) })
  await origin.open()
  await origin.fill(history.people)
  return origin
}

class PgOrigin extends PgOracle implements SimOrigin {
  readonly identity
  readonly keepsCases = true
  readonly #rng: Rng
  readonly #ledger: ErasureLedger
  readonly #erasures: DoneErasure[] = []
  readonly #bases = new Map<string, number>()
  #running: Running | undefined
  #made = 0
  #hasBackup = false

  constructor(readonly cluster: SimCluster, readonly history: PgHistory, readonly place: { readonly name: string; readonly folder: string }) {
    super()
    const { keys } = cluster
    this.#rng = createRng(history.seed, 'origin', 0)
    this.#ledger = openLedger(place.folder, keys)
    this.identity = { tenant: TENANT, host: keys.host, orgPublicKey: keys.org.publicKey, originKey: keys.origin.publicKey }
  }

  get #open(): Running {
    if (!this.#running) throw new Error('invariant: an origin that is closed is asked')
    return this.#running
  }
  get rules() {
    return this.#open.context.rules.inForce
  }
  protected override get db() {
    return this.#open.context.db
  }
  protected override get known() {
    return this.#erasures
  }
  protected override baseOf(mid: string): number {
    return this.#bases.get(mid) ?? -1
  }

  // -- life ------------------------------------------------------------------------------------------------------------------------

  /** As start.ts does it, without what works by itself in the background: the script says when. */
  async open(): Promise<void> {
    const { cluster: { keys }, history: { now }, place } = this
    const random = this.#rng.fill
    const database = openDatabase({ url: this.cluster.url(place.name) }, () => undefined)
    const { db } = database
    await holdToKeys(db, keys, place.folder)
    const isBehind = (await unknownErasures(db, this.#ledger)).length > 0
    await ensureEpoch(db, now(), random, isBehind ? 'restored' : 'as-it-was')
    const context: OriginContext = { db, keys, rules: await openRulesBook(db, [newestRules], keys.org, now()), now, random, offeredNotice: () => Promise.resolve(undefined), systems: [] }
    if (!(await this.#ledger.isThere())) await this.#ledger.create()
    if (await isReplayDue(db)) await replayLedger(context, this.#ledger)
    const feed: FeedRunner = { waitForChange: () => Promise.resolve(), drain: () => sequenceAll(db, PARTS, now()), stop: () => Promise.resolve() }
    const presence = createPresenceBoard({ db, now })
    const protocol = { context, feed, presence, polls: createWaitingPolls(DEFAULT_WAITING_POLLS), budgets: createBudgets(), admission: createAdmission(), senders: {} }
    const app = createApp({ tls: keys.tls, health: () => Promise.reject(new Error('not asked')), logger: pino({ level: 'silent' }), protocol })
    this.#running = { database, context, app, writers: new Writers(db) }
  }

  async #shut(): Promise<void> {
    const { app, writers, database } = this.#open
    await writers.rollbackAll()
    await app.close()
    await database.close()
    this.#running = undefined
  }

  async close(): Promise<void> {
    await this.#shut()
    await this.cluster.drop(this.place.name, this.#backupName)
  }

  async crash(): Promise<void> {
    await this.#open.writers.rollbackAll()
  }

  get #backupName(): string {
    return `${this.place.name}_backup`
  }

  /** What has begun is waited for: a copy of a database is made while nobody is connected. */
  async backup(): Promise<void> {
    await this.#open.writers.commitAll()
    await this.#shut()
    await this.cluster.copy(this.place.name, this.#backupName)
    this.#hasBackup = true
    await this.open()
  }

  async restore(): Promise<boolean> {
    if (!this.#hasBackup) return false
    await this.#shut()
    await this.cluster.copy(this.#backupName, this.place.name)
    await this.open()
    return true
  }

  // -- the company -----------------------------------------------------------------------------------------------------------------

  async fill(people: number): Promise<void> {
    const { context } = this.#open
    for (let at = 0; at < people; at++) {
      await this.#inTx(async (tx) => {
        const subjectId = await registerPerson(batchOf(tx, context), this.#made++, this.#rng)
        if (at % 2 === 0) await takeRequestIn(tx, context, { subjectId, scope: CASE_SCOPES[at % 4 === 0 ? 0 : 1], rng: this.#rng, text: textOf(subjectId) })
      })
    }
    await this.db.deleteFrom('outbox').execute()
  }

  async enrol({ deviceId, staffId, place, scopes, random }: NewDesk): Promise<Enrolled> {
    const { context } = this.#open
    const signer = deviceSigner(generateDeviceKey(random))
    const login = `staff-${String(place)}`
    await this.db.insertInto('staff').values({ id: staffId, login, name: `员工${String(place)}`, role: 'agent', active: true, training_due: TRAINED_UNTIL, secret_salt: Buffer.alloc(16), secret_hash: Buffer.alloc(32) }).execute()
    const workstation = `desk-${String(place)}`
    const code = await createEnrolmentCode(context, { workstation, declaredBy: OFFICE.reviewer.staffId, scopes })
    const enrolled = await redeemCode(context, { code, deviceId, devicePublicKey: toBase64url(signer.publicKey), workstation, appVersion: 'simulated' })
    if (!enrolled) throw new Error('invariant: a fresh code is taken')
    const token = toBase64url(random(new Uint8Array(32)))
    const hash = createHash('sha256').update(token, 'utf8').digest()
    await this.db.insertInto('tokens').values({ hash, staff_id: staffId, device_id: deviceId, expires_at: BEGIN + 10_000 * DAY_MS, fresh_until: null }).execute()
    return { signer, certificate: enrolled.certificate, token }
  }

  async grant(deviceId: string, scopes: readonly string[]): Promise<void> {
    const { context } = this.#open
    const granted = (await loadGrants(this.db, deviceId)).map(({ id }) => id)
    for (const scope of granted) if (!scopes.includes(scope)) await revokeScope(context, deviceId, scope)
    for (const scope of scopes) if (!granted.includes(scope)) await grantScope(context, deviceId, scope)
  }

  async event(deed: OriginDeed, a: number, b: number): Promise<void> {
    const { context, writers } = this.#open
    const person = await this.#person(a)
    const key = `subject ${person?.id ?? ''}`
    switch (deed) {
      case 'begin-rename':
        return person && writers.begin(key, (tx) => renamePerson(batchOf(tx, context), person.account_no))
      case 'begin-consent':
        return person && writers.begin(key, (tx) => addConsent(batchOf(tx, context), person.account_no, `${this.history.seed} ${String(this.#made++)}`))
      case 'begin-move':
        // No act of the origin moves an open request to another desk; closed ones leave by time.
        await writers.unblocked(() => leaveClosed(context))
        return
      case 'commit':
        return writers.commit(a)
      case 'sequence':
        await sequenceBatch(this.db, PARTS[a % PARTS.length] ?? 'case', context.now())
        return
      case 'register':
        await this.#inTx((tx) => registerPerson(batchOf(tx, context), this.#made++, this.#rng))
        return
      case 'intake':
        if (person) await writers.unblocked(() => this.#inTx((tx) => takeRequestIn(tx, context, { subjectId: person.id, scope: CASE_SCOPES[b % 2 === 0 ? 0 : 1], rng: this.#rng, text: textOf(person.id) })))
        return
      case 'retain':
        await writers.unblocked(() => runRetention(context))
        return
      case 'erase':
        if (person && !writers.isOpen(key)) await this.#erase(person.id, CASE_SCOPES[b % 2 === 0 ? 0 : 1])
    }
  }

  async #erase(subjectId: string, scope: string): Promise<void> {
    const { context, writers } = this.#open
    const id = await writers.unblocked(() => eraseByOffice(context, { subjectId, scope, rng: this.#rng }))
    this.#erasures.push({ id, subjectId })
    await this.#round()
  }

  /** As the janitor, whom the approval wakes. */
  async #round(): Promise<void> {
    const { context, writers } = this.#open
    await writers.unblocked(async () => {
      const recorded = await recordErasures(context, this.#ledger)
      await resumeSweeps(context, (id) => recorded.has(id))
      await completeWaiting(context)
    })
  }

  async settle(): Promise<void> {
    await this.#open.writers.commitAll()
    await this.#round()
    await sequenceAll(this.db, PARTS, this.history.now())
  }

  #inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(work)
  }

  async #person(which: number): Promise<{ readonly id: string; readonly account_no: string } | undefined> {
    const people = await this.db.selectFrom('subjects').select(['id', 'account_no']).orderBy('account_no').execute()
    return people[which % Math.max(1, people.length)]
  }

  // -- the line --------------------------------------------------------------------------------------------------------------------

  async answer(_deviceId: string, request: HttpRequest): Promise<Answer> {
    const { app, writers } = this.#open
    if (request.path === `${PREFIX}/push`) this.#noteBases(request)
    const answered = await writers.unblocked(() =>
      app.inject({ method: request.method, url: request.path, headers: { ...request.headers }, ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }) }),
    )
    const body = answered.statusCode === 200 && request.path === `${PREFIX}/session` ? withSmallPages(answered.body) : answered.body
    return { status: answered.statusCode, body }
  }

  #noteBases({ body = new Uint8Array() }: HttpRequest): void {
    const { items } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly items: readonly PushItem[] }
    for (const { mid, base } of items) this.#bases.set(mid, base)
  }

  protected override epoch(): Promise<string> {
    return loadEpoch(this.db)
  }
}

function textOf(subjectId: string): string {
  return `请给我一份 ${markOf(subjectId)}`
}

function withSmallPages(body: string): string {
  const session = JSON.parse(body) as { readonly limits: typeof DEFAULT_LIMITS }
  return JSON.stringify({ ...session, limits: { ...session.limits, changesPageEntries: CHANGES_LINES } })
}
