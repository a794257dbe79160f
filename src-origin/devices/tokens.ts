// Signs people in: secret against its salted hash, a bearer token of ten minutes bound to the device, freshness of five.
import { createHash } from 'node:crypto'
import { fromBase64url } from '../../src-shared/formats/canonical'
import type { StaffId } from '../../src-shared/base/ids'
import type { Training } from '../../src-shared/domain/training'
import type { Role } from '../../src-shared/domain/vocabulary'
import type { StaffRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import type { Db } from '../store/database'
import { trainingOf } from './training'
import { hashStaffSecret, isStaffSecret, SECRET_BYTES, SECRET_SALT_BYTES } from './staff-secret'

const TOKEN_LIFE_MS = 10 * 60_000
/** How long a fresh sign-in carries an act that cannot be undone. */
const FRESH_MS = 5 * 60_000
const TOKEN_BYTES = 32

export interface SignedIn {
  readonly token: string
  readonly expiresAt: number
  readonly freshUntil?: number
  readonly staff: StaffRecord
}
export interface Person {
  readonly staffId: StaffId
  readonly role: Role
  readonly isFresh: boolean
  readonly training: Training
}

/** Undefined for a wrong login, a wrong secret and somebody who no longer works here: which of them is nobody's business. */
export async function signIn(context: OriginContext, deviceId: string, given: { readonly login: string; readonly secret: string; readonly freshness: 'fresh' | 'plain' }): Promise<SignedIn | undefined> {
  const secret = fromBase64url(given.secret)
  const row = await context.db.selectFrom('staff').selectAll().where('login', '=', given.login).executeTakeFirst()
  if (secret?.length !== SECRET_BYTES) return undefined
  if (!row) {
    // The same work as for somebody who exists, so that time tells no logins.
    await hashStaffSecret(secret, new Uint8Array(SECRET_SALT_BYTES))
    return undefined
  }
  const isRight = await isStaffSecret(secret, { salt: row.secret_salt, hash: row.secret_hash })
  if (!isRight || !row.active) return undefined
  const now = context.now()
  const token = Buffer.from(context.random(new Uint8Array(TOKEN_BYTES))).toString('base64url')
  const freshUntil = given.freshness === 'fresh' ? now + FRESH_MS : undefined
  await context.db
    .insertInto('tokens')
    .values({ hash: hashToken(token), staff_id: row.id, device_id: deviceId, expires_at: now + TOKEN_LIFE_MS, fresh_until: freshUntil ?? null })
    .execute()
  // For the officer's list: the tokens themselves are forgotten when they end.
  await context.db.updateTable('devices').set({ last_staff_id: row.id }).where('id', '=', deviceId).where('last_staff_id', 'is distinct from', row.id).execute()
  // The columns are checked by the table itself and by whoever wrote them.
  const staff: StaffRecord = { id: row.id as StaffId, login: row.login, name: row.name, role: row.role as Role, active: row.active, training: trainingOf(row) }
  return { token, expiresAt: now + TOKEN_LIFE_MS, ...(freshUntil === undefined ? {} : { freshUntil }), staff }
}

export async function forgetTokens(db: Db, now: number): Promise<void> {
  await db.deleteFrom('tokens').where('expires_at', '<=', now).execute()
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}

/** The person behind a bearer token, if it lives, belongs to this device, and they still work here. */
export async function findPerson(context: OriginContext, deviceId: string, token: string): Promise<Person | undefined> {
  const row = await context.db
    .selectFrom('tokens as t')
    .innerJoin('staff as s', 's.id', 't.staff_id')
    .select(['s.id', 's.role', 's.training_due', 's.training_grace', 't.fresh_until'])
    .where('t.hash', '=', hashToken(token))
    .where('t.device_id', '=', deviceId)
    .where('t.expires_at', '>', context.now())
    .where('s.active', '=', true)
    .executeTakeFirst()
  if (!row) return undefined
  return { staffId: row.id as StaffId, role: row.role as Role, isFresh: row.fresh_until !== null && row.fresh_until > context.now(), training: trainingOf(row) }
}
