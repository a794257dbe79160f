// Joins an open store with keys, rules, origin, sync, packages and erasure into the desk that the use cases work on.
import { toDay } from '../../src-shared/base/clock'
import { must } from '../../src-shared/base/assert'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import type { Topic } from '../../src-shared/contract/topics'
import { fromBase64url } from '../../src-shared/formats/canonical'
import { checkEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { SignedCertificate } from '../../src-shared/formats/signed'
import { idleLimitOf } from '../../src-shared/domain/pack-limits'
import { UNDO_MS } from '../../src-shared/domain/undo'
import { checkWipeOrder, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import type { Rejection } from '../../src-shared/protocol/push'
import { deviceSigner, type Random } from '../keys/device-key'
import { holdKeys } from '../keys/held-keys'
import { storeKey } from '../keys/key-slots'
import { Secret } from '../keys/secret'
import { holdSigninSecret, type SigninSecret } from '../keys/signin-secret'
import { createFileChecks } from '../packages/check-file'
import { createPackageThreads } from '../packages/package-threads'
import { loadRules } from '../rules/load-pack'
import { realSleep, type Sleep } from '../sync/backoff'
import { createLeasedPeople } from '../sync/leased-people'
import { createOriginClient, type OriginClient } from '../sync/origin-client'
import { createPresence } from '../sync/presence'
import { reindexQueue } from '../sync/reindex-queue'
import { createSyncLoop } from '../sync/sync-loop'
import { createSyncSteps } from '../sync/sync-steps'
import type { Inventory } from '../sync/undeclared'
import { withAlerts } from '../usecases/access-alerts'
import { isOnline } from '../usecases/act-on-request'
import { withAudit } from '../usecases/audit-looks'
import { createErasureRunner, type ErasureRunner } from '../usecases/carry-out-erasure'
import type { DeskHost, OpenDeskInput } from '../usecases/desk-host'
import { createLeaseKeeper, type LeaseKeeper } from '../usecases/lease'
import { packageMaker } from '../usecases/make-package'
import { createBundleJobs } from '../usecases/bundle-jobs'
import { createPackageJobs } from '../usecases/package-jobs'
import { tellPlace } from '../usecases/presence'
import { removeUnfinishedCopies } from '../usecases/saved-copies'
import { endQuarantine } from '../usecases/set-aside'
import { settlePackages } from '../usecases/settle-packages'
import { withSealedOutbox } from '../usecases/sealed-outbox'
import { followed } from './followed-sync'
import { createAuditWitnesses } from '../usecases/audit-witness'
import type { Rechecker } from '../usecases/recheck-residue'
import { anchorTeller, tellChain } from '../usecases/tell-chain'
import { takeNotice } from '../usecases/take-notice'
import { openTrust, takePins } from '../usecases/take-pins'
import { takeRules } from '../usecases/take-rules'
import type { AuditEvent, DeskDevice, UnlockedDesk } from '../usecases/unlocked-desk'
import { whoAmI, type MeKeeper } from '../usecases/who-am-i'
import { checkAnchor } from '../vault/anchor'
import { getMeta } from '../vault/repositories/meta'
import { dropPastSnoozes } from '../vault/repositories/snoozes'
import type { OutboxItem } from '../vault/repositories/outbox'
import { createPeopleCount } from '../vault/repositories/people'
import type { KeyedVault } from '../vault/keyed-vault'
import type { Vault } from '../vault/vault'
import { anchored } from './anchored-vault'
import { openFiles, organisationOf, peopleOfDesk, personHere, recheckerOf, signInOf, standingKeyOf, type PeopleOfDesk } from './desk-parts'
import type { FromHost } from './host-messages'
import { watchSession } from './session-watch'
import { careForStore, type StoreCare } from './store-care'
import { LOOK_EVERY_MS, watchWork } from './work-watch'

export interface OpenDeskDeps {
  readonly host: DeskHost
  readonly publish: (topic: Topic, ids?: readonly string[]) => void
  readonly workerFile: string
  readonly sleep: Sleep
  /** Undefined, as the two below: as the domain, vault/ballast.ts and app/work-watch.ts say. */
  readonly undoMs: number | undefined
  /** Kept free of a full disk for what may not wait; 0: none. */
  readonly ballastBytes: number | undefined
  readonly print: UnlockedDesk['print']
  /** Tests: a desk of an older or newer build. */
  readonly built?: { readonly inventory?: Inventory }
  readonly tell: (message: FromHost) => void
  /** How often it is looked whether there is more to do, in ms. */
  readonly noticeEveryMs: number | undefined
  /** An order of the organisation to this device, checked. */
  readonly onWipe: (order: SignedWipeOrder) => void
  /** Hears of background work that failed in a way nobody foresaw. */
  readonly onFault: (work: string, error: unknown) => void
}
export interface OpenedDesk {
  readonly desk: UnlockedDesk
  readonly close: () => Promise<void>
}

export async function openDesk(input: OpenDeskInput, deps: OpenDeskDeps): Promise<Result<OpenedDesk, DeskError>> {
  const { vault: bare, keys } = input.keyed
  const signin = holdSigninSecret(input.signinSecret)
  const held = [keys.storeSecret, keys.macKey]
  // The process lives on with its unlock screen: no key of a store that it was not let into stays behind.
  const letGo = async (): Promise<void> => {
    await bare.close()
    for (const secret of held) secret.purge()
    void signin.now().then((secret) => secret.purge(), () => undefined)
  }
  const refuse = async (error: DeskError): Promise<Result<never, DeskError>> => {
    await letGo()
    return err(error)
  }
  try {
    // An older store put back in place of the present one is whole and valid; only the anchor tells.
    const anchor = await checkAnchor(deps.host.profileDir, bare, keys.macKey)
    const isNewStore = !anchor.ok && anchor.error === 'anchor-missing' && (await bare.reader.selectFrom('audit').select('seq').limit(1).executeTakeFirst()) === undefined
    if (!anchor.ok && !isNewStore) {
      const tell = await anchorTeller(bare.reader, deps.host)
      void tell?.().catch((error: unknown) => deps.onFault('chain', error))
      return await refuse({ kind: anchor.error === 'store-behind-anchor' ? 'store-outdated' : 'store-damaged', params: { reason: anchor.error } })
    }
    const found = await readStore({ keyed: input.keyed, signin }, deps, held)
    if (!found.ok) return await refuse(found.error)
    const opened = await wire({ keyed: input.keyed, signin }, found.value, deps)
    if (!opened.ok) return await refuse(opened.error)
    return opened
  } catch (error) {
    await letGo()
    throw error
  }
}

interface Opened {
  readonly keyed: KeyedVault
  readonly signin: SigninSecret
}
interface StoreFacts {
  readonly vault: Vault
  readonly enrolment: EnrolmentBody
  readonly device: DeskDevice
  readonly me: Me
}

/** What was written at enrolment; its enrolment file is checked anew, since all trust hangs on it. `held` takes the keys read here. */
async function readStore({ keyed, signin }: Opened, { host, onFault }: OpenDeskDeps, held: Secret[]): Promise<Result<StoreFacts, DeskError>> {
  const { keyFile, keys } = keyed
  const stored = await getMeta(keyed.vault.reader, 'device')
  const enrolment = checkEnrolment((await getMeta(keyed.vault.reader, 'enrolment')) ?? '', host.crypto)
  if (!stored || !enrolment.ok) return err({ kind: 'store-damaged', params: { reason: 'enrolment' } })
  const privateKey = Secret.take(new Uint8Array(Buffer.from(stored.privateKey, 'base64url')))
  held.push(privateKey)
  const device: DeskDevice = {
    deviceId: stored.deviceId,
    workstation: keyFile.workstation,
    signer: deviceSigner(privateKey),
    // Checked when it came, at enrolment.
    certificate: stored.certificate as SignedCertificate,
  }
  const me = await whoAmI(keyed.vault.reader, must(keyFile.slots.find((slot) => slot.staffId === keys.staffId), 'the slot that was opened'), toDay(host.clock.now()))
  if (!me) return err({ kind: 'not-permitted' })
  const sealKey = enrolment.value.sealKey === undefined ? undefined : fromBase64url(enrolment.value.sealKey)
  const sealed = await withSealedOutbox(keyed.vault, { profileDir: host.profileDir, tenant: enrolment.value.tenant, deviceId: device.deviceId, signer: device.signer, sealKey, me: me.staffId, signinSecret: signin, random: host.random, crypto: host.crypto })
  const vault = anchored(sealed, host.profileDir, keys.macKey, (error) => onFault('anchor', error))
  return ok({ vault, enrolment: enrolment.value, device, me })
}

/** Anything less than the organisation's signature over an order to this device only locks (docs/decisions/0024). */
function wipeOrLock(order: ReturnType<typeof checkWipeOrder>, { onWipe, tell }: Pick<OpenDeskDeps, 'onWipe' | 'tell'>): void {
  if (order) onWipe(order)
  else tell({ type: 'lock', reason: 'device-revoked' })
}

/** Everything that needs the store and each other; in the order in which they lean on one another. */
async function wire(input: Opened, facts: StoreFacts, deps: OpenDeskDeps): Promise<Result<OpenedDesk, DeskError>> {
  const { host, publish } = deps
  const { clock, random, crypto, profileDir, exportDir, shell } = host
  const { enrolment, device, me } = facts
  const bootId = Buffer.from(random(new Uint8Array(16))).toString('hex')
  // What waited for room: the lines of looks, the anchor, the sync and all that hangs on it.
  const onRoom = (): Promise<unknown> => vault.transaction(() => Promise.resolve()).then(() => loop.syncNow())
  const care = careForStore(facts.vault, { ...deps, clock, profileDir, onRoom })
  const { vault, auditBy, lookBy } = await withAudit(care.vault, { clock, random, bootId, device: device.deviceId }, care.ballast)
  const audit = auditBy(me.staffId)
  const { identity, orgKeys, onOrgKey } = await organisationOf({ vault, enrolment, audit: auditBy('system') }, deps)
  const rules = await loadRules({ vault, orgPublicKey: orgKeys, crypto })
  const trust = await openTrust({ vault, enrolment, profileDir, onFault: (error) => deps.onFault('pins', error) })
  const channel = host.connect(trust)
  if (!rules.ok) return rules
  if (!channel.ok) return channel
  const client = createOriginClient({ channel: channel.value, identity, onOrgKey, device: { deviceId: device.deviceId, signer: device.signer }, crypto, clock, onRevoked: (found) => wipeOrLock(checkWipeOrder(found, { ...identity, deviceId: device.deviceId }, crypto), deps), ...deps.built })
  const { signIn, proof } = signInOf({ client, time: () => knownTime.now(), login: me.login, secret: input.signin, rules: rules.value.current }, deps)
  const keyed = holdKeys(input.keyed)
  const { attachments, files, onNotes } = await openFiles({ vault, client, token: () => signIn.token() }, deps)
  const runner = createErasureRunner({ searchResidue: host.searchResidue, sweepFiles: () => attachments.sweep(), vault, clock, random, crypto, profileDir, exportDir, shell, device, keyed, audit: auditBy('system'), onChange: (done, failed) => care.afterPurge(done, failed, () => void loop.syncNow()), onHold: () => publish('sync'), onFault: (error) => deps.onFault('purge', error) })
  const here = peopleOfDesk({ vault, me, keyed, audit: auditBy('system'), renew: runner.renew }, deps)
  const lease = createLeaseKeeper({ profileDir, vault, clock, crypto, deviceId: device.deviceId, originKey: enrolment.originCertificate.body.publicKey })
  const { knownTime, today, person, onStaff } = await personHere({ vault, me, lookForLeavers: here.lookForLeavers }, deps)
  const rechecker = recheckerOf({ vault, clock, time: lease.time, storeKey: () => storeKey(keyed.now().keyFile, keyed.now().keys), purged: runner.idle, tell: client.tellResidue, audit: (cause) => auditBy(cause === 'asked' ? me.staffId : 'system') }, deps)
  const witnesses = createAuditWitnesses({ vault, clock, crypto, orgPublicKey: orgKeys, deviceId: device.deviceId, tell: client.auditHead, audit: auditBy('system'), onFault: (error) => deps.onFault('witness', error) })
  const stop = new AbortController()
  const presence = createPresence({ clock, sleep: realSleep, send: (at) => tellPlace({ client, signIn, isOnline: () => isOnline({ loop }) }, at), onChange: () => publish('presence') })
  const leased = createLeasedPeople({ clock, time: lease.time })
  const standingKey = await standingKeyOf(facts, deps)
  const packageThreads = createPackageThreads(deps.workerFile)
  const steps = createSyncSteps({
    vault, client, ...(standingKey ? { standingKey } : {}), signIn, crypto, clock, deviceId: device.deviceId, me: me.staffId, appVersion: host.appVersion, bootId, publish,
    rules: rules.value.current,
    offerRules: (pack) => takeRules({ vault, rules: rules.value, knownTime, audit: auditBy('system'), publish }, pack, stop.signal),
    erase: runner.erase, beforeUpload: witnesses.beforeUpload,
    onRuled: (tx, item, rejection) => auditBy('system')(tx, rulingEvent(item, rejection)),
    makeRoom: async () => (await care.ballast.release()) === 'released',
    onErasures: () => {
      // What the kept thread remembers of its last package may be theirs.
      packageThreads.end()
      void runner.purge()
    },
    offerPins: (set) => takePins({ vault, trust, identity, crypto, profileDir, audit: auditBy('system'), knownTime, publish }, set), offerNotice: (notice) => takeNotice({ vault, identity, crypto, knownTime, publish, appVersion: host.appVersion }, notice), onWentBack: (tx, sign) => auditBy('system')(tx, { type: 'sync.went-back', detail: { sign } }), onDrift: (tx, event) => auditBy('system')(tx, event),
    onNotes, onStaff, onLease: lease.take, knownTime, presence, leased, ...deps.built,
    signal: stop.signal,
  })
  const tell = (): void => void tellChain({ vault, tell: client.tellChain }).catch((error: unknown) => deps.onFault('chain', error))
  const loop = createSyncLoop({ steps: followed(steps, { runner, presence, files, rechecker, witnesses, tell, care, endQuarantine: () => endQuarantine({ vault, audit, publish }, profileDir) }), clock, sleep: deps.sleep, random: () => fraction(random), onState: () => publish('sync') })
  const packages = createPackageJobs({ write: packageMaker({ ...facts, vault, orgKeys, audit, files, attachments, rules: rules.value.current, host, threads: packageThreads }), clock, onChange: (jobId) => publish('job', [jobId]) })
  const desk: UnlockedDesk = {
    vault, device, enrolment, orgKeys, rules: rules.value, clock, today, knownTime, proof,
    get me() { return person.now() },
    time: lease.time, random, crypto, kdf: host.kdf, bootId,
    appVersion: host.appVersion, keyStore: host.keyStore, hostFacts: host.facts, supportBundles: new Map(), undoMs: deps.undoMs ?? UNDO_MS, exportDir, print: deps.print, signIn, signinSecret: input.signin, loop, pushNow: steps.push, audit, auditLook: withAlerts(lookBy(me.staffId), { vault, clock, actor: me.staffId }), publish, packages, packageThreads, attachments, files, takePick: host.picks.take, seePick: host.picks.see, fileChecks: createFileChecks(deps.workerFile), bundleChecks: createFileChecks(deps.workerFile), bundles: createBundleJobs({ onChange: (jobId) => publish('job', [jobId]), onFault: (error) => deps.onFault('bundle', error) }), presence, searchIndex: care.index, countPeople: createPeopleCount({ vault, clock }), leased, heldLooks: new Map(), askOrigin: client, purgeState: runner.state, isHoldingWrites: runner.isHolding, isDiskFull: care.room.isFull, people: here.people, recheck: rechecker.run, witnesses,
  }
  // Past its lease nobody gets in before the origin has given a new one.
  if ((await lease.look()) === 'ended' && !(await steps.greet()).ok) {
    client.close()
    return err({ kind: 'lease-expired' })
  }
  return ok({ desk, close: await begin(desk, { person, here, runner, rechecker, care, client, stop, lease, deps }) })
}

interface Running {
  readonly person: MeKeeper
  readonly here: PeopleOfDesk
  readonly runner: ErasureRunner
  readonly rechecker: Rechecker
  readonly care: StoreCare
  readonly client: OriginClient
  readonly stop: AbortController
  readonly lease: LeaseKeeper
  readonly deps: OpenDeskDeps
}

/** Starts what runs by itself; returns what ends it. */
async function begin(desk: UnlockedDesk, { person, here, runner, rechecker, care, client, stop, lease, deps: { tell, onFault, noticeEveryMs } }: Running): Promise<() => Promise<void>> {
  const { vault, audit, loop, clock, me, presence, rules, publish, today, attachments, files } = desk
  await vault.transaction(async (tx) => {
    await dropPastSnoozes(tx, today())
    await audit(tx, { type: 'session.unlock' })
  })
  await attachments.sweep()
  await removeUnfinishedCopies(vault.reader, desk.exportDir)
  await settlePackages(vault, desk.exportDir, { at: clock.now(), by: me.staffId })
  loop.start()
  void runner.purge()
  here.begin()
  const kept = care.begin()
  const reindexed = reindexQueue({ vault, rules: rules.current, signal: stop.signal }).then((wrote) => wrote && publish('queue'), (error: unknown) => onFault('reindex', error))
  const endWatch = watchSession({ lease, clock, me, person, idleSeconds: () => idleLimitOf(rules.current()), tell })
  const endWorkWatch = watchWork(desk, { tell, onFault, everyMs: noticeEveryMs ?? LOOK_EVERY_MS })
  return async () => {
    endWatch()
    const watched = endWorkWatch()
    presence.stop()
    desk.fileChecks.stop()
    await desk.bundles.end()
    desk.packageThreads.end()
    stop.abort()
    await loop.stop()
    await files.stop()
    await watched
    await runner.idle()
    await rechecker.idle()
    await desk.witnesses.idle()
    await reindexed
    await care.stop()
    await kept
    client.close()
    // How far time has come is kept, if it can be; locking in the app ends the process, and the last minute's look then stands.
    await lease.look().catch(() => undefined)
    await vault.close()
  }
}

function rulingEvent(item: OutboxItem, rejection: Rejection | undefined): AuditEvent {
  return {
    type: rejection ? 'outbox.refused' : 'outbox.applied',
    ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }),
    objectId: item.mid,
    detail: { op: item.op, ...(rejection ? { code: rejection.code } : {}) },
  }
}

/** [0, 1) */
function fraction(random: Random): number {
  return new DataView(random(new Uint8Array(4)).buffer).getUint32(0) / 2 ** 32
}
