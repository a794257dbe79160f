// Store and key file together: made at enrolment, opened at unlock. The one place that knows in which order the two come.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Clock } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import { dropKeyFile, isEnrolled, readKeyFile, writeKeyFile, type KeyFile } from '../keys/key-file'
import { createKeyFile, storeKey, unlockSlot, type KeyDeps, type OpenedKeys, type SlotPerson, type UnlockError } from '../keys/key-slots'
import type { Secret } from '../keys/secret'
import { openVault, type OpenError } from './open-vault'
import { finishGeneration } from './purge'
import { freeGeneration, removeStoreFile, storeFileName } from './store-files'
import type { Vault } from './vault'

export interface KeyedVault {
  readonly vault: Vault
  readonly keyFile: KeyFile
  readonly keys: OpenedKeys
}
export interface KeyedDeps extends KeyDeps {
  readonly clock: Clock
}
export type KeyedOpenError = Exclude<OpenError, 'wrong-key'> | UnlockError | 'not-enrolled' | 'store-foreign'

const HEAD_BYTES = 16

/**
 * A wrong key cannot come from a wrong passphrase here (the slot opened and its sums fit): either no page is sound any more, or the file is not the one
 * that was named. The head of the file tells the two apart: it has the salt that stands in the key file.
 */
async function openErrorOf(error: OpenError, dir: string, { fileName, salt }: KeyFile): Promise<Exclude<OpenError, 'wrong-key'> | 'store-foreign'> {
  if (error !== 'wrong-key') return error
  const file = await open(join(dir, fileName), 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('hex') === salt ? 'store-damaged' : 'store-foreign'
  } finally {
    await file.close()
  }
}

/** Takes back what a failed creation left, the key file first: a key file without its store would be a desk that nobody can open. */
async function discard({ vault, keys }: KeyedVault, dir: string): Promise<void> {
  await dropKeyFile(dir)
  // Lets the lock go too. A handle that does not close must not keep the file.
  await vault.close().catch(() => undefined)
  await removeStoreFile(vault.file)
  keys.storeSecret.purge()
  keys.macKey.purge()
}

/**
 * The store first, then what it cannot be without (`firstWork`), the key file last: killed in between, the desk is simply not enrolled,
 * and the file without a key goes later. Failed in between, everything is taken back at once and enrolling may be tried again.
 */
export async function createKeyedVault(
  input: { readonly dir: string; readonly tenant: string; readonly workstation: string; readonly person: SlotPerson; readonly passphrase: string; readonly deviceSecret?: Secret },
  deps: KeyedDeps,
  firstWork: (made: KeyedVault) => Promise<void>,
): Promise<Result<KeyedVault, Exclude<OpenError, 'wrong-key'> | 'store-foreign' | 'already-enrolled'>> {
  if (await isEnrolled(input.dir)) return err('already-enrolled')
  const generation = await freeGeneration(input.dir, 0)
  const fileName = storeFileName(generation)
  const { keyFile, keys } = await createKeyFile({ ...input, generation, fileName }, deps)
  const key = storeKey(keyFile, keys)
  const vault = await openVault({ dir: input.dir, fileName, key, mode: 'create', clock: deps.clock })
  key.purge()
  if (!vault.ok) return err(await openErrorOf(vault.error, input.dir, keyFile))
  const made = { vault: vault.value, keyFile, keys }
  try {
    await firstWork(made)
    await writeKeyFile(input.dir, keyFile)
  } catch (error) {
    await discard(made, input.dir)
    throw error
  }
  return ok(made)
}

/** Refusals say one of a few words (contract/errors.ts); nothing is deleted or rewritten on any of them. */
export async function openKeyedVault(
  input: { readonly dir: string; readonly staffId: StaffId; readonly passphrase: string; readonly deviceSecret?: Secret },
  deps: KeyedDeps,
): Promise<Result<KeyedVault, KeyedOpenError>> {
  const keyFile = await readKeyFile(input.dir)
  if (!keyFile.ok) return err(keyFile.error === 'key-file-missing' ? 'not-enrolled' : keyFile.error === 'key-file-newer' ? 'store-newer' : 'key-file-damaged')
  const keys = await unlockSlot(keyFile.value, input, deps)
  if (!keys.ok) return keys
  const key = storeKey(keyFile.value, keys.value)
  const vault = await openVault({ dir: input.dir, fileName: keyFile.value.fileName, key, mode: 'open', clock: deps.clock })
  key.purge()
  if (!vault.ok) return err(await openErrorOf(vault.error, input.dir, keyFile.value))
  await finishGeneration(vault.value, input.dir)
  return ok({ vault: vault.value, keyFile: keyFile.value, keys: keys.value })
}
