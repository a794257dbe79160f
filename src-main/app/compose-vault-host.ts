// Builds the data process: everything is made and joined here, once, from what it is handed. Runs in plain Node too, without a window.
import type { SearchedFolders } from '../erasure/places'
import type { Recheck } from '../erasure/recheck'
import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { Clock } from '../../src-shared/base/clock'
import { faultLineOf, type FaultLine } from '../../src-shared/base/fault-line'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SetAsideReason } from '../../src-shared/contract/set-aside'
import type { InstallState } from '../../src-shared/contract/support'
import { createDispatch } from '../ipc/dispatch'
import { createGate, type Gate } from '../ipc/gate'
import { createPublisher } from '../ipc/publish'
import { servePort, type DeskPort } from '../ipc/serve-port'
import { createBackoff } from '../keys/backoff'
import { isEnrolled } from '../keys/key-file'
import type { SearchResidue } from '../erasure/search-residue'
import { scryptKdf, type Kdf } from '../keys/derive'
import type { Random } from '../keys/device-key'
import { nodeCrypto } from '../keys/node-crypto'
import { Secret } from '../keys/secret'
import { sweepUnfinishedPackages } from '../packages/package-folder'
import { realSleep, type Sleep } from '../sync/backoff'
import { createHttpsChannel, type HttpChannel, type OriginTrust } from '../sync/https-channel'
import type { Inventory } from '../sync/undeclared'
import type { DeskHost } from '../usecases/desk-host'
import type { UnlockedDesk } from '../usecases/unlocked-desk'
import { isDamage, noteStoreCheck } from '../vault/store-check'
import { keepHostFacts, type HostFactsKeeper } from '../usecases/host-facts'
import { openOwnProxy } from '../usecases/own-proxy'
import { createPickedFiles } from '../usecases/picked-files'
import { openStoreEnd } from '../usecases/store-end'
import { readWipe } from '../usecases/wipe'
import { finishSetAside } from '../vault/quarantine'
import type { FromHost } from './host-messages'
import type { OpenedDesk } from './open-desk'
import { markAsPractice } from './practice-mark'

export interface VaultHostInput {
  readonly isPractice?: boolean
  readonly profileDir: string
  readonly exportDir: string
  /** The shell's own folders, where there is a shell. */
  readonly shell?: SearchedFolders['shell']
  readonly resourcesDir: string
  /** Taken over: the caller's bytes are overwritten. */
  readonly deviceSecret?: Uint8Array
  readonly keyStore: 'used' | 'absent'
  readonly clock: Clock
  readonly random: Random
  readonly appVersion: string
  /** What the main process found of the program's own folder. */
  readonly installFolder?: InstallState
  /** The built package worker, beside the data process. */
  readonly workerFile: string
  /** Tells the main process; nothing of a person is ever in it. */
  readonly tell?: (message: FromHost) => void
  readonly log?: (line: FaultLine) => void
  /** Has the main process print a page into a PDF; without one nothing is printed. */
  readonly print?: (html: string) => Promise<Uint8Array | undefined>
  /** Tests: a channel that drops, delays or forges. */
  readonly transportFactory?: (trust: OriginTrust) => Result<HttpChannel, DeskError>
  readonly sleep?: Sleep
  readonly kdf?: Kdf
  /** On a thread of its own where the app runs; by default on this one. */
  readonly searchResidue?: SearchResidue
  readonly recheck?: Recheck
  /** How long an act can be undone before it is sent, in ms; by default as the domain says. */
  readonly undoMs?: number
  /** How often it is looked whether there is more to do, in ms; by default as app/work-watch.ts says. */
  readonly noticeEveryMs?: number
  /** Kept on the disk for a full one; by default as vault/ballast.ts says. */
  readonly ballastBytes?: number
  /** Tests: what an older or a newer build was made to hold. */
  readonly inventory?: Inventory
}
export interface VaultHost {
  /** Somebody picked a file in the main process's dialog; the page knows it by this number. */
  readonly picked: (pickId: string, path: string) => void
  readonly attach: (port: DeskPort) => void
  /** The gate itself, for tests and benches that need no port. */
  readonly gate: Gate
  /** Ends every piece of work and closes the store. In the app the process ends instead. */
  readonly dispose: () => Promise<void>
}

export async function composeVaultHost(input: VaultHostInput): Promise<VaultHost> {
  const { profileDir, clock, random } = input
  await tidyFolders(input)
  const publisher = createPublisher()
  const tell = input.tell ?? (() => undefined)
  const facts = keepHostFacts(input.installFolder ?? 'unknown')
  const log = loggedBy(input, facts)
  const ports = new Set<DeskPort>()
  const onFault = faultsHeard(input, log, tell)
  const sleep = input.sleep ?? realSleep
  const ownProxy = await openOwnProxy(profileDir, () => publisher.publish('session'))
  const open = input.transportFactory ?? createHttpsChannel
  const connect = (trust: OriginTrust): Result<HttpChannel, DeskError> => open(ownProxy.over(trust))
  const slot = createDeskSlot()
  const close = async (): Promise<void> => {
    // In the app this process ends here, and the next one goes on.
    tell({ type: 'lock', reason: 'wiped' })
    await slot.end()
  }
  const place = { ...placeOf(input), facts: facts.read }
  const storeEnd = await openStoreEnd({ profileDir, deviceSecret: place.deviceSecret, clock, crypto: nodeCrypto, connect, sleep, random, onChange: () => publisher.publish('session'), close, isOpen: () => slot.desk() !== undefined, onFault })
  if (await isEnrolled(profileDir)) slot.enrolled()

  const host: DeskHost = {
    ...place,
    desk: slot.desk,
    wipe: () => readWipe(profileDir),
    destroyAt: storeEnd.destroyAt, handOver: storeEnd.handOver,
    ...openingsOf(() => {
      tell({ type: 'lock', reason: 'set-aside' })
      return slot.end()
    }),
    connect, ownProxy,
    openDesk: async (open) => {
      const { openDesk } = await import('./open-desk')
      const result = await slot.open(openDesk(open, { host, publish: publisher.publish, workerFile: input.workerFile, sleep, undoMs: input.undoMs, noticeEveryMs: input.noticeEveryMs, ballastBytes: input.ballastBytes, print: printerOf(input), built: input.inventory ? { inventory: input.inventory } : {}, tell, onWipe: (order) => storeEnd.startWipe({ reason: 'order', order, now: clock.now() }), onFault }))
      if (!result.ok) return result
      tell({ type: 'session', state: 'unlocked' })
      publisher.publish('session')
      return { ok: true, value: result.value.desk }
    },
  }
  const gate = counted(createGate({ stage: slot.stage, me: () => slot.desk()?.me, isProved: () => slot.desk()?.proof.isRecent() ?? false, dispatch: createDispatch(host), onFault }), facts)
  return {
    gate,
    picked: host.picks.put,
    attach: (port) => {
      ports.add(port)
      port.onClose(() => ports.delete(port))
      servePort(port, gate, publisher)
    },
    dispose: async () => {
      for (const port of ports) port.close()
      ports.clear()
      await storeEnd.stop()
      await slot.close()
      host.deviceSecret?.purge()
    },
  }
}

