// The origin as a model: one state, changed by steps that a script orders. Writers begin and commit apart, a sequencer numbers what is
// committed, a janitor moves the floor; what the real one does in PostgreSQL stands in src-origin/feed and src-origin/push.
import { signCanonical } from '../../../src-shared/formats/signed'
import type { RulesPackBody } from '../../../src-shared/domain/rules'
import { CLOSED_STATES, type RequestState } from '../../../src-shared/domain/vocabulary'
import type { RequestId, SubjectId } from '../../../src-shared/base/ids'
import { createRng, type Rng } from '../../../src-origin/seed/random'
import { makeConsent, makePerson, makeRequest } from './bodies'
import { DAY_MS, idFrom, type Organisation } from './identity'
import type { Mutant } from './mutants'
import { CASE_SCOPES, DIRECTORY_SCOPE, keyOf, PARTS, type Part } from '../sim-origin'
import { deviceScope, emptyState, partOf, type Change, type FeedRow, type ModelRecord, type ModelState } from './state'

/** docs/sync.md: feed and tombstones are kept longer than any lease lives. */
export const RETENTION_MS = 45 * DAY_MS
export const LEASE_MS = 14 * DAY_MS
const BATCH = 500

export interface ModelDeps {
  readonly seed: string
  readonly organisation: Organisation
  readonly rules: RulesPackBody
  readonly now: () => number
  readonly mutant: Mutant | undefined
}
/** A transaction that has begun: it holds the lock of its record and is seen by nobody yet. */
interface OpenWrite {
  readonly key: string
  /** Only of the mutant that numbers at the beginning. */
  readonly reserved: Readonly<Record<Part, number>>
  readonly commit: () => readonly Change[]
}
/** Numbers that one write may take under that mutant. */
const RESERVE = 40

export class ModelOrigin {
  state: ModelState
  readonly rng: Rng
  #open: OpenWrite[] = []
  #made = 0
  /** Erasures outlive a restored database: the real origin's ledger lies outside it. */
  readonly #ledger = new Map<string, string>()

  constructor(readonly deps: ModelDeps) {
    this.rng = createRng(deps.seed, 'origin', 0)
    this.state = emptyState(idFrom(this.rng))
  }

  /** People and requests before the first desk comes: no feed row tells of them. */
  fill(people: number): void {
    for (let at = 0; at < people; at++) {
      const id = this.#addPerson()
      if (at % 2 === 0) this.#addRequest(id, CASE_SCOPES[at % 4 === 0 ? 0 : 1])
    }
    this.state.outbox = { case: [], directory: [] }
  }

  subjects(): readonly string[] {
    return [...this.state.records.values()].filter(({ type }) => type === 'directory').map(({ id }) => id)
  }

  requests(): readonly ModelRecord[] {
    return [...this.state.records.values()].filter(({ type, scopes }) => type === 'request' && scopes.length > 0)
  }

  // -- writers ---------------------------------------------------------------------------------------------------------------------

  /** False: the record is locked by a write that has not ended. */
  begin(key: string, commit: () => readonly Change[]): boolean {
    if (this.#open.some((write) => write.key === key)) return false
    const reserved: Record<Part, number> = { case: 0, directory: 0 }
    if (this.deps.mutant === 'feed-by-sequence') {
      for (const part of PARTS) {
        reserved[part] = this.#sequences[part]
        this.#sequences[part] += RESERVE
      }
    }
    this.#open.push({ key, reserved, commit })
    return true
  }

  readonly #sequences: Record<Part, number> = { case: 1, directory: 1 }

  commit(which: number): void {
    const write = this.#open.splice(which % Math.max(1, this.#open.length), 1)[0]
    if (write) this.#emit(write.commit(), write.reserved)
  }

  openWrites(): number {
    return this.#open.length
  }

  /** The process ends: what was not committed was never there. */
  crash(): void {
    this.#open = []
  }

  #emit(changes: readonly Change[], reserved: Readonly<Record<Part, number>>): void {
    if (this.deps.mutant !== 'feed-by-sequence') {
      for (const change of changes) this.state.outbox[partOf(change.scope)].push(change)
      return
    }
    const next = { ...reserved }
    for (const change of changes) {
      const part = partOf(change.scope)
      if (reserved[part] === 0) {
        next[part] ||= this.#sequences[part]
        this.#sequences[part] += 1
      }
      this.#append(part, { ...change, seq: next[part]++, at: this.deps.now() })
    }
  }

