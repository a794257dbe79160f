// Opens the store's key with a passphrase, and keeps the key file true when people or key generations change.
//
//   passphrase ─scrypt─┐
//   device secret ─────┴ HKDF → KEK ─ unwraps → slot's private key, MAC key ─ MAC fits? ─ unseals → store key of this generation
//
// Why a key pair a slot: a purge makes a new store key while one person is at the desk. It is sealed to everybody's public half, so
// nobody else's passphrase is needed; a slot that was removed gets no new key, and the old key's last copies go with the old file.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Role } from '../../src-shared/domain/vocabulary'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { checkKdfParams, KDF_CREATE, SALT_BYTES, type Kdf, type KdfParams } from './derive'
import type { Random } from './device-key'
import { checksumOf, keyFileText, type KeyFile, type KeyFileBody, type KeySlot } from './key-file'
import { privateKeyOf, RAW_KEY_BYTES, rawPublicOf } from './raw-keys'
import { deriveKey, seal, unseal, unwrap, wrap } from './sealing'
import { Secret } from './secret'

export interface KeyDeps {
  readonly kdf: Kdf
  readonly random: Random
}
export interface SlotPerson {
  readonly staffId: StaffId
  readonly login: string
  readonly name: string
  readonly role: Role
}
/** What an opened slot gives; all of it ends with the process. */
export interface OpenedKeys {
  readonly staffId: StaffId
  /** 32 bytes, of this generation. */
  readonly storeSecret: Secret
  readonly macKey: Secret
}
export type UnlockError = 'wrong-passphrase' | 'key-store-changed' | 'key-file-damaged'

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const toBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'))

/** What the wrapped private key is bound to: weaker numbers, another person or another salt, and it does not open. */
function slotBound(tenant: string, slot: Omit<KeySlot, 'wrapped' | 'sealed'>): string {
  const { staffId, login, name, role, kdf, salt, usesDeviceSecret, publicKey } = slot
  return canonicalJson({ v: 1, tenant, staffId, login, name, role, kdf, salt, usesDeviceSecret, publicKey })
}

/** What the sealed store key is bound to: a key of one generation cannot be put in for another file. */
function sealBound(body: Pick<KeyFileBody, 'tenant' | 'generation' | 'fileName' | 'salt'>, staffId: StaffId): string {
  return canonicalJson({ v: 1, tenant: body.tenant, generation: body.generation, fileName: body.fileName, salt: body.salt, staffId })
}

function macOf(body: KeyFileBody, macKey: Secret): Buffer {
  return macKey.use((key) => createHmac('sha256', key).update(keyFileText(body), 'utf8').digest())
}

function closeBody(body: KeyFileBody, macKey: Secret): KeyFile {
  return { ...body, checksum: checksumOf(body), mac: macOf(body, macKey).toString('hex') }
}

/** The KEK needs both: what the person knows, and what the OS key store of this machine holds (where there is one). */
function kekOf(stretched: Secret, deviceSecret: Secret | undefined, tenant: string, staffId: StaffId): Secret {
  const both = stretched.use((pass) => Secret.take(Buffer.concat([pass, deviceSecret ? deviceSecret.use((bytes) => Uint8Array.from(bytes)) : new Uint8Array(0)])))
  const kek = deriveKey(both, new Uint8Array(0), `privacy-desk/kek/1\n${tenant}\n${staffId}`)
  both.purge()
  return kek
}

async function makeSlot(
  body: Omit<KeyFileBody, 'slots'>,
  person: SlotPerson,
  unlock: { readonly passphrase: string; readonly deviceSecret?: Secret },
  keys: { readonly storeSecret: Secret; readonly macKey: Secret },
  { kdf, random }: KeyDeps,
): Promise<KeySlot> {
  const salt = random(new Uint8Array(SALT_BYTES))
  const privateRaw = Secret.take(random(new Uint8Array(RAW_KEY_BYTES)))
  const publicKey = privateRaw.use((raw) => rawPublicOf(privateKeyOf('x25519', raw)))
  const stretched = await kdf.derive(unlock.passphrase, salt, KDF_CREATE)
  const kek = kekOf(stretched, unlock.deviceSecret, body.tenant, person.staffId)
  const { staffId, login, name, role } = person
  const open = { staffId, login, name, role, kdf: KDF_CREATE, salt: toText(salt), usesDeviceSecret: unlock.deviceSecret !== undefined, publicKey: toText(publicKey) }
  const content = privateRaw.use((raw) => keys.macKey.use((mac) => Secret.take(Buffer.concat([raw, mac]))))
  const slot = {
    ...open,
    wrapped: toText(wrap(kek, content, slotBound(body.tenant, open), random)),
    sealed: toText(seal(publicKey, keys.storeSecret, sealBound(body, staffId), random)),
  }
  for (const secret of [stretched, kek, content, privateRaw]) secret.purge()
  return slot
}

export interface NewKeyFile {
  readonly tenant: string
  readonly workstation: string
  readonly generation: number
  readonly fileName: string
  readonly person: SlotPerson
  readonly passphrase: string
  readonly deviceSecret?: Secret
}

