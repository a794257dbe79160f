// Reads a package's parts from the store.
import type { Reader } from '../vault/transaction'
import { streamLogRows } from '../vault/repositories/log-rows'
import { listHandedOver } from '../vault/repositories/transfers'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { LogCategory } from '../../src-shared/domain/vocabulary'
import type { LogRow } from '../../src-shared/protocol/records'
import type { PackageSource } from './package-source'

export function createVaultSource(reader: Reader): PackageSource {
  return {
    request: async (id) => (await getRecord(reader, 'request', id))?.body,
    subject: async (id) => (await getRecord(reader, 'subject', id))?.body,
    consents: async (id) => (await listRecordsOfSubject(reader, 'consent', id)).map((record) => record.body),
    policies: async () => (await listRecords(reader, 'policy')).map((record) => record.body).filter((policy) => policy.state === 'approved'),
    holdings: async (id) => (await listRecordsOfSubject(reader, 'holding', id)).map((record) => record.body),
    requestsOf: async (id) => (await listRecordsOfSubject(reader, 'request', id)).map((record) => record.body),
    handedOver: (id, held) => listHandedOver(reader, id, held),
    logCounts: async (id) => {
      const rows = await reader.selectFrom('log_rows').select(['category', ({ fn }) => fn.countAll<number>().as('rows')]).where('subject_id', '=', id).groupBy('category').execute()
      // Casts of this file are safe: rows enter through logRowSchema alone (sync/rows.ts).
      return new Map(rows.map((row) => [row.category as LogCategory, row.rows]))
    },
    newestLogRows: async (id, limit) => {
      const rows = await reader.selectFrom('log_rows').selectAll().where('subject_id', '=', id).orderBy('n', 'desc').limit(limit).execute()
      return rows.map((row) => ({ n: row.n, category: row.category as LogCategory, at: row.at, product: row.product as LogRow['product'], ip: row.ip, detail: row.detail }))
    },
    logRows: (id) => streamLogRows(reader, id),
  }
}