  #append(part: Part, row: FeedRow): void {
    const feed = this.state.feed[part]
    feed.rows.push(row)
    feed.rows.sort((a, b) => a.seq - b.seq)
    feed.head = Math.max(feed.head, row.seq)
  }

  // -- sequencer and janitor -------------------------------------------------------------------------------------------------------

  /** What is committed gets the next numbers, contiguously; several changes of one record become one row. */
  sequence(part: Part): void {
    const taken = this.state.outbox[part].splice(0, BATCH)
    const rows = new Map<string, Change>()
    for (const change of taken) {
      const key = `${change.scope} ${keyOf(change.type, change.id)}`
      const known = rows.get(key)
      if (this.deps.mutant === 'tombstone-dropped' && change.op === 'leave') rows.delete(key)
      else if (!known || change.ver >= known.ver) rows.set(key, change)
    }
    const ordered = [...rows.values()].sort((a, b) => Number(b.op === 'erase') - Number(a.op === 'erase'))
    for (const change of ordered) this.#append(part, { ...change, seq: this.state.feed[part].head + 1, at: this.deps.now() })
  }

  drain(): void {
    for (const part of PARTS) while (this.state.outbox[part].length > 0) this.sequence(part)
  }

  /** Whole, and never past an erasure that a holder still owes an answer to. */
  retain(): void {
    for (const part of PARTS) {
      const feed = this.state.feed[part]
      const owed = feed.rows.find((row) => row.op === 'erase' && this.state.erasures.get(row.id)?.isComplete === false)
      const old = feed.rows.filter((row) => row.at < this.deps.now() - RETENTION_MS && (owed === undefined || row.seq < owed.seq))
      const floor = old.at(-1)?.seq
      if (floor === undefined) continue
      const dropped = this.deps.mutant === 'floor-one-early' ? floor + 1 : floor
      feed.rows = feed.rows.filter((row) => row.seq > dropped)
      feed.floor = Math.max(feed.floor, floor)
    }
  }

  // -- what happens at the company -------------------------------------------------------------------------------------------------

  #put(record: Omit<ModelRecord, 'v'>): Change[] {
    const key = keyOf(record.type, record.id)
    const v = (this.state.versions.get(key) ?? 0) + 1
    const before = this.state.records.get(key)?.scopes ?? []
    this.state.versions.set(key, v)
    this.state.records.set(key, { ...record, v })
    const leaves = before.filter((scope) => !record.scopes.includes(scope))
    return [...record.scopes.map((scope) => change(record, scope, v, 'put')), ...leaves.map((scope) => change(record, scope, v, 'leave'))]
  }

  #remove(key: string): Change[] {
    const record = this.state.records.get(key)
    if (!record) return []
    const v = record.v + 1
    this.state.records.delete(key)
    this.state.versions.set(key, v)
    return record.scopes.map((scope) => change(record, scope, v, 'leave'))
  }

  #addPerson(): string {
    const id = idFrom<SubjectId>(this.rng)
    const person = makePerson(id, this.#made++, this.rng)
    this.#queue([
      ...this.#put({ type: 'subject', id, subjectId: id, scopes: [], body: person.subject }),
      ...this.#put({ type: 'directory', id, subjectId: id, scopes: [DIRECTORY_SCOPE], body: person.directory }),
      ...person.consents.flatMap((body) => this.#put({ type: 'consent', id: String(body['id']), subjectId: id, scopes: [], body })),
    ])
    return id
  }

  #addRequest(subjectId: string, scope: string): void {
    const id = idFrom<RequestId>(this.rng)
    this.#queue(this.#put({ type: 'request', id, subjectId, scopes: [scope], body: makeRequest(id, subjectId as SubjectId, this.#made++, this.deps.now(), this.deps.rules) }))
    this.#queue(this.showPerson(subjectId))
  }

  #queue(changes: readonly Change[]): void {
    this.#emit(changes, { case: 0, directory: 0 })
  }

  /** The person's records stand where a request about them stands. */
  showPerson(subjectId: string): Change[] {
    const scopes = [...new Set(this.requests().filter((request) => request.subjectId === subjectId).flatMap((request) => request.scopes))].sort()
    const held = [...this.state.records.values()].filter((record) => record.subjectId === subjectId && (record.type === 'subject' || record.type === 'consent'))
    return held.filter((record) => record.scopes.join() !== scopes.join()).flatMap((record) => this.#put({ ...record, scopes }))
  }

  register(): void {
    this.#addPerson()
  }

  intake(which: number, scope: number): void {
    const subjectId = pick(this.subjects(), which)
    if (subjectId !== undefined) this.#addRequest(subjectId, CASE_SCOPES[scope % CASE_SCOPES.length] ?? CASE_SCOPES[0])
  }

  /** A write of another system, in two steps: the person's name, or one more event of their consents. */
  beginRename(which: number): void {
    const id = pick(this.subjects(), which)
    if (id === undefined) return
    this.begin(keyOf('subject', id), () => {
      const subject = this.state.records.get(keyOf('subject', id))
      const directory = this.state.records.get(keyOf('directory', id))
      if (!subject || !directory) return []
      const name = `${String(subject.body['name']).split('·')[0] ?? ''}·${String(subject.v + 1)}`
      return [...this.#put({ ...subject, body: { ...subject.body, name } }), ...this.#put({ ...directory, body: { ...directory.body, name } })]
    })
  }

  beginConsent(which: number): void {
    const id = pick(this.subjects(), which)
    if (id === undefined) return
    const body = makeConsent(id as SubjectId, this.rng)
    this.begin(keyOf('consent', String(body['id'])), () => {
      const subject = this.state.records.get(keyOf('subject', id))
      return subject ? this.#put({ type: 'consent', id: String(body['id']), subjectId: id, scopes: subject.scopes, body }) : []
    })
  }

  /** A request is moved to the other desk, or has been closed for long enough to leave every one. */
  beginMove(which: number): void {
    const request = pick(this.requests(), which)
    if (!request) return
    this.begin(keyOf('request', request.id), () => {
      const now = this.state.records.get(keyOf('request', request.id))
      if (!now) return []
      const isClosed = CLOSED_STATES.includes(now.body['state'] as RequestState)
      const scopes = isClosed ? [] : CASE_SCOPES.filter((scope) => !now.scopes.includes(scope))
      return [...this.#put({ ...now, scopes }), ...this.showPerson(now.subjectId)]
    })
  }

  /** For push: the effect of an act, in the transaction that judged it. */
  saveRequest(record: ModelRecord, body: Readonly<Record<string, unknown>>): number {
    this.#queue(this.#put({ ...record, body }))
    return this.state.versions.get(keyOf('request', record.id)) ?? 0
  }

  createRequest(id: string, subjectId: string, scope: string, body: Readonly<Record<string, unknown>>): number {
    this.#queue(this.#put({ type: 'request', id, subjectId, scopes: [scope], body }))
    this.#queue(this.showPerson(subjectId))
    return this.state.versions.get(keyOf('request', id)) ?? 0
  }

  isLocked(key: string): boolean {
    return this.#open.some((write) => write.key === key)
  }

  nextCaseNo(): string {
    return `26-${String(1_000 + this.#made++)}`
  }

  // -- grants ----------------------------------------------------------------------------------------------------------------------

  grant(deviceId: string, scopes: readonly string[]): void {
    const device = this.state.devices.get(deviceId)
    if (device) this.state.devices.set(deviceId, { ...device, scopes: [...scopes].sort(), accessVersion: device.accessVersion + 1 })
  }

  // -- erasure, backup, restore ----------------------------------------------------------------------------------------------------

  erase(which: number): void {
    const subjectId = pick(this.subjects(), which)
    if (subjectId === undefined || [...this.#open].some((write) => this.state.records.get(write.key)?.subjectId === subjectId)) return
    const erasureId = idFrom<string>(this.rng)
    this.#ledger.set(subjectId, erasureId)
    this.#carryOut(subjectId, erasureId)
  }

  #carryOut(subjectId: string, erasureId: string): void {
    const mine = [...this.state.records.entries()].filter(([, record]) => record.subjectId === subjectId)
    const body = { erasureId, subjectId, refs: mine.map(([, record]) => [record.type, record.id]), executedAt: this.deps.now() }
    const holders = new Map<string, boolean>()
    for (const [deviceId, seen] of this.state.deliveries) if (seen.has(subjectId) || seen.has('*')) holders.set(deviceId, false)
    this.state.erasures.set(erasureId, { subjectId, line: { t: 'erase', ...body, sig: signCanonical(body, this.deps.organisation.origin.signer) }, holders, isComplete: false })
    this.state.erasedIds.add(subjectId)
    for (const [key] of mine) this.#queue(this.#remove(key))
    this.#queue([...holders.keys()].map((deviceId) => ({ scope: deviceScope(deviceId), type: 'erase', id: erasureId, ver: 0, op: 'erase' })))
    this.complete()
  }

  /** An erasure is complete when every holder has answered, or was revoked and its lease has ended. */
  complete(): void {
    for (const [id, erasure] of this.state.erasures) {
      const isAnswered = ([deviceId, hasReceipt]: readonly [string, boolean]): boolean => {
        const device = this.state.devices.get(deviceId)
        return hasReceipt || (device !== undefined && device.revoked && device.leaseNotAfter < this.deps.now())
      }
      if (!erasure.isComplete && [...erasure.holders].every(isAnswered)) this.state.erasures.set(id, { ...erasure, isComplete: true })
    }
  }

  backup(): ModelState {
    return structuredClone(this.state)
  }

  /** An older state comes back: a new epoch, and everybody who was erased since goes again before anybody is served. */
  restore(backup: ModelState): void {
    this.#open = []
    const { devices } = this.state
    this.state = structuredClone(backup)
    // Grants and leases given since are the officer's to give anew; here they stand in the same hands.
    for (const [id, device] of devices) this.state.devices.set(id, device)
    this.state.epoch = idFrom(this.rng)
    for (const [subjectId, erasureId] of this.#ledger) if (!this.state.erasedIds.has(subjectId)) this.#carryOut(subjectId, erasureId)
  }
}

function change({ type, id }: Pick<ModelRecord, 'type' | 'id'>, scope: string, ver: number, op: 'put' | 'leave'): Change {
  return { scope, type, id, ver, op }
}

function pick<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)]
}