/** Of damage the desk locks: the next opening reads all of the store before anything is decided about it. */
function faultsHeard({ profileDir, clock }: VaultHostInput, log: (line: FaultLine) => void, tell: (message: FromHost) => void): (work: string, error: unknown) => void {
  return (work, error) => {
    log(faultLineOf(work, error))
    if (isDamage(error)) void noteStoreCheck(profileDir, 'doubtful', clock.now()).then(() => tell({ type: 'lock', reason: 'store-doubtful' }))
  }
}

function printerOf({ print = async () => undefined, isPractice }: VaultHostInput): NonNullable<VaultHostInput['print']> {
  return isPractice === true ? (html) => print(markAsPractice(html)) : print
}

function loggedBy({ log }: VaultHostInput, { failed }: HostFactsKeeper): (line: FaultLine) => void {
  return (line) => {
    failed(line)
    log?.(line)
  }
}

/** Kinds of refusals are counted, for whoever looks after this desk. */
function counted(gate: Gate, { answered }: HostFactsKeeper): Gate {
  return async (channel, request) => {
    const result = await gate(channel, request)
    if (!result.ok) answered(result.error.kind)
    return result
  }
}

interface DeskSlot {
  readonly desk: () => UnlockedDesk | undefined
  readonly stage: () => 'unlocked' | 'locked' | 'not-enrolled'
  readonly enrolled: () => void
  readonly open: (opening: Promise<Result<OpenedDesk, DeskError>>) => Promise<Result<OpenedDesk, DeskError>>
  readonly close: () => Promise<void>
  /** Its store is wiped: a desk that is just being opened is closed as well, and none is enrolled any more. */
  readonly end: () => Promise<void>
}

/** The one desk of this process, from enrolment to its end. */
function createDeskSlot(): DeskSlot {
  let opened: OpenedDesk | undefined
  let opening: Promise<unknown> | undefined
  let isThere = false
  const close = async (): Promise<void> => {
    const open = opened
    opened = undefined
    await open?.close()
  }
  return {
    desk: () => opened?.desk,
    stage: () => (opened ? 'unlocked' : isThere ? 'locked' : 'not-enrolled'),
    enrolled: () => void (isThere = true),
    open: (promise) => {
      const mine = promise.then((made) => {
        if (made.ok) {
          opened = made.value
          isThere = true
        }
        return made
      })
      opening = mine.catch(() => undefined)
      return mine
    },
    close,
    end: async () => {
      await opening
      isThere = false
      await close()
    },
  }
}

/** What a former process left half done. */
async function tidyFolders({ profileDir, exportDir }: VaultHostInput): Promise<void> {
  await mkdir(profileDir, { recursive: true, mode: 0o700 })
  await finishSetAside(profileDir)
  await sweepUnfinishedPackages(exportDir)
}

/** Why the store did not open, as long as this process lives. */
function openingsOf(end: () => Promise<void>): Pick<DeskHost, 'refusedOpening' | 'openingRefused' | 'setAside'> {
  let refused: SetAsideReason | undefined
  return {
    refusedOpening: () => refused,
    openingRefused: (reason) => void (refused = reason),
    setAside: () => {
      refused = undefined
      return end()
    },
  }
}

function placeOf(input: VaultHostInput): Omit<DeskHost, 'facts' | 'desk' | 'wipe' | 'destroyAt' | 'handOver' | 'refusedOpening' | 'openingRefused' | 'setAside' | 'connect' | 'ownProxy' | 'openDesk'> {
  const { profileDir, exportDir, clock, random } = input
  return {
    isPractice: input.isPractice === true,
    profileDir,
    exportDir,
    shell: input.shell,
    keyStore: input.keyStore,
    deviceSecret: input.deviceSecret && Secret.take(input.deviceSecret),
    appVersion: input.appVersion,
    clock,
    random,
    kdf: input.kdf ?? scryptKdf,
    searchResidue: input.searchResidue ?? (async (...search) => (await import('../erasure/search-residue')).searchResidue(...search)),
    recheck: input.recheck ?? (async (...recheck) => (await import('../erasure/recheck')).recheckResidue(...recheck)),
    crypto: nodeCrypto,
    backoff: createBackoff(join(profileDir, 'tries.json'), clock),
    pendingEnrolments: new Map(),
    picks: createPickedFiles(),
  }
}
