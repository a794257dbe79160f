// Carries out a signed erasure on this desk: the rows go in the transaction that applies the page, the bytes in the purge after it.
import type { Clock } from '../../src-shared/base/clock'
import type { ErasureId } from '../../src-shared/base/ids'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Random } from '../keys/device-key'
import type { HeldKeys, Keyed } from '../keys/held-keys'
import { storeKey } from '../keys/key-slots'
import { eraseSubject } from '../erasure/execute'
import { writeNeedles } from '../erasure/needle-file'
import { removeCopies } from './saved-copies'
import { mentionsOf } from '../../src-shared/domain/mentions'
import { collectNeedles } from '../erasure/needles'
import { readPersonTexts } from '../erasure/person-texts'
import type { SearchedFolders } from '../erasure/places'
import { openJobs, purgeErased, type PurgeErasedDeps, type PurgeFailure } from '../erasure/purge-erased'
import type { SearchResidue } from '../erasure/search-residue'
import { ok, type Result } from '../../src-shared/base/result'
import type { EraseOrder } from '../sync/apply'
import { subjectHmac } from '../sync/suppression'
import { copyUnderNewKey, type PurgeError } from '../vault/purge'
import { getErasure, oweReceipt } from '../vault/repositories/erasures'
import { listOpenJobs } from '../vault/repositories/jobs'
import type { Vault } from '../vault/open-vault'
import type { Tx } from '../vault/transaction'
import type { AuditEvent, DeskDevice } from './unlocked-desk'
import type { FormatCrypto } from '../../src-shared/formats/crypto'

export interface CarryOutDeps {
  readonly vault: Vault
  readonly clock: Clock
  readonly random: Random
  readonly crypto: FormatCrypto
  readonly profileDir: string
  readonly exportDir: string
  readonly shell?: SearchedFolders['shell']
  readonly device: DeskDevice
  readonly searchResidue: SearchResidue
  readonly audit: (tx: Tx, event: AuditEvent) => Promise<void>
  /** The purge replaces them. */
  readonly keyed: HeldKeys
  /** Removes attached files that no row has any more. */
  readonly sweepFiles: () => Promise<void>
  /** `done` have a receipt now that wants to be sent; the others could not be purged this time. */
  readonly onChange: (done: readonly ErasureId[], failed: readonly ErasureId[]) => void
  /** The hold on the writer has begun, or is over. */
  readonly onHold: () => void
  /** Hears of what is unexpected; the job stays and is tried again. */
  readonly onFault: (error: unknown) => void
}
export interface ErasureRunner {
  readonly erase: (tx: Tx, order: EraseOrder) => Promise<void>
  /** Starts the purge of what waits; one that runs begins again at its end, since what came meanwhile may have come too late for it. */
  readonly purge: () => Promise<void>
  /** At contact: once more for what may have mended itself, unless a purge runs anyway. The next unlock tries everything again. */
  readonly retry: () => void
  /** The store under a new key now: whoever lost their slot opens nothing with a former key file either. */
  readonly renew: () => Promise<Result<unknown, PurgeError>>
  /** Comes back when the store is not being copied. */
  readonly idle: () => Promise<void>
  /** The store is being copied: whoever wants to write waits. */
  readonly isHolding: () => boolean
  readonly state: (erasureId: ErasureId) => { readonly state: 'pending' | 'running'; readonly error?: DeskError } | undefined
}

const FAILURE_KIND: Readonly<Record<PurgeFailure, DeskError['kind']>> = {
  'disk-full': 'disk-full',
  'copy-damaged': 'store-damaged',
  'needles-lost': 'purge-pending',
  'residue-left': 'purge-pending',
  'file-unreadable': 'purge-pending',
}
const UNFORESEEN = 'unforeseen'
/** At mere contact only what may be mended by now: room made, a note beside the exports removed. */
const RETRIED_AT_CONTACT: readonly unknown[] = ['disk-full', 'residue-left', UNFORESEEN]
/** Each try for residue writes the whole store anew, and contact may come every few seconds: the pause doubles with each that found some. A full disk is seen before anything is written. */
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 3_600_000

interface Pause {
  readonly note: (failed: readonly { readonly why: PurgeFailure }[]) => void
  readonly isOn: () => boolean
}

/** Between tries that contact begins; an unlock, and another erasure, try at once. */
function createPause(clock: Clock): Pause {
  let found = 0
  let endsAt = -Infinity
  return {
    note: (failed) => {
      found = failed.some(({ why }) => why === 'residue-left') ? found + 1 : 0
      endsAt = found === 0 ? -Infinity : clock.mono() + Math.min(FIRST_PAUSE_MS * 2 ** (found - 1), LONGEST_PAUSE_MS)
    },
    isOn: () => clock.mono() < endsAt,
  }
}

function isWorthRetrying(failures: readonly DeskError[], pause: Pause): boolean {
  const reasons = failures.map((failure) => failure.params?.['why'])
  return reasons.length === 0 || reasons.some((why) => RETRIED_AT_CONTACT.includes(why) && !(why === 'residue-left' && pause.isOn()))
}

/** Whoever wants to write waits, and the screens say so. */
function createHold({ onHold }: Pick<CarryOutDeps, 'onHold'>): { readonly hold: (is: boolean) => void; readonly isHolding: () => boolean } {
  let isHeld = false
  const hold = (is: boolean): void => {
    isHeld = is
    onHold()
  }
  return { hold, isHolding: () => isHeld }
}

