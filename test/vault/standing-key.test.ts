// The key of a locked desk's question: made once, opened by this key store for this origin alone, and nothing of it in the clear.
import { randomFillSync } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import type { DeviceId } from '../../src-shared/base/ids'
import { deviceSigner } from '../../src-main/keys/device-key'
import { Secret } from '../../src-main/keys/secret'
import { keepStandingKey, readStandingKey, STANDING_FILE } from '../../src-main/keys/standing-key'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { DEVICE_ID } from '../fixtures/signers'
import { makeFolder, removeFolders } from './desk-store'

const ORIGIN = { tenant: 'sinoimex', orgPublicKey: 'A'.repeat(43) }
const OTHER_DEVICE = DEVICE_ID.replace(/.$/, 'f') as DeviceId
const secretOf = (byte: number) => Secret.take(new Uint8Array(32).fill(byte))
let made: Uint8Array[] = []
const random = (bytes: Uint8Array): Uint8Array => {
  randomFillSync(bytes)
  made.push(Uint8Array.from(bytes))
  return bytes
}
let dir = ''
beforeEach(async () => {
  dir = await makeFolder()
  made = []
})
afterAll(removeFolders)

const keep = (deviceId = DEVICE_ID as DeviceId, byte = 1) => keepStandingKey(dir, ORIGIN, deviceId, { deviceSecret: secretOf(byte), random })

it('is made once, private, and signs as the public half that was told', async () => {
  const publicKey = await keep()
  const file = path.join(dir, STANDING_FILE)
  const text = await readFile(file, 'utf8')
  expect(await keep()).toEqual(publicKey)
  expect(await readFile(file, 'utf8')).toBe(text)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const key = await readStandingKey(dir, ORIGIN, secretOf(1))
  const message = new Uint8Array([1, 2, 3])
  expect(key?.deviceId).toBe(DEVICE_ID)
  expect(nodeCrypto.verifyEd25519(publicKey, message, key!.signer.sign(message))).toBe(true)
  const raw = made.find((bytes) => bytes.length === 32 && Buffer.from(deviceSigner(Secret.take(Uint8Array.from(bytes))).publicKey).equals(Buffer.from(publicKey)))
  expect(raw).toBeDefined()
  for (const form of ['base64', 'base64url', 'hex'] as const) expect(text).not.toContain(Buffer.from(raw!).toString(form))
  key?.purge()
  expect(() => key?.signer.sign(message)).toThrow('purged')
})

it.each([
  ['another key store', () => readStandingKey(dir, ORIGIN, secretOf(2))],
  ['another organisation', () => readStandingKey(dir, { ...ORIGIN, orgPublicKey: 'B'.repeat(43) }, secretOf(1))],
  ['another tenant', () => readStandingKey(dir, { ...ORIGIN, tenant: 'other' }, secretOf(1))],
])('does not open for %s', async (_, read) => {
  await keep()
  expect(await read()).toBeUndefined()
})

it('is none under another device’s name, and none where the file is spoilt; the next unlock makes one anew', async () => {
  const first = await keep()
  const file = path.join(dir, STANDING_FILE)
  const text = await readFile(file, 'utf8')
  for (const spoilt of ['', '{', '[]', text.replace(DEVICE_ID, OTHER_DEVICE), text.slice(0, -3), text.replace('"v":1', '"v":2')]) {
    await writeFile(file, spoilt)
    expect(await readStandingKey(dir, ORIGIN, secretOf(1)), spoilt).toBeUndefined()
  }
  const second = await keep()
  expect(second).not.toEqual(first)
  expect(await keep(OTHER_DEVICE)).not.toEqual(second)
  expect(await keep(OTHER_DEVICE, 3)).not.toEqual(second)
})
