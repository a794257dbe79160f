// A full disk while somebody works: noticed at the first write that finds no room, over as soon as a small file can be written again, without a new start.
//
// Meanwhile nothing can be saved, and everything can be read and searched: what was looked at is written down in room that was kept for it
// (usecases/audit-looks.ts). Asked of the disk itself, not of its count of free blocks: a quota has none.
import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createPrivateFile, removeIfThere, syncFile, writeAll } from '../keys/private-files'

const PROBE_FILE = 'room.probe'
/** Enough for an act with all that belongs to it. */
const PROBE_BYTES = 1_048_576
const EVERY_MS = 2_000

export interface RoomWatch {
  readonly isFull: () => boolean
  /** A write has just found no room. */
  readonly noticed: () => void
  readonly stop: () => Promise<void>
}
export interface RoomWatchDeps {
  readonly dir: string
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly onChange: (state: 'full' | 'room') => void
  readonly onFault: (error: unknown) => void
}

export function createRoomWatch({ dir, sleep, onChange, onFault }: RoomWatchDeps): RoomWatch {
  const ending = new AbortController()
  const hasEnded = (): boolean => ending.signal.aborted
  let watching: Promise<void> | undefined
  const watch = async (): Promise<void> => {
    onChange('full')
    for (let isFull = true; isFull && !hasEnded(); isFull = !(await hasRoom(dir))) await sleep(EVERY_MS, ending.signal)
  }
  return {
    isFull: () => watching !== undefined,
    noticed: () => {
      if (hasEnded()) return
      watching ??= watch().catch(onFault).finally(() => {
        watching = undefined
        if (!hasEnded()) onChange('room')
      })
    },
    stop: async () => {
      ending.abort()
      await watching
    },
  }
}

/** Noise: a file system that packs would make room for zeros out of nothing. */
async function hasRoom(dir: string): Promise<boolean> {
  const path = join(dir, PROBE_FILE)
  try {
    await removeIfThere(path)
    await createPrivateFile(path)
    const file = await open(path, 'r+')
    try {
      await writeAll(file, randomFillSync(Buffer.alloc(PROBE_BYTES)), 0)
    } finally {
      await file.close()
    }
    await syncFile(path)
    return true
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  } finally {
    await removeIfThere(path)
  }
}
