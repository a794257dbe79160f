// A disk of its own for one folder of a desk, small enough to be filled to its last byte and emptied again. The kernel refuses what does
// not fit, so the desk meets the real ENOSPC. (A limit on the size of a file would be EFBIG, which is not what a full disk says.)
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareOnce } from './launch'

export interface SmallDisk {
  /** The folder that is this disk. */
  readonly dir: string
  fill(): void
  free(): void
  /** The desk must be closed. */
  remove(): void
}

const FILLING = 'filling'

function mount(dir: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Why this machine lets us make no disk; undefined where it does. */
export function whyNoSmallDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'privacy-desk-disk-'))
  try {
    mount(dir, 'size=64k')
    execFileSync('umount', [dir])
    return undefined
  } catch (error) {
    return `a small disk (tmpfs) cannot be mounted here, which needs root: ${String((error as { readonly stderr?: unknown }).stderr ?? error).trim()}`
  } finally {
    rmdirSync(dir)
  }
}

/** At `dir`, which is made where it is not there; it belongs to the desk's user. */
export async function openSmallDisk(dir: string, bytes: number): Promise<SmallDisk> {
  const { uid = process.getuid?.(), gid = process.getgid?.() } = await prepareOnce()
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  mount(dir, `size=${String(bytes)},mode=0700,uid=${String(uid)},gid=${String(gid)},nosuid,nodev,noexec`)
  return {
    dir,
    fill: () => fillUp(join(dir, FILLING)),
    free: () => rmSync(join(dir, FILLING)),
    remove: () => void execFileSync('umount', [dir]),
  }
}

function fillUp(file: string): void {
  const filling = openSync(file, 'a')
  try {
    for (const piece of [Buffer.alloc(65_536), Buffer.alloc(4_096), Buffer.alloc(1)]) {
      while (fits(filling, piece));
    }
  } finally {
    closeSync(filling)
  }
}

function fits(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) > 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
