// A device of the suite: its key, its id, and the proof that goes with each request (docs/sync.md, section 1).
import { createHash, generateKeyPairSync, scrypt, sign, type KeyObject } from 'node:crypto'
import { createId, type DeviceId } from '../../src-shared/base/ids'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { bytesOf, type Call } from './wire'

export interface Device {
  readonly id: DeviceId
  readonly publicKey: string
  /** Ed25519 over the UTF-8 of the text, base64url. */
  readonly sign: (text: string) => string
  /** Headers that prove the request to come from this device at this moment of the origin's time. */
  readonly prove: Prove
  /** Proves `GET /standing` and nothing else, once a session has named it. */
  readonly standing: { readonly publicKey: string; readonly prove: Prove }
}
type Prove = (call: Call, at: number) => Readonly<Record<string, string>>

export function createDevice(nowMs: number, random: (bytes: Uint8Array) => Uint8Array): Device {
  const id = createId<DeviceId>(nowMs, random)
  const standing = createKey(id)
  return { id, ...createKey(id), standing: { publicKey: standing.publicKey, prove: standing.prove } }
}

function createKey(id: DeviceId): Pick<Device, 'publicKey' | 'sign' | 'prove'> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const signText = (text: string): string => signWith(privateKey, text)
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url'),
    sign: signText,
    prove: (call, at) => {
      const hash = createHash('sha256').update(bytesOf(call.body)).digest('hex')
      return { 'x-privacy-device': id, 'x-privacy-proof': `${at}.${signText(`${call.method ?? 'GET'}\n${call.path}\n${at}\n${hash}`)}` }
    },
  }
}

function signWith(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text, 'utf8'), key).toString('base64url')
}

/** `certificate` is the one that the origin gave this device. */
export function signReceipt(device: Device, certificate: unknown, body: object): object {
  return { body, certificate, sig: device.sign(canonicalJson(body)) }
}

/** The secret of POST /signin: a second scrypt run over the passphrase, salted with tenant and login. */
export function signInSecret(tenant: string, login: string, passphrase: string): Promise<string> {
  const salt = createHash('sha256').update(`privacy-desk/sign-in/1\n${tenant}\n${login}`, 'utf8').digest()
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }, (error, key) => (error ? reject(error) : resolve(key.toString('base64url')))),
  )
}
