// Keeps the device secret wrapped by the OS key store: the second factor beside the passphrase (security.md K-1, K-2).
//
// Without a key store we trust there is no secret and no file: the vault then rests on the passphrase alone, the unlock screen says
// so, and nothing is written in the clear "for now".

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The part of Electron's safeStorage we use; it exists in the main process only. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend(): string
  encryptString(text: string): Buffer
  decryptString(wrapped: Buffer): string
}

export interface DeviceSecret {
  readonly keyStore: 'used' | 'absent'
  /** The caller hands it over and then fills it with zeros. */
  readonly secret: Uint8Array | undefined
}

const FILE = 'device.secret'
/** What the data process expects (app/host-messages.ts checks it on arrival). */
const DEVICE_SECRET_BYTES = 32
/** `basic_text` wraps with a password that stands in Chromium's source; `unknown` is said before the store was asked. */
const UNTRUSTED_BACKENDS: readonly string[] = ['basic_text', 'unknown']

export interface KeystoreDeps {
  readonly safeStorage: SafeStorage
  readonly platform: string
  readonly random: (bytes: Uint8Array) => Uint8Array
}

export function hasTrustedKeyStore({ safeStorage, platform }: Pick<KeystoreDeps, 'safeStorage' | 'platform'>): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return platform !== 'linux' || !UNTRUSTED_BACKENDS.includes(safeStorage.getSelectedStorageBackend())
}

/**
 * The secret of this profile, made at the first start. A wrapped file that this key store cannot open (another user, another
 * backend, another computer) counts as absent and is left as it is: the vault then refuses by its own header, and says why.
 */
export function openDeviceSecret(deps: KeystoreDeps, profileDir: string): DeviceSecret {
  const file = join(profileDir, FILE)
  if (!hasTrustedKeyStore(deps)) return { keyStore: 'absent', secret: undefined }
  if (!existsSync(file)) wrapNew(deps, file)
  const secret = unwrap(deps.safeStorage, file)
  return secret === undefined ? { keyStore: 'absent', secret } : { keyStore: 'used', secret }
}

function unwrap(safeStorage: SafeStorage, file: string): Uint8Array | undefined {
  try {
    const text = Buffer.from(safeStorage.decryptString(readFileSync(file)), 'base64')
    const secret = new Uint8Array(text) // a copy outside Node's shared pool, so that it can be zeroed whole
    text.fill(0)
    return secret.length === DEVICE_SECRET_BYTES ? secret : undefined
  } catch {
    return undefined
  }
}

function wrapNew({ safeStorage, random }: KeystoreDeps, file: string): void {
  const fresh = random(new Uint8Array(DEVICE_SECRET_BYTES))
  const wrapped = safeStorage.encryptString(Buffer.from(fresh).toString('base64'))
  fresh.fill(0)
  const fd = openSync(`${file}.next`, 'w', 0o600)
  try {
    writeSync(fd, wrapped)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${file}.next`, file)
  // Not yet used by any vault, so the order of this rename and the first key header needs no directory fsync here: the data
  // process makes the header later, in the same folder, and fsyncs the folder then.
}
