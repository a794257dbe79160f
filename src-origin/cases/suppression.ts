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

export interface Suppression {
  readonly erasureId: string
  /** Epoch milliseconds of the erasure. */
  readonly at: number
  /** erasedHash of the person, erasedExternalHash of the company's own id where an import gave one: its next export then finds them refused. */
  readonly subject: Buffer
  readonly external?: Buffer
}

/** Entered again it changes nothing. */
export async function enterSuppression(db: Db | Tx, { erasureId, at, subject, external }: Suppression): Promise<void> {
  const entry = { erasure_id: erasureId, at }
  const entries = [{ ...entry, kind: 'subject', hash: subject }, ...(external ? [{ ...entry, kind: 'external', hash: external }] : [])]
  await db.insertInto('erased_ids').values(entries).onConflict((conflict) => conflict.doNothing()).execute()
}
