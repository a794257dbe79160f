// What an act in the outbox is about: its request, or the entry of the inventory or the register by its own name.
import type { RequestId } from '../../src-shared/base/ids'
import type { OutboxItemView } from '../../src-shared/contract/sync'
import { aboutOf, proposedEntries, type KnownEntries } from '../../src-shared/domain/act-about'
import { requestOfChain } from '../sync/overlay'
import { noteOperationOf } from '../sync/read-notes'
import type { OutboxItem } from '../vault/repositories/outbox'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { readPolicies } from './read-policies'
import { entryOperation } from './typed-entry'

/** The request of an act on one, of a letter of one and of a note on one. */
export function caseOf(item: OutboxItem): RequestId | undefined {
  return requestOfChain(item.chain) ?? noteOperationOf(item)?.args.requestId
}

/** One reading for the whole list; nothing is read where every act is about a request. */
export async function readKnownEntries(reader: Reader, items: readonly OutboxItem[]): Promise<KnownEntries> {
  const operations = items.flatMap((item) => entryOperation(item) ?? [])
  const known = proposedEntries(operations)
  if (operations.length === 0) return known
  for (const { body } of await listRecords(reader, 'exception')) known.exceptions.set(body.id, body)
  for (const { body } of await listRecords(reader, 'recipient')) known.recipients.set(body.id, body)
  for (const { body } of await listRecords(reader, 'transfer')) known.transfers.set(body.id, body)
  for (const { body } of await listRecords(reader, 'preset')) known.presets.set(body.id, body)
  for (const { body } of await listRecords(reader, 'hold')) known.holds.set(body.id, body)
  for (const { body } of await listRecords(reader, 'incident')) known.incidents.set(body.id, body)
  for (const entry of await readPolicies(reader)) known.policies.set(entry.id, entry)
  return known
}

export function entryView(item: OutboxItem, known: KnownEntries): Pick<OutboxItemView, 'entry' | 'about'> {
  const [type, id = ''] = item.chain.split(':')
  if (type !== 'exception' && type !== 'recipient' && type !== 'transfer' && type !== 'preset' && type !== 'hold' && type !== 'incident' && type !== 'policy') return {}
  const operation = entryOperation(item)
  const about = operation && aboutOf(operation, known)
  return { entry: { type, id }, ...(about ? { about } : {}) }
}
