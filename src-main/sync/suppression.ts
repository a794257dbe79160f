// The suppression ledger as a question: was this person erased here? Keyed hashes of random ids, so that the ledger itself names nobody.
import { must } from '../../src-shared/base/assert'
import type { SubjectId } from '../../src-shared/base/ids'
import { ledgerHash } from '../vault/ledger-hash'
import { getMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'

export interface Suppression {
  /** Reads the ledger once for a page of rows. */
  readonly load: (reader: Reader) => Promise<(subjectId: SubjectId) => boolean>
}

export async function subjectHmac(reader: Reader, subjectId: SubjectId): Promise<string> {
  return ledgerHash(must(await getMeta(reader, 'ledgerKey'), 'the ledger key'), subjectId)
}

export const suppression: Suppression = {
  load: async (reader) => {
    const rows = await reader.selectFrom('erasures').select('subject_hmac').execute()
    // Most stores have erased nobody: then a page of the directory costs no hash at all.
    if (rows.length === 0) return () => false
    const key = must(await getMeta(reader, 'ledgerKey'), 'the ledger key')
    const erased = new Set(rows.map((row) => row.subject_hmac))
    return (subjectId) => erased.has(ledgerHash(key, subjectId))
  },
}

/** For one person, where there is no page of rows to read the ledger for. */
export async function isErased(reader: Reader, subjectId: SubjectId): Promise<boolean> {
  return (await suppression.load(reader))(subjectId)
}
