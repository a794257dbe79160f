// The file of sealed acts as it stands beside a store, read without opening one.
import { readFile } from 'node:fs/promises'
import { readSealedOutbox, type SealedOutbox } from '../../src-shared/formats/sealed-outbox'

export const SEALED_OUTBOX_FILE = 'outbox.sealed'

export async function readSealedFile(path: string): Promise<SealedOutbox | undefined> {
  try {
    return readSealedOutbox(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
