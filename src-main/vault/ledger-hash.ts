// How the suppression ledger knows somebody: a keyed hash of a random id, which reads nobody out of it.
import { createHmac } from 'node:crypto'

/** `key`: the ledger's own, base64url. */
export function ledgerHash(key: string, subjectId: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(subjectId).digest('base64url')
}
