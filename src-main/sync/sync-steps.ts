// The steps of the sync loop over the real store and the real origin; every one leaves the store at a state that was once served.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { DeviceId, ErasureId, RequestId, StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Topic } from '../../src-shared/contract/topics'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { toBase64url } from '../../src-shared/formats/canonical'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { verifyCanonical } from '../../src-shared/formats/signed'
import type { Rejection } from '../../src-shared/protocol/push'
import type { Scope } from '../../src-shared/protocol/feed'
import { sealKeyStatement, type SessionResponse } from '../../src-shared/protocol/session'
import { DEFAULT_LIMITS, PROTOCOL, SCHEMA, type Limits } from '../../src-shared/protocol/version'
import { readMaking, type Making } from '../vault/directory-indexes'
import type { Vault } from '../vault/open-vault'
import { isDiskFull } from '../vault/purge'
import { clearMeta, getMeta, nextEra, setMeta, type BackwardSign } from '../vault/repositories/meta'
import { countOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { addScope, listScopes, restartScope } from '../vault/repositories/scopes'
import { StoreFault } from '../vault/driver/sqlite-handle'
import type { Tx } from '../vault/transaction'
import { applyChanges, emptyChange, revokeScopes, type ApplyDeps, type Changed, type EraseOrder } from './apply'
import { bootstrapPage, makeNextPart, nextScope } from './bootstrap'
import { isStopped, judgeReset, signOf, standStill, WENT_BACK, type StandstillDeps } from './checkpoint'
import { createDeclaredSet, fetchDeclaredAgain, type DeclaredSet } from './declared-later'
import type { KnownTime } from './known-time'
import type { LeasedPeople } from './leased-people'
import type { OriginClient } from './origin-client'
import { createPageAhead } from './page-ahead'
import type { Presence } from './presence'
import { nextReleaseMs, pushOnce } from './push'
import { ackOnce } from './receipts'
import { fetchRowSets, type RowsDeps } from './rows'
import { createRulesWatch, type RulesWatch, type RulesWatchDeps } from './rules-watch'
import type { SignIn } from './sign-in'
import { suppression } from './suppression'
import { runSweeps } from './sweep'
import { judgeDrift, type DriftEvent } from './clock-drift'
import { addSample, NO_CLOCK_STATE, timeOf, type ClockState } from './sync-clock'
import type { Followed, SyncSteps } from './sync-loop'
import { BUILT_INVENTORY, type Inventory } from './undeclared'

export interface StepsDeps {
  readonly vault: Vault
  readonly client: OriginClient
  readonly signIn: SignIn
  readonly crypto: FormatCrypto
  readonly clock: Clock
  readonly deviceId: DeviceId
  readonly me: StaffId
  readonly appVersion: string
  /** Of this run of the process: monotonic times of two runs do not compare. */
  readonly bootId: string
  /** Proves a locked desk's question; undefined without an OS key store. */
  readonly standingKey?: Uint8Array
  readonly rules: () => RulesPackBody
  readonly offerRules: RulesWatchDeps['offerRules']
  readonly erase: (tx: Tx, order: EraseOrder) => Promise<void>
  readonly onRuled: (tx: Tx, item: OutboxItem, rejection: Rejection | undefined) => Promise<void>
  readonly publish: (topic: Topic, ids?: readonly string[]) => void
  /** Lets the room go that is kept for a full disk; false: there is none, or none any more. */
  readonly makeRoom?: () => Promise<boolean>
  /** An erasure was carried out here, or a receipt was taken: the purge is to be looked after. */
  readonly onErasures: (erasureIds: readonly ErasureId[]) => void
  /** Notes came or went, or one of this desk was taken. */
  readonly onNotes: () => void
  /** The origin's word on who works here came anew. */
  readonly onStaff?: () => void
  /** A new lease, checked, and the origin's time then. */
  readonly onLease: (lease: SessionResponse['lease'], seenAt: EpochMs) => Promise<void>
  /** What the origin hands out with a session; whether it is taken is not this room's to say. */
  readonly offerPins: (set: unknown) => Promise<void>
  /** The same of a notice of a new version; undefined where the origin has none. */
  readonly offerNotice: (notice: unknown) => Promise<void>
  /** Awaited before anything is uploaded. */
  readonly beforeUpload?: () => Promise<void>
  readonly onWentBack: StandstillDeps['onWentBack']
  /** The computer's clock has gone from the origin's time, or is back. */
  readonly onDrift: (tx: Tx, event: DriftEvent) => Promise<unknown>
  /** Hears the origin's time with every greeting and every page. */
  readonly knownTime?: Pick<KnownTime, 'hear' | 'hearAtLeast'>
  /** Where the colleagues are comes with the pages; without it, it is not asked for. */
  readonly presence?: Pick<Presence, 'tag' | 'heard'>
  /** Answers of the origin in memory: an erasure forgets its person there too. */
  readonly leased?: Pick<LeasedPeople, 'forget'>
  /** What the desk was built to hold; by default as this build. */
  readonly inventory?: Inventory
  readonly signal: AbortSignal
}

export function createSyncSteps(deps: StepsDeps): SyncSteps {
  const { vault, client, clock, signIn, signal } = deps
  const token = () => signIn.token()
  const ahead = createPageAhead(client, signal)
  const declaredSet = createDeclaredSet(deps.inventory ?? BUILT_INVENTORY, deps.crypto)
  const rulesWatch = createRulesWatch(deps)
  const nothingMore: RowsDeps['nothingMore'] = new Map()
  return {
    greet: () => {
      ahead.forget()
      return greet(deps, declaredSet, rulesWatch)
    },
    fill: async (onProgress) => {
      const scope = await nextScope(vault)
      if (!scope && (await readMaking(vault.reader)) === undefined) return ok('done')
      // The directory takes minutes: changes of the cases come in between its pages, and between the parts of its index.
      if (scope?.kind !== 'case' && (await getMeta(vault.reader, 'cursor')) !== undefined) {
        const followed = await follow(deps, rulesWatch, 0, signal)
        if (!followed.ok) return followed
        if (followed.value === 'more' || followed.value === 'reset') return ok(followed.value)
      }
      const present = await nextScope(vault)
      const making = present ? undefined : await readMaking(vault.reader)
      if (!present) return ok(making ? await makeNextIfPossible(deps, making, onProgress) : 'done')
      const filled = await bootstrapPage({ vault, ahead, clock, apply: applyDeps(deps), onProgress, onChanged: (changed) => announce(deps, changed) }, present)
      return filled.ok ? ok(filled.value === 'reset' ? 'reset' : 'more') : filled
    },
    follow: async (wait, waitSignal) => {
      const limits = await readLimits(vault)
      return follow(deps, rulesWatch, wait === 'wait' ? limits.longPollMs : 0, AbortSignal.any([waitSignal, signal]))
    },
    ack: async () => {
      const acked = await ackOnce({ vault, client, clock })
      if (!acked.ok) return acked
      if (acked.value.length > 0) deps.publish('erasure', acked.value)
      return ok()
    },
    rows: async () => {
      await runSweeps(vault, clock, signal)
      return fetchRowSets({ vault, client, clock, token, signal, nothingMore, onChanged: (subjectId) => deps.publish('subject', [subjectId]) })
    },
    nextReleaseMs: () => nextReleaseMs(deps),
    push: oneAtATime(async () => {
      if (await isStopped(vault.reader)) return err(WENT_BACK)
      const pushed = await pushOnce({ vault, client, clock, deviceId: deps.deviceId, me: deps.me, bootId: deps.bootId, rules: deps.rules, token: uploadTokenOf(deps), onRuled: deps.onRuled })
      if (!pushed.ok) {
        if (pushed.error.params?.['code'] === 'unauthorised') signIn.forget()
        return pushed
      }
      if (pushed.value.items === 0) return ok('nothing')
      deps.publish('outbox')
      deps.publish('queue', pushed.value.requests)
      deps.publish('request', pushed.value.requests)
      deps.publish('note')
      deps.publish('sync')
      return ok('sent')
    }),
  }
}

/** A token is asked for once there is something to send. */
function uploadTokenOf({ signIn, beforeUpload }: Pick<StepsDeps, 'signIn' | 'beforeUpload'>): SignIn['token'] {
  return async () => {
    await beforeUpload?.()
    return signIn.token()
  }
}

/** What cannot be made (a full disk) must not keep the changes away: it is tried again after the next greeting, and until then the search does without. */
async function makeNextIfPossible(deps: StepsDeps, making: Making, onProgress: Parameters<SyncSteps['fill']>[0]): Promise<'done' | 'more'> {
  try {
    await makeNextPart({ vault: deps.vault, onProgress, onChanged: (changed) => announce(deps, changed) }, making)
    return 'more'
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    return 'done'
  }
}

/** Two pushes at once would send the same items twice and wait for each other's results. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
}

function applyDeps(deps: StepsDeps): ApplyDeps {
  return { clock: deps.clock, rules: deps.rules, suppression, erase: deps.erase }
}

async function readLimits(vault: Vault): Promise<Limits> {
  return ((await getMeta(vault.reader, 'limits')) as Limits | undefined) ?? DEFAULT_LIMITS
}

async function greet(deps: StepsDeps, declaredSet: DeclaredSet, rulesWatch: RulesWatch): Promise<Result<void, DeskError>> {
  const { vault, client, clock, bootId } = deps
  const hello = await client.hello()
  if (!hello.ok) return hello
  deps.knownTime?.hear(timeOf(hello.value.sample), hello.value.sample.receivedMono)
  const known = ((await getMeta(vault.reader, 'clock')) as ClockState | undefined) ?? NO_CLOCK_STATE
  const { state, event: drift } = judgeDrift(addSample(known, hello.value.sample, bootId), hello.value.sample, known)
  const cursor = await getMeta(vault.reader, 'cursor')
  const session = await client.session({
    deviceId: deps.deviceId,
    appVersion: deps.appVersion,
    protocols: [PROTOCOL],
    schema: { min: SCHEMA, max: SCHEMA },
    ...(cursor === undefined ? {} : { cursor }),
    outboxDepth: (await countOutbox(vault.reader)).toSend,
    time: { wall: clock.now(), mono: clock.mono(), bootId },
    ...(deps.standingKey ? { standingKey: toBase64url(deps.standingKey) } : {}),
  })
  if (!session.ok) return session
  const unread = unreadVersion(session.value)
  if (unread) return err(unread)
  const { lease, limits, accessVersion, scopes, seal, pins, notice } = session.value
  const isByOrigin = (value: unknown, sig: string): boolean => verifyCanonical(value, sig, hello.value.originKey, deps.crypto)
  if (!isByOrigin({ deviceId: deps.deviceId, notAfter: lease.notAfter }, lease.sig)) return err({ kind: 'origin-not-trusted' })
  if (seal && !isByOrigin(sealKeyStatement(client.tenant, seal.key), seal.sig)) return err({ kind: 'origin-not-trusted' })
  const stands = await isStopped(vault.reader, hello.value.epoch)
  const take = async (tx: Tx): Promise<Changed> => {
    await setMeta(tx, 'clock', state)
    if (drift) await deps.onDrift(tx, drift)
    await setMeta(tx, 'lease', { ...lease, originKey: toBase64url(hello.value.originKey) })
    if (stands) return emptyChange()
    await clearMeta(tx, ['wentBack'])
    await setMeta(tx, 'limits', limits)
    if (seal) await setMeta(tx, 'sealKey', seal.key)
    await setMeta(tx, 'accessVersion', accessVersion)
    const taken = await takeScopes(tx, scopes, deps.rules())
    await fetchDeclaredAgain(tx, declaredSet)
    return taken
  }
  // Somebody may have to go, and a desk that cannot greet never hears of it.
  const changed = await withRoom(() => vault.transaction(take), deps)
  announce(deps, changed)
  await deps.onLease(lease, hello.value.sample.serverTime)
  if (stands) return err(WENT_BACK)
  await rulesWatch.ask()
  await deps.offerNotice(notice)
  // Last: where it replaces the present one, the next request opens a line of its own.
  if (pins !== undefined) await deps.offerPins(pins)
  return ok()
}

/** Only what was asked for is read. Newer: this app is too old. Older: no update of ours helps, the origin is to be looked after. */
function unreadVersion({ protocol, schema }: SessionResponse): DeskError | undefined {
  if (protocol > PROTOCOL || schema > SCHEMA) return { kind: 'upgrade-required' }
  return protocol < PROTOCOL || schema < SCHEMA ? { kind: 'origin-answer-invalid' } : undefined
}

/**
 * The session says which scopes there are. The feed says it too, in step with the rows, but only of scopes that its cursor holds or has
 * told: one whose grant ended while it was filled, or during a reset, would be asked for in vain for ever, its old rows still readable.
 */
async function takeScopes(tx: Tx, granted: readonly Scope[], rules: RulesPackBody): Promise<Changed> {
  const ended = (await listScopes(tx)).filter((scope) => !granted.some((one) => one.id === scope.id)).map((scope) => scope.id)
  const changed = await revokeScopes(tx, ended, rules)
  for (const scope of granted) await addScope(tx, scope.id, scope.kind)
  return changed
}

async function follow(deps: StepsDeps, rulesWatch: RulesWatch, waitMs: number, signal: AbortSignal): Promise<Result<Followed, DeskError>> {
  const { vault, client } = deps
  const cursor = await getMeta(vault.reader, 'cursor')
  // Nothing is granted any more, so there is nothing to follow: asked again by the next greeting.
  if (cursor === undefined) return err({ kind: 'not-permitted' })
  const limits = await readLimits(vault)
  const answer = await client.changes(cursor, limits.changesPageEntries, waitMs, signal, deps.presence?.tag())
  if (!answer.ok) return answer
  const still = (sign: BackwardSign): Promise<DeskError> => standStill({ ...deps, onState: () => deps.publish('sync') }, sign)
  if ('reset' in answer.value) {
    const judged = await judgeReset(vault, client, answer.value.reset)
    if (!judged.ok) return judged
    if (judged.value === 'went-back') return err(await still('cursor-ahead'))
    await startAnew(vault)
    return ok('reset')
  }
  const { page } = answer.value
  const sign = await signOf(vault.reader, page)
  if (sign) return err(await still(sign))
  deps.knownTime?.hearAtLeast(page.begin.time)
  deps.presence?.heard(page.presence)
  const apply = (): Promise<Changed> => vault.transaction((tx) => applyChanges(tx, page, applyDeps(deps)))
  const changed = await (page.erasures.length > 0 ? withRoom(apply, deps) : apply())
  announce(deps, changed)
  const forgotten = page.erasures.filter(({ subjectId }) => deps.leased?.forget(subjectId))
  if (forgotten.length > 0) deps.publish('leased')
  if (page.erasures.length > 0) deps.onErasures(page.erasures.map((line) => line.erasureId))
  await rulesWatch.told(page.end.rules)
  // A scope granted on this page is to be filled before going on.
  if (page.addedScopes.length > 0) return ok('reset')
  if (page.end.more) return ok('more')
  return ok(answer.value.pauseS === undefined ? 'caught-up' : { pauseS: answer.value.pauseS })
}

/** Once more with the room that is kept for it, where the disk is full: nothing can be deleted from a store that cannot grow. */
async function withRoom<T>(write: () => Promise<T>, { makeRoom }: StepsDeps): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isDiskFull(error) && (await makeRoom?.())) return write()
    throw error
  }
}

/** Every scope is read anew into its next generation; the old rows stay readable until the swap, and the outbox stays in any case. */
async function startAnew(vault: Vault): Promise<void> {
  await vault.transaction(async (tx) => {
    await clearMeta(tx, ['cursor', 'checkpoint'])
    await nextEra(tx)
    for (const scope of await listScopes(tx)) await restartScope(tx, scope.id)
  })
}

function announce(deps: StepsDeps, changed: Changed): void {
  const { publish } = deps
  if (changed.requests.size > 0) {
    publish('request', [...changed.requests] as RequestId[])
    publish('queue', [...changed.requests])
    publish('outbox')
  }
  if (changed.subjects.size > 0 || changed.directory) publish('subject', [...changed.subjects])
  if (changed.erasures.size > 0) publish('erasure', [...changed.erasures])
  if (changed.inventory) publish('inventory')
  if (changed.notes) {
    publish('note')
    deps.onNotes()
  }
  if (changed.staff) {
    publish('queue')
    deps.onStaff?.()
  }
  if (changed.policies.size > 0) publish('policy', [...changed.policies])
  publish('sync')
}
