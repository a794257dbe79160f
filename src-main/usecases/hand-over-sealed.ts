// Brings the sealed outbox of a store that is gone to the origin: no passphrase and no device key is needed, since each item carries the
// device's signature and only the origin can read it. Goes on until everything is there; what the origin cannot read is kept.
//
//   outbox.sealed            of the store of this profile: only once that store is gone or does not open
//   outbox-DEVICE.sealed     set aside when the workstation was enrolled anew before it had arrived
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { HandOverStatus } from '../../src-shared/contract/session'
import type { SealedReason } from '../../src-shared/domain/vocabulary'
import type { Random } from '../keys/device-key'
import { KEY_FILE } from '../../src-shared/contract/profile-files'
import { exists, removeIfThere, syncFolder } from '../keys/private-files'
import { backoffMs, type Sleep } from '../sync/backoff'
import { readSealedFile, SEALED_OUTBOX_FILE } from './sealed-file'
import type { ShutDesk } from './shut-client'

const SET_ASIDE = /^outbox-[0-9a-z-]{1,40}\.sealed$/

export interface HandOverDeps extends ShutDesk {
  readonly sleep: Sleep
  readonly random: Random
  readonly onChange: () => void
}
export interface HandOver {
  /** `gone`: the store of this profile too. Called again it starts at once, without its back-off. */
  readonly begin: (which: 'set-aside' | 'gone', reason: SealedReason) => void
  readonly status: () => HandOverStatus | undefined
  /** Comes back when nothing is under way any more. */
  readonly stop: () => Promise<void>
}

export function createHandOver(deps: HandOverDeps): HandOver {
  let hurry = new AbortController()
  let running: Promise<void> | undefined
  let isStopped = false
  let isStoreGone = false
  let why: SealedReason = 'store-damaged'
  let status: HandOverStatus | undefined
  /** Asked anew at each use: it changes while something is awaited. */
  const hasStopped = (): boolean => isStopped
  const tell = (next: HandOverStatus): void => {
    status = next
    deps.onChange()
  }
  /** What a store that does not open has told already: its file stays beside it, in case the store comes back. */
  const told = new Set<string>()

  const round = async (): Promise<Result<void, DeskError>> => {
    for (const name of await openFiles(deps.profileDir, isStoreGone)) {
      const path = join(deps.profileDir, name)
      const file = await readSealedFile(path)
      if (!file || told.has(path)) continue
      if (file.items.length > 0) tell({ state: 'waiting', acts: file.items.length })
      const sent = file.items.length === 0 ? ok(0) : await (await import('./send-sealed')).sendSealed(deps, file, why)
      if (!sent.ok) return sent
      if (file.items.length > 0) tell({ state: sent.value === 0 ? 'told' : 'unreadable', acts: file.items.length })
      told.add(path)
      const isOfStore = name === SEALED_OUTBOX_FILE && (await hasKeyFile(deps.profileDir))
      if (sent.value > 0 || isOfStore) continue
      await removeIfThere(path)
      await syncFolder(deps.profileDir)
    }
    return ok()
  }
  const run = async (): Promise<void> => {
    for (let attempt = 0; !hasStopped(); attempt++) {
      const done = await round().catch((): Result<never, DeskError> => ({ ok: false, error: { kind: 'internal' } }))
      if (done.ok) return
      await deps.sleep(backoffMs(attempt, done.error, () => fractionOf(deps.random)), hurry.signal)
      if (hurry.signal.aborted) hurry = new AbortController()
    }
  }
  return {
    begin: (which, reason) => {
      isStoreGone = which === 'gone'
      why = reason
      hurry.abort()
      running = (running ?? Promise.resolve()).then(() => (isStopped ? undefined : run()))
    },
    status: () => status,
    stop: async () => {
      isStopped = true
      hurry.abort()
      await running
    },
  }
}

/** [0, 1), as fine as a jitter needs it. */
export function fractionOf(random: Random): number {
  return (random(new Uint8Array(1)).at(0) ?? 0) / 256
}

async function hasKeyFile(dir: string): Promise<boolean> {
  return exists(join(dir, KEY_FILE))
}

async function openFiles(dir: string, isStoreGone: boolean): Promise<readonly string[]> {
  const names = await readdir(dir)
  return names.filter((name) => SET_ASIDE.test(name) || (isStoreGone && name === SEALED_OUTBOX_FILE)).sort()
}

/** Acts of a former store that are not at the origin yet, or that it could not read. */
export async function hasSealedActs(dir: string): Promise<boolean> {
  return (await openFiles(dir, false)).length > 0
}

/** Before a new store is made: the acts of the old one keep a place of their own until they have arrived. */
export async function setSealedAside(dir: string): Promise<void> {
  const path = join(dir, SEALED_OUTBOX_FILE)
  if (!(await exists(path))) return
  const file = await readSealedFile(path)
  if (file?.items.length === 0) await removeIfThere(path)
  else await rename(path, join(dir, `outbox-${file?.deviceId ?? 'unknown'}.sealed`))
  await syncFolder(dir)
}
