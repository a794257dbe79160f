// One simulated desk: the real store, the real sync steps, the real acts, purge and lease, on an injected clock and an injected line. A
// script calls its steps one at a time, so that a seed repeats exactly.
import { createHash, scrypt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdKeys } from '../../src-main/keys/held-keys'
import { searchResidue } from '../../src-main/erasure/search-residue'
import type { Kdf } from '../../src-main/keys/derive'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { Secret } from '../../src-main/keys/secret'
import type { HttpChannel } from '../../src-main/sync/https-channel'
import { createOriginClient, type OriginClient } from '../../src-main/sync/origin-client'
import { createKnownTime } from '../../src-main/sync/known-time'
import { knownOrg } from '../../src-main/sync/org-trust'
import { NO_CLOCK_STATE } from '../../src-main/sync/sync-clock'
import { createSyncSteps } from '../../src-main/sync/sync-steps'
import type { SyncSteps } from '../../src-main/sync/sync-loop'
import { createAuditWriter } from '../../src-main/usecases/audit-writer'
import { createErasureRunner, type ErasureRunner } from '../../src-main/usecases/carry-out-erasure'
import type { ActDeps } from '../../src-main/usecases/act-on-request'
import { createLeaseKeeper, type LeaseKeeper } from '../../src-main/usecases/lease'
import { createKeyedVault, openKeyedVault, type KeyedVault } from '../../src-main/vault/keyed-vault'
import { setMeta } from '../../src-main/vault/repositories/meta'
import { addScope } from '../../src-main/vault/repositories/scopes'
import type { Clock } from '../../src-shared/base/clock'
import type { DeviceId, StaffId } from '../../src-shared/base/ids'
import { mustOk, ok } from '../../src-shared/base/result'
import type { PushItem } from '../../src-shared/protocol/push'
import { permissionsOf } from '../../src-shared/domain/staff'
import { toBase64url } from '../../src-shared/formats/canonical'
import { createRng, type Rng } from '../../src-origin/seed/random'
import { withCrashes, SimulatedCrash, type CrashingVault, type PlannedCrash } from './crash'
import { bend, type Bends } from './bends'
import { idFrom } from './model/identity'
import type { Mutant } from './model/mutants'
import { AnswerWatch } from './answers'
import { createLine, type PlannedFault, type SimLine } from './network'
import { DIRECTORY_SCOPE, type Enrolled, type SimOrigin } from './sim-origin'

const PASSPHRASE = '雨过天青 lake 47 stone'
/** The store's own derivation is tested elsewhere at its real cost. */
const quickKdf: Kdf = {
  derive: (passphrase, salt) => new Promise((resolve, reject) => scrypt(passphrase, salt, 32, { N: 16, r: 1, p: 1 }, (error, key) => (error ? reject(error) : resolve(Secret.take(key))))),
}

export interface SimDeskDeps {
  readonly seed: string
  readonly place: number
  readonly origin: SimOrigin
  readonly time: () => number
  readonly mutant: Mutant | undefined
  readonly scopes: readonly string[]
  /** Another line than the one in memory. */
  readonly channel?: HttpChannel
}

interface Running {
  readonly keyed: KeyedVault
  readonly crashing: CrashingVault
  readonly client: OriginClient
  readonly steps: SyncSteps
  readonly runner: ErasureRunner
  readonly lease: LeaseKeeper
  readonly acts: ActDeps
  readonly bootMs: number
}

/** What one step came to, in words that a trace may hold. */
export type Outcome = string

export class SimDesk {
  readonly deviceId: DeviceId
  readonly staffId: StaffId
  readonly line: SimLine
  readonly answers: AnswerWatch
  readonly rng: Rng
  readonly bends: Bends
  /** Wall clock minus true time. */
  wallOffset = 0
  /** Every item that was ever sent, as it was. */
  readonly sent = new Map<string, PushItem>()
  #party: Enrolled | undefined
  #dir = ''
  #running: Running | undefined
  #boots = 0

