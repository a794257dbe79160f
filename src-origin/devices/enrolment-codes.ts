// One-time enrolment codes: an officer declares a workstation, its scopes and that it stands in mainland China; one device redeems it.
import { must } from '../../src-shared/base/assert'
import { fromBase64url } from '../../src-shared/formats/canonical'
import { fingerprint, issueCertificate, type SignedCertificate } from '../../src-shared/formats/signed'
import type { z } from 'zod'
import type { enrolRequest } from '../../src-shared/protocol/session'
import type { OriginContext } from '../context'
import { loadGrants, type Grant } from '../feed/state'
import type { Db, Tx } from '../store/database'
import { REGION, TENANT } from '../tenant'
import { DEMO_STAFF } from '../seed/staff'
import { nodeCrypto } from './node-crypto'
import { CODE_LIFE_MS, hashCode, makeCode } from './one-time-codes'
import { PRACTICE_WORKSTATION } from './origin-keys'

/** A device is enrolled anew before its certificate ends; packages it signed stay verifiable by the time at which they were signed. */
const CERTIFICATE_LIFE_MS = 5 * 366 * 86_400_000
/** A desk's clock may lag behind ours a little when it first uses the certificate. */
const CERTIFICATE_SLACK_MS = 24 * 3_600_000

const DEFAULT_SCOPES = ['desk:dalian', 'directory:all'] as const

export interface CodeDeclaration {
  readonly workstation: string
  /** Scopes of the device; by default the case desk and the directory. */
  readonly scopes?: readonly string[]
  /** Who declared the workstation to stand in mainland China. */
  readonly declaredBy: string
  readonly lifeMs?: number
}

/** In groups of four; shown once and kept as a hash only. */
export async function createEnrolmentCode(context: OriginContext, declaration: CodeDeclaration): Promise<string> {
  const { shown, hash } = makeCode(context)
  const now = context.now()
  await context.db
    .insertInto('enrolment_codes')
    .values({
      code_hash: hash, workstation: declaration.workstation, scopes: JSON.stringify(declaration.scopes ?? DEFAULT_SCOPES),
      declared_by: declaration.declaredBy, created_at: now, expires_at: now + (declaration.lifeMs ?? CODE_LIFE_MS), used_at: null, used_by: null,
    })
    .execute()
  return shown
}

export interface Enrolled {
  readonly certificate: SignedCertificate
  readonly scopes: readonly Grant[]
}

/** Undefined for a code that is unknown, over, or redeemed by another device. The same device may ask again: its answer may have been lost. */
export async function redeemCode(context: OriginContext, request: z.infer<typeof enrolRequest>): Promise<Enrolled | undefined> {
  const publicKey = fromBase64url(request.devicePublicKey)
  if (publicKey?.length !== 32) return undefined
  return context.db.transaction().execute(async (tx) => {
    const now = context.now()
    const hash = hashCode(request.code)
    const code = await codeOf(context, tx, hash)
    if (!code) return undefined
    const known = await tx.selectFrom('devices').select('id').where('id', '=', request.deviceId).executeTakeFirst()
    if (known) return code.usedBy === 'anybody' || code.usedBy === request.deviceId ? repeatAnswer(tx, request.deviceId, publicKey) : undefined
    if (code.usedBy !== 'anybody' && code.usedBy !== undefined) return undefined
    const certificate = certifyDevice(context, { id: request.deviceId, name: code.workstation, publicKey: request.devicePublicKey })
    await tx
      .insertInto('devices')
      .values({ id: request.deviceId, name: code.workstation, public_key: Buffer.from(publicKey), certificate: JSON.stringify(certificate), enrolled_at: now, revoked_at: null, last_seen_at: null, declared_by: code.declaredBy })
      .execute()
    const grants = code.scopes.map((scope) => ({ device_id: request.deviceId, scope }))
    if (grants.length > 0) await tx.insertInto('device_scopes').values(grants).execute()
    if (code.usedBy === undefined) await tx.updateTable('enrolment_codes').set({ used_at: now, used_by: request.deviceId }).where('code_hash', '=', hash).execute()
    return { certificate, scopes: await loadGrants(tx, request.deviceId) }
  })
}

interface FoundCode {
  readonly workstation: string
  readonly scopes: readonly string[]
  readonly declaredBy: string
  /** The device that redeemed it; `anybody`: the code of a practice origin, which is never used up. */
  readonly usedBy: string | undefined
}

/** Locked until the transaction ends; undefined: unknown, or over. */
async function codeOf({ keys, now }: OriginContext, tx: Tx, hash: Buffer): Promise<FoundCode | undefined> {
  if (keys.practiceCode !== undefined && hashCode(keys.practiceCode).equals(hash)) {
    return { workstation: PRACTICE_WORKSTATION, scopes: DEFAULT_SCOPES, declaredBy: DEMO_STAFF.zheng.id, usedBy: 'anybody' }
  }
  const code = await tx.selectFrom('enrolment_codes').selectAll().where('code_hash', '=', hash).forUpdate().executeTakeFirst()
  if (!code || code.expires_at <= now()) return undefined
  return { workstation: code.workstation, scopes: code.scopes, declaredBy: code.declared_by, usedBy: code.used_by ?? undefined }
}

/** Those whose time is over, redeemed or not: until then the device that redeemed one may ask again. */
export async function forgetCodes(db: Db, now: number): Promise<void> {
  await db.deleteFrom('enrolment_codes').where('expires_at', '<=', now).execute()
}

async function repeatAnswer(tx: Tx, deviceId: string, publicKey: Uint8Array): Promise<Enrolled | undefined> {
  const device = must(await tx.selectFrom('devices').selectAll().where('id', '=', deviceId).executeTakeFirst(), 'device of a redeemed code')
  if (!device.public_key.equals(publicKey) || device.revoked_at !== null) return undefined
  // The column holds what certifyDevice made.
  return { certificate: device.certificate as SignedCertificate, scopes: await loadGrants(tx, deviceId) }
}

function certifyDevice(context: OriginContext, device: { readonly id: string; readonly name: string; readonly publicKey: string }): SignedCertificate {
  const now = context.now()
  const { org } = context.keys
  return issueCertificate(
    { v: 1, kind: 'device', ...device, tenant: TENANT, region: REGION, notBefore: now - CERTIFICATE_SLACK_MS, notAfter: now + CERTIFICATE_LIFE_MS, issuer: fingerprint(org.publicKey, nodeCrypto) },
    org,
  )
}
