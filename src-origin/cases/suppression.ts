// The suppression ledger: HMACs of the random ids of erased people, so that no push, import or restore brings one back.
import { createHmac } from 'node:crypto'
import type { Db, Tx } from '../store/database'

/** The id is random already; the HMAC keeps even it from being looked up in the ledger without the origin's key. */
export function erasedHash(subjectId: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(subjectId, 'utf8').digest()
}

/** Of the company's own random id of the person, kept apart from ours by the word before it. */
export function erasedExternalHash(externalId: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`external:${externalId}`, 'utf8').digest()
}

export async function isErased(db: Db | Tx, subjectId: string, key: Uint8Array): Promise<boolean> {
  const row = await db.selectFrom('erased_ids').select('erasure_id').where('hash', '=', erasedHash(subjectId, key)).executeTakeFirst()
  return row !== undefined
}
