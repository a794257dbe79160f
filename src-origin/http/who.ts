// Who is asking: the device by its proof, the person by their token. Every route but hello, enrolment, intake and health begins here.
//
//   x-privacy-device: DEVICE_ID      x-privacy-proof: TS.SIG
//   SIG = Ed25519(device key, "METHOD\nPATH-WITH-QUERY\nTS\nSHA256-HEX-OF-BODY")      (src-shared/protocol/session.ts)
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { isId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import { hasPermission, needsTraining } from '../../src-shared/domain/staff'
import { isTrained } from '../../src-shared/domain/training'
import type { Permission } from '../../src-shared/domain/vocabulary'
import { fromBase64url, utf8 } from '../../src-shared/formats/canonical'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import { findPerson, type Person } from '../devices/tokens'
import { Refusal } from './refusal'

/** A desk's clock is set by the origin's answers; more than this apart is a replay or a desk that never asked. */
const PROOF_WINDOW_MS = 10 * 60_000
/** Writing the last contact at every request would be a write per read; a minute is fine enough for people. */
const LAST_SEEN_STEP_MS = 60_000

export interface Device {
  readonly id: string
  readonly name: string
}

/** `standing-key`: of a device at which nobody is signed in; it proves no other question than how the device stands. */
export async function mustDevice(context: OriginContext, request: FastifyRequest, by: 'device-key' | 'standing-key' = 'device-key'): Promise<Device> {
  const id = header(request, 'x-privacy-device')
  const proof = header(request, 'x-privacy-proof')
  if (id === undefined || !isId(id) || proof === undefined) throw new Refusal('unauthorised')
  const device = await context.db.selectFrom('devices').select(['id', 'name', 'public_key', 'standing_key', 'revoked_at', 'last_seen_at', 'wipe_order']).where('id', '=', id).executeTakeFirst()
  const key = by === 'device-key' ? device?.public_key : device?.standing_key
  // An unknown device gets the answer of a wrong proof: ids cannot be tried out.
  if (!device || !key || !isProof(request, proof, key, context.now())) throw new Refusal('bad_proof')
  if (device.revoked_at !== null) throw revoked(device)
  // Locked, it carries out nothing: an officer must see that it has been away.
  if (by === 'device-key' && context.now() - (device.last_seen_at ?? 0) > LAST_SEEN_STEP_MS) {
    await context.db.updateTable('devices').set({ last_seen_at: context.now() }).where('id', '=', id).execute()
  }
  return { id: device.id, name: device.name }
}

function revoked({ wipe_order: order }: { readonly wipe_order: object | null }): Refusal {
  return new Refusal('device_revoked', undefined, undefined, order ?? undefined)
}

/** For what was held back since the proof: the device may have been taken away meanwhile. */
export async function mustBeInService(context: OriginContext, deviceId: string): Promise<void> {
  const device = await context.db.selectFrom('devices').select(['revoked_at', 'wipe_order']).where('id', '=', deviceId).executeTakeFirstOrThrow()
  if (device.revoked_at !== null) throw revoked(device)
}

/** A device that nobody knows yet shows that it has the private half of the key it wants certified: a stolen code alone certifies nobody's key. */
export function mustHoldKey(context: OriginContext, request: FastifyRequest, asked: { readonly deviceId: string; readonly devicePublicKey: string }): void {
  const key = fromBase64url(asked.devicePublicKey)
  const proof = header(request, 'x-privacy-proof')
  const isItself = header(request, 'x-privacy-device') === asked.deviceId && key?.length === 32 && proof !== undefined && isProof(request, proof, key, context.now())
  if (!isItself) throw new Refusal('bad_proof')
}

function isProof(request: FastifyRequest, proof: string, publicKey: Uint8Array, now: number): boolean {
  const [ts = '', sig = '', ...rest] = proof.split('.')
  const signature = fromBase64url(sig)
  if (rest.length > 0 || !/^\d{1,15}$/.test(ts) || signature?.length !== 64 || Math.abs(now - Number(ts)) > PROOF_WINDOW_MS) return false
  const body = createHash('sha256').update(bodyBytes(request)).digest('hex')
  return nodeCrypto.verifyEd25519(publicKey, utf8(`${request.method}\n${request.raw.url ?? ''}\n${ts}\n${body}`), signature)
}

export function bodyBytes(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

/** The person at the device, with a right to this, and with the training that it needs. */
export async function mustPerson(context: OriginContext, request: FastifyRequest, device: Device, permission: Permission): Promise<Person> {
  const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(header(request, 'authorization') ?? '')?.[1]
  const person = token === undefined ? undefined : await findPerson(context, device.id, token)
  if (!person) throw new Refusal('unauthorised')
  if (!hasPermission(person.role, permission)) throw new Refusal('forbidden')
  if (needsTraining(permission) && !isTrained(person.training, toDay(context.now()))) throw new Refusal('training_expired')
  return person
}

/** For what cannot be undone: signed in anew within the last five minutes. */
export async function mustFreshPerson(context: OriginContext, request: FastifyRequest, device: Device, permission: Permission): Promise<Person> {
  const person = await mustPerson(context, request, device, permission)
  if (!person.isFresh) throw new Refusal('needs_online_auth')
  return person
}

export function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
