// Holds a database to the keys that it was first used with: every process of one origin needs the same key file.
import { createHmac } from 'node:crypto'
import { OriginStartError } from '../start-error'
import type { Db } from '../store/database'
import type { OriginKeys } from './origin-keys'

/**
 * Other keys over the same rows would sign what no desk believes, and would read the suppression ledger as empty: whoever was erased could
 * come back. The mark tells nothing of the keys.
 */
export async function holdToKeys(db: Db, keys: OriginKeys, folder: string): Promise<void> {
  // By the first of the organisation's keys: one that it handed over to is no other key.
  const mark = createHmac('sha256', keys.erasedIds).update(keys.orgKeys.keys[0]?.publicKey ?? keys.org.publicKey).digest('hex')
  await db.insertInto('settings').values({ key: 'keys', value: mark }).onConflict((conflict) => conflict.column('key').doNothing()).execute()
  const { value } = await db.selectFrom('settings').select('value').where('key', '=', 'keys').executeTakeFirstOrThrow()
  if (value !== mark) throw new OriginStartError('keys-foreign', { folder })
}