export function createErasureRunner(deps: CarryOutDeps): ErasureRunner {
  let running: Promise<void> | undefined
  let renewing: ReturnType<typeof renewStore> | undefined
  /** How often somebody asked for a purge. */
  let asked = 0
  const failures = new Map<ErasureId, DeskError>()
  const { hold, isHolding } = createHold(deps)
  const pause = createPause(deps.clock)
  const runAll = async (): Promise<void> => {
    // An erasure that arrives while a purge runs waits for the next copy.
    while ((await listOpenJobs(deps.vault.reader, 'purge')).length > 0) {
      // Their rows and keys went with the person; nobody signs that nothing is left while they lie there.
      await deps.sweepFiles()
      const { done, failed } = await purgeErased(purgeDeps(deps, hold))
      for (const erasureId of done) failures.delete(erasureId)
      pause.note(failed)
      for (const { erasureId, why } of failed) failures.set(erasureId, { kind: FAILURE_KIND[why], params: { why } })
      deps.onChange(done, failed.map(({ erasureId }) => erasureId))
      // What failed is tried again at the next unlock, and some of it at the next contact; not in a circle.
      if (done.length === 0) return
    }
  }
  /** What is unexpected leaves the jobs where they are; the screen says that they wait, and why it is taking so long. */
  const failAll = async (error: unknown): Promise<void> => {
    deps.onFault(error)
    const waiting = (await openJobs(deps.vault)).map(({ erasureId }) => erasureId)
    failures.clear()
    for (const erasureId of waiting) failures.set(erasureId, { kind: 'purge-pending', params: { why: UNFORESEEN } })
    deps.onChange([], waiting)
  }
  const run = async (): Promise<void> => {
    for (let served = 0; served < asked; ) {
      served = asked
      await runAll().catch(failAll).catch(deps.onFault)
    }
    asked = 0
    // In the same breath as the last look at the count: nobody can ask in between and be told to wait for a run that is over.
    running = undefined
  }
  const purge = (): Promise<void> => {
    asked += 1
    running ??= run()
    return running
  }
  // In memory alone: after a new start such a file counts as one out of reach, which claims less than is true, never more. Its row cannot say it before the
  // transaction that takes the row, for that is the one that failed.
  const destroyed = new Set<string>()
  return {
    erase: (tx, order) => carryOut(tx, order, deps, destroyed),
    purge,
    retry: () => {
      if (!running && isWorthRetrying([...failures.values()], pause)) void purge()
    },
    renew: () => (renewing = renewStore(deps, hold)),
    idle: async () => {
      await running
      await renewing?.catch(() => undefined)
    },
    isHolding,
    state: (erasureId) => {
      const error = failures.get(erasureId)
      return running ? { state: 'running' } : { state: 'pending', ...(error ? { error } : {}) }
    },
  }
}

/**
 * The needles are on the disk, sealed, before the rows go: without them nobody could show afterwards that nothing is left. `destroyed`: files of packages that
 * went in a try whose transaction then failed (a full disk): the next one finds them no more, and out of reach they are not.
 */
async function carryOut(tx: Tx, order: EraseOrder, deps: CarryOutDeps, destroyed: Set<string>): Promise<void> {
  // A page that is read again brings the order again, and so does an origin that was restored from before our answer; the first time stands.
  if (await getErasure(tx, order.erasureId)) return oweReceipt(tx, order.erasureId)
  const packagesOutOfReach = await removeCopies(tx, order.subjectId, deps.exportDir, destroyed)
  const texts = await readPersonTexts(tx, order.subjectId)
  const needles = collectNeedles(texts)
  const needlesKey = await writeNeedles(deps.profileDir, order.erasureId, needles, deps.random)
  const counts = await eraseSubject(tx, { ...order, mentions: mentionsOf(texts), subjectHmac: await subjectHmac(tx, order.subjectId), needlesKey, now: deps.clock.now() })
  // Named by the erasure, never by the person: an entry that named them would bring their id back.
  await deps.audit(tx, { type: 'erasure.rows', objectId: order.erasureId, detail: { counts, ...(packagesOutOfReach > 0 ? { packagesOutOfReach } : {}) } })
}

function renewStore({ vault, keyed, random, clock }: CarryOutDeps, hold: (is: boolean) => void): Promise<Result<Keyed, PurgeError>> {
  return keyed.change(({ keyFile, keys }) => {
    hold(true)
    return copyUnderNewKey(vault, keyFile, keys, { random, clock }).finally(() => hold(false))
  })
}

function purgeDeps(deps: CarryOutDeps, hold: (is: boolean) => void): PurgeErasedDeps {
  const { vault, clock, profileDir, exportDir, shell, searchResidue, device, crypto } = deps
  return {
    vault,
    clock,
    profileDir,
    exportDir,
    shell,
    searchResidue,
    device: { id: device.deviceId, signer: device.signer, certificate: device.certificate },
    crypto,
    renewStore: async () => {
      const renewed = await renewStore(deps, hold)
      return renewed.ok ? ok({ key: storeKey(renewed.value.keyFile, renewed.value.keys) }) : renewed
    },
    onDone: (tx, erasureId, report) =>
      deps.audit(tx, { type: 'erasure.purged', objectId: erasureId, detail: { generation: vault.generation, hits: report.hits, needles: report.needles } }),
  }
}
