// Makes this desk's store unreadable for good: by an order of the organisation, or because its lease has been over for too long.
//
//   wipe.json "started" → keys destroyed (nothing opens the store from here on) → the desk is closed → every file removed → "destroyed"
//   → what was sealed goes to the origin, if it is to be kept → the receipt → "told"
//
// Ended at any point it is finished by the next start, before anybody is asked for a passphrase. Salvage delays nothing: the sealed outbox lies
// beside the store, whole before each act was accepted, so it is brought after the keys are gone. What remains are wipe.json, the enrolment
// file (the way to the origin) and the sealed outbox.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EpochMs } from '../../src-shared/base/clock'
import { WIPE_FILE } from '../../src-shared/contract/profile-files'
import { signedWipeOrderSchema, type SignedWipeOrder } from '../../src-shared/formats/wipe-order'
import { destroyKeys } from '../keys/destroy-keys'
import { syncFolder, writeFileAtomically } from '../keys/private-files'
import { destroyQuarantine } from '../vault/quarantine'
import { ENROLMENT_FILE, ORG_KEYS_FILE, PIN_SET_FILE } from './desk-files'

const wipeSchema = z.strictObject({
  v: z.literal(1),
  reason: z.enum(['order', 'lease-ended']),
  startedAt: z.number().int(),
  state: z.enum(['started', 'destroyed', 'told']),
  /** With an order alone there is somebody to answer to. */
  order: signedWipeOrderSchema.optional(),
})
export type WipeState = z.infer<typeof wipeSchema>

/** Undefined: no wipe was ever begun here. A file that cannot be read is an interrupted write of the first one, before anything was destroyed. */
export async function readWipe(dir: string): Promise<WipeState | undefined> {
  try {
    return wipeSchema.safeParse(JSON.parse(await readFile(join(dir, WIPE_FILE), 'utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function writeWipe(dir: string, wipe: WipeState): Promise<WipeState> {
  await writeFileAtomically(join(dir, WIPE_FILE), JSON.stringify(wipe))
  return wipe
}

export interface WipeCause {
  readonly reason: WipeState['reason']
  readonly order?: SignedWipeOrder
  readonly now: EpochMs
}

/** `close` ends the open desk, after the keys are gone and before its files are. */
export async function wipeDesk(dir: string, { reason, order, now }: WipeCause, close: () => Promise<void>): Promise<WipeState> {
  const begun = await writeWipe(dir, { v: 1, reason, startedAt: now, state: 'started', ...(order ? { order } : {}) })
  await destroyAllKeys(dir)
  // Whatever it still meant to write can be read by nobody; what it leaves goes with the rest.
  await close().catch(() => undefined)
  return (await finishWipe(dir)) ?? begun
}

/** For the start: goes on with a wipe that was begun, answers how the last one stands. */
export async function finishWipe(dir: string): Promise<WipeState | undefined> {
  const wipe = await readWipe(dir)
  if (wipe?.state !== 'started') return wipe
  await destroyAllKeys(dir)
  const keep = [WIPE_FILE, ENROLMENT_FILE, ORG_KEYS_FILE, PIN_SET_FILE, ...(wipe.order?.body.salvage === false ? [] : ['sealed'])]
  for (const name of await readdir(dir)) {
    if (keep.includes(name) || (keep.includes('sealed') && /^outbox.*\.sealed$/.test(name))) continue
    await rm(join(dir, name), { recursive: true, force: true })
  }
  await syncFolder(dir)
  return writeWipe(dir, { ...wipe, state: 'destroyed' })
}

export async function markWipeTold(dir: string, wipe: WipeState): Promise<void> {
  await writeWipe(dir, { ...wipe, state: 'told' })
}

/** Of the store, and of former ones that were set aside. */
async function destroyAllKeys(dir: string): Promise<void> {
  await destroyKeys(dir)
  await destroyQuarantine(dir)
}
