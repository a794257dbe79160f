// Another passphrase in place of one that is known: whoever has the secret of the former one sets the next, at any device of the company.
import { fromBase64url } from '../../src-shared/formats/canonical'
import type { PassphraseChangeRequest } from '../../src-shared/protocol/staff'
import type { OriginContext } from '../context'
import { hashStaffSecret, isStaffSecret, SECRET_BYTES, SECRET_SALT_BYTES } from './staff-secret'

/**
 * `set` also where the new one counts already: its answer was lost, or another desk of the same person follows. A wrong login, a wrong secret and somebody who no longer works
 * here are refused alike, at the same cost.
 */
export async function changePassphrase(context: OriginContext, deviceId: string, { login, former, secret }: PassphraseChangeRequest): Promise<'set' | 'refused'> {
  const [before, after] = [fromBase64url(former), fromBase64url(secret)]
  if (before?.length !== SECRET_BYTES || after?.length !== SECRET_BYTES) return 'refused'
  const row = await context.db.selectFrom('staff').select(['id', 'secret_salt', 'secret_hash', 'active']).where('login', '=', login).executeTakeFirst()
  const stored = { salt: row?.secret_salt ?? Buffer.alloc(SECRET_SALT_BYTES), hash: row?.secret_hash ?? Buffer.alloc(SECRET_BYTES) }
  const [isFormer, isThere] = [await isStaffSecret(before, stored), await isStaffSecret(after, stored)]
  const salt = Buffer.from(context.random(new Uint8Array(SECRET_SALT_BYTES)))
  const hash = await hashStaffSecret(after, salt)
  if (!row?.active || (!isFormer && !isThere)) return 'refused'
  if (isThere) return 'set'
  return context.db.transaction().execute(async (tx) => {
    // As it was when it was compared: of two changes at once the first one counts, and the second has the wrong former secret.
    const changed = await tx.updateTable('staff').set({ secret_salt: salt, secret_hash: hash }).where('id', '=', row.id).where('active', '=', true).where('secret_hash', '=', row.secret_hash).executeTakeFirst()
    if (changed.numUpdatedRows === 0n) return 'refused'
    // Whoever is signed in by the former one is so no longer.
    await tx.deleteFrom('tokens').where('staff_id', '=', row.id).execute()
    await tx.insertInto('staff_acts').values({ at: context.now(), staff_id: row.id, act: 'passphrase', role: null, by_staff_id: row.id, at_device_id: deviceId }).execute()
    return 'set'
  })
}
