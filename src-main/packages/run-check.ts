// The worker's side of checking a file from anywhere: opened for reading alone, as a plain file, and read once from its beginning to its end.
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { byteSourceOf } from '../../src-shared/formats/evidence/bytes'
import { checkEvidence } from '../../src-shared/formats/evidence/check-evidence'
import { nodeCrypto } from '../keys/node-crypto'
import type { CheckAnswer, CheckJob } from './worker-messages'

export async function runCheck({ path, ...check }: CheckJob): Promise<CheckAnswer> {
  try {
    // A pipe or a device has no end, and opening one may already wait for ever, or do something; and a name may lead elsewhere a moment later.
    if (!(await stat(path)).isFile()) return 'unreadable'
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (!(await file.stat()).isFile()) return 'unreadable'
      const source = await byteSourceOf(file)
      return { sizeBytes: source.size, finding: await checkEvidence(source, { ...check, crypto: nodeCrypto }) }
    } finally {
      await file.close()
    }
  } catch {
    // What it says may name the path of somebody's file; that it cannot be read is all that matters.
    return 'unreadable'
  }
}
