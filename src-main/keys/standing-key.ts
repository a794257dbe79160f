// `standing.json`: the key by which this desk, while nobody is signed in, asks the origin whether it is to be wiped.
//
// | field     | meaning                                                                                        |
// |-----------|------------------------------------------------------------------------------------------------|
// | deviceId  | the device that asks                                                                           |
// | wrapped   | an Ed25519 private key, AES-256-GCM under a key from the device secret, which the OS keeps     |
//
// Not the device's own key: whoever is let in by the OS could take that one out and copy all cases with it. The origin answers this one a
// single question. Without an OS key store there is no file, and a locked desk asks nothing.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { DeviceId } from '../../src-shared/base/ids'
import { id } from '../../src-shared/domain/fields'
import { parseJson } from '../../src-shared/formats/canonical'
import type { Signer } from '../../src-shared/formats/crypto'
import { deviceSigner, generateDeviceKey, type Random } from './device-key'
import { removeIfThere, writeFileAtomically } from './private-files'
import { RAW_KEY_BYTES } from './raw-keys'
import { deriveKey, unwrap, wrap } from './sealing'
import type { Secret } from './secret'

export const STANDING_FILE = 'standing.json'
const INFO = 'privacy-desk/standing-key/1'

const fileSchema = z.strictObject({ v: z.literal(1), deviceId: id<DeviceId>(), wrapped: z.string().max(512) })

/** Whom it asks: with another enrolment file beside it, the key does not open. */
export interface StandingOrigin {
  readonly tenant: string
  /** base64url */
  readonly orgPublicKey: string
}
export interface StandingKey {
  readonly deviceId: DeviceId
  readonly signer: Signer
  readonly purge: () => void
}

const boundText = ({ tenant, orgPublicKey }: StandingOrigin, deviceId: DeviceId): string => `${INFO}\n${tenant}\n${orgPublicKey}\n${deviceId}`

/** The file's own key encryption key; the secret is uniformly random, so no salt is needed. */
const wrappingKey = (deviceSecret: Secret): Secret => deriveKey(deviceSecret, new Uint8Array(), INFO)

/** Undefined: there is none, or it is not of this key store, origin and device. */
export async function readStandingKey(dir: string, origin: StandingOrigin, deviceSecret: Secret): Promise<StandingKey | undefined> {
  const file = fileSchema.safeParse(parseJson(await readText(join(dir, STANDING_FILE))))
  if (!file.success) return undefined
  const key = wrappingKey(deviceSecret)
  const raw = unwrap(key, new Uint8Array(Buffer.from(file.data.wrapped, 'base64url')), boundText(origin, file.data.deviceId))
  key.purge()
  if (raw?.length !== RAW_KEY_BYTES) return undefined
  return { deviceId: file.data.deviceId, signer: deviceSigner(raw), purge: () => raw.purge() }
}

/** The one of this device, made where there is none: at an unlock, so that a desk of before has it from its next one on. */
export async function keepStandingKey(dir: string, origin: StandingOrigin, deviceId: DeviceId, { deviceSecret, random }: { readonly deviceSecret: Secret; readonly random: Random }): Promise<Uint8Array> {
  const known = await readStandingKey(dir, origin, deviceSecret)
  known?.purge()
  if (known?.deviceId === deviceId) return known.signer.publicKey
  const raw = generateDeviceKey(random)
  const { publicKey } = deviceSigner(raw)
  const key = wrappingKey(deviceSecret)
  const wrapped = Buffer.from(wrap(key, raw, boundText(origin, deviceId), random)).toString('base64url')
  key.purge()
  raw.purge()
  await writeFileAtomically(join(dir, STANDING_FILE), JSON.stringify({ v: 1, deviceId, wrapped }))
  return publicKey
}

/** A key that no key store guards any more asks nothing. */
export async function dropStandingKey(dir: string): Promise<void> {
  await removeIfThere(join(dir, STANDING_FILE))
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
