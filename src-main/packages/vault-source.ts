// Reads a package's parts from the store.
import type { Reader } from '../vault/transaction'
import { listAttachments } from '../vault/repositories/attachments'
import { countLogRows, listLogRowsOf, listNewestLogRows, readLogState, streamLogPages, streamLogRows } from '../vault/repositories/log-rows'
import { listAddressesOfOthers } from '../vault/repositories/people'
import { listRedactions } from '../vault/repositories/redactions'
import { listHandedOver } from '../vault/repositories/transfers'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { PackageSource } from './package-source'

/** Without what acts of this desk that wait have changed: those parts a use case reads. */
export function createVaultSource(reader: Reader): Omit<PackageSource, 'request' | 'notes'> {
  return {
    subject: async (id) => (await getRecord(reader, 'subject', id))?.body,
    consents: async (id) => (await listRecordsOfSubject(reader, 'consent', id)).map((record) => record.body),
    policies: async () => (await listRecords(reader, 'policy')).map((record) => record.body).filter((policy) => policy.state === 'approved'),
    holdings: async (id) => (await listRecordsOfSubject(reader, 'holding', id)).map((record) => record.body),
    requestsOf: async (id) => (await listRecordsOfSubject(reader, 'request', id)).map((record) => record.body),
    handedOver: (id, held) => listHandedOver(reader, id, held),
    filesHere: async (id) => new Set((await listAttachments(reader, id)).filter(({ bytes, received }) => bytes === received).map(({ sha256 }) => sha256)),
    logCounts: (id) => countLogRows(reader, id),
    logState: (id) => readLogState(reader, id),
    newestLogRows: (id, limit) => listNewestLogRows(reader, id, limit),
    logPages: (id) => streamLogPages(reader, id),
    suspectLogRows: (id) => streamLogRows(reader, id, 'may-name-somebody'),
    logRowsOf: (id, numbers) => listLogRowsOf(reader, id, numbers),
    addressesOfOthers: (addresses, id) => (addresses.length === 0 ? Promise.resolve([]) : listAddressesOfOthers(reader, addresses, id)),
    redactions: async (id) => (await listRedactions(reader, id)).map(({ choices }) => choices),
  }
}