  constructor(readonly deps: SimDeskDeps) {
    this.rng = createRng(deps.seed, 'desk', deps.place)
    this.deviceId = idFrom<DeviceId>(this.rng)
    this.staffId = idFrom<StaffId>(this.rng)
    this.answers = new AnswerWatch(deps.origin, this.deviceId, deps.time)
    this.line = createLine(deps.origin, this.deviceId, this.answers)
    this.bends = bend(deps.mutant)
  }

  get open(): Running {
    if (!this.#running) throw new Error('invariant: a step of a desk that is not open')
    return this.#running
  }

  async enrol(): Promise<void> {
    this.#dir = await mkdtemp(join(tmpdir(), 'privacy-desk-sim-'))
    const { origin, scopes, place } = this.deps
    this.#party = await origin.enrol({ deviceId: this.deviceId, staffId: this.staffId, place, scopes, random: this.rng.fill })
    const person = { staffId: this.staffId, login: `staff-${String(this.deps.place)}`, name: `员工${String(this.deps.place)}`, role: 'agent' as const }
    const made = await createKeyedVault(
      { dir: this.#dir, tenant: origin.identity.tenant, workstation: `desk-${String(this.deps.place)}`, person, passphrase: PASSPHRASE },
      { kdf: quickKdf, random: this.rng.fill, clock: this.#clock() },
      async ({ vault }) => {
        await vault.transaction(async (tx) => {
          await setMeta(tx, 'ledgerKey', createHash('sha256').update(this.deviceId).digest('base64url'))
          for (const scope of scopes) await addScope(tx, scope, scope === DIRECTORY_SCOPE ? 'directory' : 'case')
        })
      },
    )
    this.#running = this.#wire(mustOk(made))
  }

  #clock(): Clock {
    const boot = this.deps.time()
    return { now: () => this.deps.time() + this.wallOffset, mono: () => this.deps.time() - boot }
  }

  #wire(keyed: KeyedVault): Running {
    const { origin } = this.deps
    if (!this.#party) throw new Error('invariant: enrolled before it is opened')
    const { signer, certificate, token } = this.#party
    const clock = this.#clock()
    const random = this.rng.fill
    const bootId = String(this.#boots++).padStart(32, '0')
    const crashing = withCrashes(keyed.vault)
    const { vault } = crashing
    const audit = createAuditWriter({ clock, random, bootId, device: this.deviceId })
    const { identity: { tenant, orgPublicKey, originKey: rawOriginKey }, rules } = origin
    const identity = { tenant, development: true, orgPublicKey: knownOrg({ root: orgPublicKey, tenant, handovers: [], later: undefined }, nodeCrypto) }
    const client = this.bends.client(this.#noting(createOriginClient({ channel: this.deps.channel ?? this.line.channel, identity, device: { deviceId: this.deviceId, signer }, crypto: nodeCrypto, clock })), vault)
    const signIn = { token: () => Promise.resolve(ok(token)), fresh: () => Promise.reject(new Error('not simulated')), forget: () => undefined }
    const current = () => rules
    const onFault = (error: unknown): void => {
      if (!(error instanceof SimulatedCrash)) throw error
    }
    const runner = createErasureRunner({
      vault, clock, random, crypto: nodeCrypto, profileDir: this.#dir, exportDir: join(this.#dir, 'exports'),
      device: { deviceId: this.deviceId, workstation: `desk-${String(this.deps.place)}`, signer, certificate },
      keyed: holdKeys(keyed), searchResidue, audit: audit('system'), sweepFiles: () => Promise.resolve(), onChange: () => undefined, onHold: () => undefined, onFault,
    })
    const originKey = toBase64url(rawOriginKey)
    const lease = this.bends.lease(createLeaseKeeper({ profileDir: this.#dir, vault, clock, crypto: nodeCrypto, deviceId: this.deviceId, originKey }), { vault, clock })
    const knownTime = createKnownTime({ clock, state: NO_CLOCK_STATE, reached: 0 })
    const steps = createSyncSteps({
      vault, client, signIn, crypto: nodeCrypto, clock, deviceId: this.deviceId, me: this.staffId, appVersion: 'simulated', bootId, rules: current,
      offerRules: () => Promise.resolve(), erase: runner.erase, onRuled: () => Promise.resolve(), publish: () => undefined, onErasures: () => undefined, onNotes: () => undefined,
      onLease: lease.take, knownTime, offerPins: () => Promise.resolve(), offerNotice: () => Promise.resolve(), onWentBack: (_, sign) => Promise.reject(new Error(`invariant: a true origin was taken for one that went back (${sign})`)), onDrift: () => Promise.resolve(), signal: new AbortController().signal,
    })
    const acts: ActDeps = {
      vault, clock, knownTime, random, bootId, undoMs: 0, audit: audit(this.staffId), publish: () => undefined, rules: { current, offer: () => Promise.resolve(ok({ done: 'kept', offered: rules.version })) },
      me: { staffId: this.staffId, login: `staff-${String(this.deps.place)}`, name: '员工', role: 'agent', permissions: permissionsOf('agent'), training: { state: 'untracked', officers: [] } },
      loop: { start: () => undefined, stop: () => Promise.resolve(), syncNow: () => Promise.resolve(), wakePush: () => undefined, state: () => ({ connection: 'offline', reason: undefined, pushReason: undefined, bootstrap: undefined }) },
    }
    return { keyed, crashing, client, steps: this.bends.steps(steps, vault), runner, lease, acts, bootMs: this.deps.time() }
  }

  #noting(client: OriginClient): OriginClient {
    return {
      ...client,
      push: (request, token) => {
        for (const item of request.items) this.sent.set(item.mid, item)
        return client.push(request, token)
      },
    }
  }

  /** One of the items whose result the origin knows, sent again under its number with another body; undefined when there is none. */
  async forge(which: number): Promise<string | undefined> {
    const known: PushItem[] = []
    for (const item of this.sent.values()) if (await this.deps.origin.hasResult(this.deviceId, item.mid)) known.push(item)
    const item = known[which % Math.max(1, known.length)]
    if (!item || !this.#party) return undefined
    const answer = await this.open.client.push({ deviceId: this.deviceId, items: [{ ...item, seenAt: item.seenAt + 1 }] }, this.#party.token)
    if (!answer.ok) return answer.error.kind
    const result = answer.value.results[0]
    return result?.t === 'rejected' ? result.rejection.code : result?.t
  }

  /** Runs one piece of work under what is planned for it; a crash ends the process and a new one opens the store. */
  async under(plan: { readonly fault?: PlannedFault | undefined; readonly crash?: PlannedCrash | undefined }, work: (desk: Running) => Promise<Outcome>): Promise<Outcome> {
    const desk = this.open
    this.line.plan(plan.fault)
    desk.crashing.plan(plan.crash)
    let outcome: Outcome
    try {
      outcome = await work(desk)
      await desk.runner.idle()
    } catch (error) {
      if (!(error instanceof SimulatedCrash)) throw error
      outcome = 'crash'
    }
    this.line.plan(undefined)
    desk.crashing.plan(undefined)
    if (!desk.crashing.hasCrashed()) return outcome
    await this.restart()
    return `${outcome} crashed`
  }

  /** As the end of the process and the next unlock. */
  async restart(): Promise<void> {
    const desk = this.open
    this.#running = undefined
    await desk.keyed.vault.close()
    this.#running = this.#wire(mustOk(await openKeyedVault({ dir: this.#dir, staffId: this.staffId, passphrase: PASSPHRASE }, { kdf: quickKdf, random: this.rng.fill, clock: this.#clock() })))
    // As the unlock does (app/open-desk.ts): from here on a clock that is turned back adds nothing.
    await this.open.lease.look()
  }

  async remove(): Promise<void> {
    await this.#running?.keyed.vault.close()
    await rm(this.#dir, { recursive: true, force: true })
  }
}
