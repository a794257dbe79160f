// Keeps what to look for safe between the deletion and the residue check, across a crash: a file sealed under a random key that only
// the purge job's row knows. File and row go together when the check is done.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErasureId } from '../../src-shared/base/ids'
import type { Random } from '../keys/device-key'
import { removeIfThere, writeFileAtomically } from '../keys/private-files'
import { unwrap, wrap } from '../keys/sealing'
import { Secret } from '../keys/secret'

const KEY_BYTES = 32
const NEEDLE_FILE = /^needles-[0-9a-f-]{36}\.sealed(\.tmp)?$/

export function needleFileName(erasureId: ErasureId): string {
  return `needles-${erasureId}.sealed`
}

export function isNeedleFile(name: string): boolean {
  return NEEDLE_FILE.test(name)
}

/** Durable before the deletion commits: without it the check could never be made. Returns the key for the job's row, base64url. */
export async function writeNeedles(dir: string, erasureId: ErasureId, needles: readonly string[], random: Random): Promise<string> {
  const key = Secret.take(random(new Uint8Array(KEY_BYTES)))
  const keyText = key.use((bytes) => Buffer.from(bytes).toString('base64url'))
  const content = Secret.take(new Uint8Array(Buffer.from(JSON.stringify(needles), 'utf8')))
  await writeFileAtomically(join(dir, needleFileName(erasureId)), wrap(key, content, erasureId, random))
  key.purge()
  content.purge()
  return keyText
}

/** undefined: the file is gone or does not open; then the check cannot be made, and no receipt is written. */
export async function readNeedles(dir: string, erasureId: ErasureId, keyText: string): Promise<readonly string[] | undefined> {
  let sealed: Uint8Array
  try {
    sealed = await readFile(join(dir, needleFileName(erasureId)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const key = Secret.take(new Uint8Array(Buffer.from(keyText, 'base64url')))
  const content = unwrap(key, sealed, erasureId)
  key.purge()
  const needles = content?.use((bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly string[])
  content?.purge()
  return needles
}

export async function dropNeedles(dir: string, erasureId: ErasureId): Promise<void> {
  await removeIfThere(join(dir, needleFileName(erasureId)))
}

/** Files whose deletion never committed, or whose check is done: nobody knows their key any more. */
export async function sweepNeedles(dir: string, wanted: readonly ErasureId[]): Promise<void> {
  const keep = new Set(wanted.map(needleFileName))
  for (const name of await readdir(dir)) if (isNeedleFile(name) && !keep.has(name)) await removeIfThere(join(dir, name))
}
