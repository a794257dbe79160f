// The key file `keys.json`: what it holds, how it is read without trust, and how it is written so that a crash leaves the old or the new.
//
// | field      | meaning                                                                                                     |
// |------------|-------------------------------------------------------------------------------------------------------------|
// | v          | 1; a higher one is refused, never rewritten                                                                 |
// | tenant, workstation | whose desk this is; shown on the unlock screen                                                     |
// | generation, fileName, salt | the store file of this key generation and the 16 bytes at its head (32 hex digits)         |
// | slots[]    | one for each person: derivation numbers, the slot's key pair (private half wrapped under the passphrase), the store's key sealed to it |
// | checksum   | SHA-256 of all the rest: tells an accident from a wrong passphrase, proves nothing against an attacker       |
// | mac        | HMAC-SHA256 of all the rest under a key that only an opened slot gives: nobody without a passphrase can change a byte |
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import { KEY_FILE } from '../../src-shared/contract/profile-files'
import type { StaffId } from '../../src-shared/base/ids'
import { id } from '../../src-shared/domain/fields'
import { ROLES } from '../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { removeIfThere, syncFolder, writeFileAtomically } from './private-files'

/** The one before, kept until a store opened under the new one. */
export const PREVIOUS_KEY_FILE = 'keys.previous.json'

/** As many people as can open one store. */
export const MOST_SLOTS = 64

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/).max(512)
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)

const slotSchema = z.strictObject({
  staffId: id<StaffId>(),
  login: z.string().min(1).max(64),
  name: z.string().min(1).max(80),
  role: z.enum(ROLES),
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.number().int(), r: z.number().int(), p: z.number().int() }),
  salt: base64url,
  usesDeviceSecret: z.boolean(),
  publicKey: base64url,
  /** Private half of the slot's X25519 pair and the file's MAC key, under the KEK. */
  wrapped: base64url,
  /** The store's key, sealed to `publicKey`: made anew for every generation, by whoever is at the desk. */
  sealed: base64url,
})
const keyFileSchema = z.strictObject({
  v: z.literal(1),
  tenant: z.string().min(1).max(120),
  workstation: z.string().min(1).max(120),
  generation: z.number().int().positive(),
  fileName: z.string().regex(/^store-\d{6}\.db$/),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  slots: z.array(slotSchema).min(1).max(MOST_SLOTS),
  checksum: sha256Hex,
  mac: sha256Hex,
})

export type KeySlot = Readonly<z.infer<typeof slotSchema>>
export type KeyFile = Readonly<Omit<z.infer<typeof keyFileSchema>, 'slots'>> & { readonly slots: readonly KeySlot[] }
/** A key file before it is closed with its two sums. */
export type KeyFileBody = Omit<KeyFile, 'checksum' | 'mac'>
export type KeyFileFault = 'key-file-missing' | 'key-file-damaged' | 'key-file-newer'

/** What checksum and MAC are over. */
export function keyFileText(body: KeyFileBody): string {
  const { v, tenant, workstation, generation, fileName, salt, slots } = body
  return canonicalJson({ v, tenant, workstation, generation, fileName, salt, slots })
}

export function checksumOf(body: KeyFileBody): string {
  return createHash('sha256').update(keyFileText(body), 'utf8').digest('hex')
}

export function parseKeyFile(text: string): Result<KeyFile, 'key-file-damaged' | 'key-file-newer'> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err('key-file-damaged')
  }
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : undefined
  if (typeof version === 'number' && version > 1) return err('key-file-newer')
  const parsed = keyFileSchema.safeParse(json)
  if (!parsed.success || checksumOf(parsed.data) !== parsed.data.checksum) return err('key-file-damaged')
  return ok(parsed.data)
}

async function readOne(path: string): Promise<Result<KeyFile, KeyFileFault>> {
  try {
    return parseKeyFile(await readFile(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return err('key-file-missing')
    throw error
  }
}

/** The present one; where it is gone or damaged, the previous one if it still stands. */
export async function readKeyFile(dir: string): Promise<Result<KeyFile, KeyFileFault>> {
  const present = await readOne(join(dir, KEY_FILE))
  if (present.ok || present.error === 'key-file-newer') return present
  const previous = await readOne(join(dir, PREVIOUS_KEY_FILE))
  return previous.ok ? previous : present
}

/**
 * Order, and why a crash at any point is harmless: (1) the present file is copied beside itself and synced, (2) the new one is written
 * under another name and synced, (3) renamed over the present one, (4) the folder is synced. Until (3) the present file counts; from
 * (3) on the new one; the copy is for a disk that loses the new one after all, and goes when a store has opened (`dropPreviousKeyFile`).
 * `onNamed` is called between (3) and (4): whoever gets an error without it still has the present file.
 */
export async function writeKeyFile(dir: string, keyFile: KeyFile, onNamed?: () => void): Promise<void> {
  const path = join(dir, KEY_FILE)
  const previous = join(dir, PREVIOUS_KEY_FILE)
  // A damaged present file must not push out a good previous one.
  if ((await readOne(path)).ok) await writeFileAtomically(previous, await readFile(path))
  await writeFileAtomically(path, `${JSON.stringify(keyFile, undefined, 1)}\n`, onNamed)
}

/** For an enrolment that failed: the desk counts as not enrolled. */
export async function dropKeyFile(dir: string): Promise<void> {
  await removeIfThere(join(dir, KEY_FILE))
  await syncFolder(dir)
}

/** After this nothing wraps the key of an older generation any more. */
export async function dropPreviousKeyFile(dir: string): Promise<void> {
  await removeIfThere(join(dir, PREVIOUS_KEY_FILE))
  await syncFolder(dir)
}

/** A key file that cannot be read is not "never enrolled". */
export function isThere(keyFile: Awaited<ReturnType<typeof readKeyFile>>): boolean {
  return keyFile.ok || keyFile.error !== 'key-file-missing'
}

export async function isEnrolled(profileDir: string): Promise<boolean> {
  return isThere(await readKeyFile(profileDir))
}
