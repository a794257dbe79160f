// A first or a new passphrase: an officer gives a one-time code, and with it the person sets a passphrase of their own, which nobody else ever knows.
//
// It is taken at a device at which nobody has signed in yet, or where a third person who works there has signed in freshly. So two things that two people give have
// to come together: the code of the officer, and the enrolment of a workstation, which is declared at the origin itself, or the word of a colleague who neither gave
// the code nor is named by it. An officer alone becomes nobody else (docs/decisions/0073, 0084).
import { fromBase64url } from '../../src-shared/formats/canonical'
import type { StaffId } from '../../src-shared/base/ids'
import type { PassphraseRequest, PassphraseCheckRequest } from '../../src-shared/protocol/staff'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import { CODE_LIFE_MS, hashCode, makeCode } from './one-time-codes'
import { hashStaffSecret, SECRET_BYTES, SECRET_SALT_BYTES } from './staff-secret'
import type { StaffActor } from './training'

export interface PassphraseCode {
  readonly code: string
  readonly expiresAt: number
}

/** One a person: a new code ends the former one. Undefined: there is nobody of that id who works here. */
export function givePassphraseCode(context: OriginContext, staffId: StaffId, by: StaffActor | 'command-line'): Promise<PassphraseCode | undefined> {
  const { shown, hash } = makeCode(context)
  const now = context.now()
  const row = { code_hash: hash, created_at: now, expires_at: now + CODE_LIFE_MS, used_by: null }
  return context.db.transaction().execute(async (tx) => {
    if (!(await tx.selectFrom('staff').select('id').where('id', '=', staffId).where('active', '=', true).forUpdate().executeTakeFirst())) return undefined
    await tx.insertInto('passphrase_codes').values({ staff_id: staffId, ...row }).onConflict((one) => one.column('staff_id').doUpdateSet(row)).execute()
    const who = by === 'command-line' ? { by_staff_id: null, at_device_id: null } : { by_staff_id: by.staffId, at_device_id: by.atDeviceId }
    await tx.insertInto('staff_acts').values({ at: now, staff_id: staffId, act: 'code', role: null, ...who }).execute()
    return { code: shown, expiresAt: row.expires_at }
  })
}

/** Whether the code stands, before a locked desk gives up the store that nobody there can open. It uses nothing up. */
export async function isPassphraseCode({ db, now }: OriginContext, { login, code }: PassphraseCheckRequest): Promise<boolean> {
  const row = await db
    .selectFrom('passphrase_codes as c')
    .innerJoin('staff as s', 's.id', 'c.staff_id')
    .select('c.staff_id')
    .where('s.login', '=', login)
    .where('s.active', '=', true)
    .where('c.code_hash', '=', hashCode(code))
    .where('c.expires_at', '>', now())
    .where('c.used_by', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * `lettingIn`: who is signed in freshly at that device. `elsewhere`: somebody has signed in at this device already, and nobody who may lets them in. Whichever of login,
 * code and time was wrong is nobody's business.
 */
export async function setPassphrase(context: OriginContext, deviceId: string, { login, code, secret }: PassphraseRequest, lettingIn?: StaffId): Promise<'set' | 'refused' | 'elsewhere'> {
  const bytes = fromBase64url(secret)
  if (bytes?.length !== SECRET_BYTES) return 'refused'
  const salt = Buffer.from(context.random(new Uint8Array(SECRET_SALT_BYTES)))
  const hash = await hashStaffSecret(bytes, salt)
  const now = context.now()
  return context.db.transaction().execute(async (tx) => {
    const staff = await tx.selectFrom('staff').select('id').where('login', '=', login).where('active', '=', true).forUpdate().executeTakeFirst()
    const device = await tx.selectFrom('devices').select('last_staff_id').where('id', '=', deviceId).forUpdate().executeTakeFirstOrThrow()
    const given = staff && (await tx.selectFrom('passphrase_codes').select('used_by').where('staff_id', '=', staff.id).where('code_hash', '=', hashCode(code)).where('expires_at', '>', now).executeTakeFirst())
    // Once more at the device that used it: the answer may have been lost, or that of the first sign-in.
    const isLetIn = staff !== undefined && lettingIn !== undefined && lettingIn !== staff.id && lettingIn !== (await giverOf(tx, staff.id))
    const isAgain = given?.used_by === deviceId && (isLetIn || device.last_staff_id === null || device.last_staff_id === staff?.id)
    if (device.last_staff_id !== null && !isAgain && !isLetIn) return 'elsewhere'
    if (!staff || !given || (given.used_by !== null && !isAgain)) return 'refused'
    await tx.updateTable('staff').set({ secret_salt: salt, secret_hash: hash, has_passphrase: true }).where('id', '=', staff.id).execute()
    await tx.updateTable('passphrase_codes').set({ used_by: deviceId }).where('staff_id', '=', staff.id).execute()
    // Whoever is signed in by the former one is so no longer.
    await tx.deleteFrom('tokens').where('staff_id', '=', staff.id).execute()
    if (!isAgain) await tx.insertInto('staff_acts').values({ at: now, staff_id: staff.id, act: 'passphrase', role: null, by_staff_id: staff.id, at_device_id: deviceId }).execute()
    return 'set'
  })
}

/** Who gave the code that stands; null: whoever runs the origin. */
async function giverOf(tx: Tx, staffId: string): Promise<string | null> {
  const act = await tx.selectFrom('staff_acts').select('by_staff_id').where('staff_id', '=', staffId).where('act', '=', 'code').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return act?.by_staff_id ?? null
}

/** With somebody who leaves goes the code that they still have. */
export async function endPassphraseCode(tx: Tx, staffId: StaffId): Promise<void> {
  await tx.deleteFrom('passphrase_codes').where('staff_id', '=', staffId).execute()
}

export async function forgetPassphraseCodes(db: Db, now: number): Promise<void> {
  await db.deleteFrom('passphrase_codes').where('expires_at', '<=', now).execute()
}