export async function createKeyFile(input: NewKeyFile, deps: KeyDeps): Promise<{ readonly keyFile: KeyFile; readonly keys: OpenedKeys }> {
  const { tenant, workstation, generation, fileName, person, passphrase, deviceSecret } = input
  const storeSecret = Secret.take(deps.random(new Uint8Array(RAW_KEY_BYTES)))
  const macKey = Secret.take(deps.random(new Uint8Array(RAW_KEY_BYTES)))
  const body = { v: 1 as const, tenant, workstation, generation, fileName, salt: Buffer.from(deps.random(new Uint8Array(16))).toString('hex') }
  const slot = await makeSlot(body, person, { passphrase, ...(deviceSecret ? { deviceSecret } : {}) }, { storeSecret, macKey }, deps)
  return { keyFile: closeBody({ ...body, slots: [slot] }, macKey), keys: { staffId: person.staffId, storeSecret, macKey } }
}

/** Costs what a right one would have cost: the full derivation runs before every refusal (security.md K-11). */
async function refuse<E extends UnlockError>(passphrase: string, error: E, { kdf, random }: KeyDeps): Promise<Result<never, E>> {
  const unused = await kdf.derive(passphrase, random(new Uint8Array(SALT_BYTES)), KDF_CREATE)
  unused.purge()
  return err(error)
}

function openSlot(keyFile: KeyFile, slot: KeySlot, kek: Secret): Result<OpenedKeys, UnlockError> {
  const content = unwrap(kek, toBytes(slot.wrapped), slotBound(keyFile.tenant, slot))
  if (!content) return err('wrong-passphrase')
  const [privateRaw, macKey] = content.use((bytes) => [Secret.take(bytes.slice(0, RAW_KEY_BYTES)), Secret.take(bytes.slice(RAW_KEY_BYTES))] as const)
  content.purge()
  const fits = timingSafeEqual(macOf(keyFile, macKey), Buffer.from(keyFile.mac, 'hex'))
  const storeSecret = fits ? unseal(privateRaw, toBytes(slot.sealed), sealBound(keyFile, slot.staffId)) : undefined
  privateRaw.purge()
  return storeSecret ? ok({ staffId: slot.staffId, storeSecret, macKey }) : err('key-file-damaged')
}

/** `wrong-passphrase` also stands for an unknown person and for a slot that was tampered with: nobody learns which. */
export async function unlockSlot(
  keyFile: KeyFile,
  who: { readonly staffId: StaffId; readonly passphrase: string; readonly deviceSecret?: Secret },
  deps: KeyDeps,
): Promise<Result<OpenedKeys, UnlockError>> {
  const slot = keyFile.slots.find((candidate) => candidate.staffId === who.staffId)
  if (!slot) return refuse(who.passphrase, 'wrong-passphrase', deps)
  if (slot.usesDeviceSecret && !who.deviceSecret) return refuse(who.passphrase, 'key-store-changed', deps)
  const salt = toBytes(slot.salt)
  const params: Result<KdfParams, unknown> = checkKdfParams(slot.kdf, salt.length)
  if (!params.ok) return refuse(who.passphrase, 'key-file-damaged', deps)
  const stretched = await deps.kdf.derive(who.passphrase, salt, params.value)
  const kek = kekOf(stretched, slot.usesDeviceSecret ? who.deviceSecret : undefined, keyFile.tenant, slot.staffId)
  const opened = openSlot(keyFile, slot, kek)
  stretched.purge()
  kek.purge()
  return opened
}

/** Adds a person, or replaces their slot (a new passphrase). */
export async function putSlot(
  keyFile: KeyFile,
  keys: OpenedKeys,
  person: SlotPerson,
  unlock: { readonly passphrase: string; readonly deviceSecret?: Secret },
  deps: KeyDeps,
): Promise<KeyFile> {
  const slot = await makeSlot(keyFile, person, unlock, keys, deps)
  const others = keyFile.slots.filter((present) => present.staffId !== person.staffId)
  return closeBody({ ...keyFile, slots: [...others, slot] }, keys.macKey)
}

/** The last slot stays: a store that nobody can open is a loss, not a removal. Whoever left loses access with the next generation. */
export function removeSlot(keyFile: KeyFile, keys: OpenedKeys, staffId: StaffId): KeyFile {
  const slots = keyFile.slots.filter((slot) => slot.staffId !== staffId)
  return slots.length === 0 ? keyFile : closeBody({ ...keyFile, slots }, keys.macKey)
}

/** A new store key for the next file, sealed to every slot. */
export function nextGeneration(keyFile: KeyFile, keys: OpenedKeys, next: { readonly generation: number; readonly fileName: string }, random: Random): { readonly keyFile: KeyFile; readonly keys: OpenedKeys } {
  const storeSecret = Secret.take(random(new Uint8Array(RAW_KEY_BYTES)))
  const place = { ...keyFile, ...next, salt: Buffer.from(random(new Uint8Array(16))).toString('hex') }
  const slots = keyFile.slots.map((slot) => ({ ...slot, sealed: toText(seal(toBytes(slot.publicKey), storeSecret, sealBound(place, slot.staffId), random)) }))
  return { keyFile: closeBody({ ...place, slots }, keys.macKey), keys: { ...keys, storeSecret } }
}

/** The 48 bytes that open the store file: key, then salt. */
export function storeKey(keyFile: KeyFile, keys: OpenedKeys): Secret {
  return keys.storeSecret.use((secret) => Secret.take(Buffer.concat([secret, Buffer.from(keyFile.salt, 'hex')])))
}
