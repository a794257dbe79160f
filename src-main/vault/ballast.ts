// Room kept for what may not wait: a file that holds nothing, let go when the disk is full, so that an erasure can still be carried out.
//
// On a full disk nothing can be deleted from the store either: every change is written before anything is freed (security.md, M7 and D-6).
import { randomFillSync } from 'node:crypto'
import { open, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { createPrivateFile, exists, removeIfThere, syncFile, writeAll } from '../keys/private-files'
import { freeBytes } from './store-files'

export const BALLAST_FILE = 'ballast'
/** As much as security.md keeps for it: many times what an erasure writes, log rows of a year among it. */
export const BALLAST_BYTES = 64 * 1_048_576
const BLOCK_BYTES = 1_048_576

export interface Ballast {
  /** Makes it where there is none and there is room for it and as much again: it is no reason for a disk to be full. */
  keep(): Promise<void>
  /** `none`: there was nothing to let go. */
  release(): Promise<'released' | 'none'>
  /** Lets a little of it go, for the lines of looks (usecases/audit-looks.ts); false: there is not that much. */
  spare(bytes: number): Promise<boolean>
}

/** 0 bytes: none is kept. */
export function createBallast(dir: string, bytes: number): Ballast {
  const path = join(dir, BALLAST_FILE)
  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: nothing is let go while it is written, and left behind. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const isWhole = async (): Promise<boolean> => (await exists(path)) && (await stat(path)).size === bytes
  return {
    keep: () =>
      inTurn(async () => {
        if (bytes === 0 || (await isWhole())) return
        // Of a desk that ended while it was made.
        await removeIfThere(path)
        if ((await freeBytes(dir)) >= 2 * bytes) await fill(path, bytes)
      }),
    release: () =>
      inTurn(async () => {
        if (!(await exists(path))) return 'none'
        await removeIfThere(path)
        return 'released'
      }),
    spare: (wanted) =>
      inTurn(async () => {
        const size = (await exists(path)) ? (await stat(path)).size : 0
        // The room of a whole erasure is more than a hundred times as much: what little goes of it is laid again with it.
        if (size <= wanted) return false
        await truncate(path, size - wanted)
        return true
      }),
  }
}

/** Noise: a file system that packs zeros would keep no room for them. */
async function fill(path: string, bytes: number): Promise<void> {
  await createPrivateFile(path)
  try {
    const file = await open(path, 'r+')
    try {
      for (let at = 0; at < bytes; at += BLOCK_BYTES) await writeAll(file, randomFillSync(Buffer.alloc(Math.min(BLOCK_BYTES, bytes - at))), at)
    } finally {
      await file.close()
    }
    await syncFile(path)
  } catch (error) {
    await removeIfThere(path)
    throw error
  }
}
