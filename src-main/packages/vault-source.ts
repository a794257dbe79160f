// Reads a package's parts from the store.
import type { Reader } from '../vault/transaction'
import { countLogRows, listNewestLogRows, streamLogRows } from '../vault/repositories/log-rows'
import { listHandedOver } from '../vault/repositories/transfers'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
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
    logCounts: (id) => countLogRows(reader, id),
    newestLogRows: (id, limit) => listNewestLogRows(reader, id, limit),
    logRows: (id) => streamLogRows(reader, id),
  }
}
