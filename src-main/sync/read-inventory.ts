// Reads exceptions, recipients and transfers as staff see them: the origin's records with the acts of this desk that wait.
import type { StaffId, SubjectId } from '../../src-shared/base/ids'
import type { SendMark } from '../../src-shared/contract/views'
import { applyInventory, type EntryByType, type InventoryEntry } from '../../src-shared/domain/inventory-machine'
import type { InventoryOperation, InventoryRecordType } from '../../src-shared/domain/inventory-operations'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { TransferId } from '../../src-shared/domain/recipients'
import type { TransferFacts } from '../../src-shared/domain/transfer-register'
import type { Role } from '../../src-shared/domain/vocabulary'
import { groupByChain, listChain, listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { overlayChain } from './overlay'
import { readRoles } from './read-requests'

export interface SeenEntry<Entry> {
  readonly entry: Entry
  /** The version that an act made now has seen. */
  readonly version: number
  readonly mark: SendMark
  /** As of a request (overlay.ts). */
  readonly isUnsettled: boolean
}

export function inventoryChain(type: InventoryRecordType, id: string): string {
  return `${type}:${id}`
}

/** Everything of one kind: what the origin has and what waits here to be sent. */
export async function readEntries<Type extends InventoryRecordType>(reader: Reader, type: Type, rules: RulesPackBody): Promise<readonly SeenEntry<EntryByType[Type]>[]> {
  const pending = (await listOutbox(reader)).filter((item) => item.chain.startsWith(`${type}:`))
  const records = await listRecords(reader, type)
  const recordOf = new Map(records.map((record) => [record.id, record]))
  const chains = groupByChain(pending)
  const ids = new Set([...recordOf.keys(), ...pending.map((item) => item.chain.slice(type.length + 1))])
  const roleOf = pending.length > 0 ? await readRoles(reader) : () => 'agent' as const
  const seen: SeenEntry<EntryByType[Type]>[] = []
  for (const id of ids) {
    const one = await overlayEntry<Type>(reader, { type, record: recordOf.get(id), chain: chains.get(inventoryChain(type, id)) ?? [], rules, roleOf })
    if (one) seen.push(one)
  }
  return seen
}

export async function readEntry<Type extends InventoryRecordType>(reader: Reader, type: Type, id: string, rules: RulesPackBody): Promise<SeenEntry<EntryByType[Type]> | undefined> {
  const chain = await listChain(reader, inventoryChain(type, id))
  return overlayEntry<Type>(reader, { type, record: await getRecord(reader, type, id), chain, rules, roleOf: await readRoles(reader) })
}

interface Overlaying {
  readonly type: InventoryRecordType
  readonly record: { readonly v: number; readonly body: unknown } | undefined
  readonly chain: readonly OutboxItem[]
  readonly rules: RulesPackBody
  readonly roleOf: (staffId: StaffId) => Role
}

/** The casts are safe: a record of the type has the type's body, and the items of its chain are acts on it. */
async function overlayEntry<Type extends InventoryRecordType>(reader: Reader, { type, record, chain, rules, roleOf }: Overlaying): Promise<SeenEntry<EntryByType[Type]> | undefined> {
  const facts = new Map<OutboxItem, TransferFacts>()
  if (type === 'transfer') for (const item of chain) facts.set(item, await readTransferFacts(reader, operationOf(item), rules))
  const { body, version, mark, isUnsettled } = overlayChain(record as { readonly v: number; readonly body: InventoryEntry } | undefined, chain, (current, item) =>
    applyInventory(current, operationOf(item), { staffId: item.staffId, at: item.madeAt.wall, role: roleOf(item.staffId) }, { catalogue: rules.exceptions, facts: facts.get(item) ?? NO_FACTS }),
  )
  return body && { entry: body as EntryByType[Type], version, mark, isUnsettled }
}

function operationOf(item: OutboxItem): InventoryOperation {
  return { op: item.op, args: item.args ?? {} } as unknown as InventoryOperation
}

const NO_FACTS: TransferFacts = { events: [] }

/** What a recording is judged by, as it is known here: the recipient with what waits, the consent history of the one person. */
export async function readTransferFacts(reader: Reader, operation: InventoryOperation, rules: RulesPackBody): Promise<TransferFacts> {
  if (operation.op !== 'transfer.record@1') return NO_FACTS
  const { recipientId, subjectId } = operation.args
  const recipient = recipientId === undefined ? undefined : (await readEntry(reader, 'recipient', recipientId, rules))?.entry
  return { ...(recipient ? { recipient } : {}), events: subjectId === undefined ? [] : await readConsents(reader, subjectId) }
}

/** The one person whom a listed transfer concerned, as far as it is known here: by their share, or by a recording that waits. */
export async function readSolePerson(reader: Reader, transferId: TransferId): Promise<SubjectId | undefined> {
  const recorded = (await listChain(reader, inventoryChain('transfer', transferId))).find((item) => item.op === 'transfer.record@1')
  if (recorded?.subjectId !== undefined) return recorded.subjectId
  const shares = (await listRecords(reader, 'transfer-share')).filter(({ body }) => body.transferId === transferId)
  const people = (await getRecord(reader, 'transfer', transferId))?.body.people
  // Of a list nobody: the act is about all of them.
  return people === 1 ? shares[0]?.body.subjectId : undefined
}

export async function readConsents(reader: Reader, subjectId: SubjectId) {
  return (await listRecordsOfSubject(reader, 'consent', subjectId)).map((record) => record.body)
}
