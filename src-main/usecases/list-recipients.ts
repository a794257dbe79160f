// Who receives information, and what was handed over to them, with what can be done with each entry now.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RecipientList, RecipientView, TransferView } from '../../src-shared/contract/recipient'
import { transferKeptUntil } from '../../src-shared/domain/recipients'
import { recipientState, transferOf, transferState, type RecipientEntry, type TransferEntry } from '../../src-shared/domain/transfer-register'
import { readEntries, type SeenEntry } from '../sync/read-inventory'
import { openTaskViews, tellVerdict } from './erasure-recipients'
import { readFreshness } from './freshness'
import { declinedView, endView, proposeVerdict, readStaffNames, verdictOf, type InventoryDeps, type StaffName } from './inventory-acts'

export async function listRecipients(deps: InventoryDeps): Promise<Result<RecipientList, DeskError>> {
  const rules = deps.rules.current()
  const { reader } = deps.vault
  const staffName = await readStaffNames(deps.vault.reader)
  const recipients = await readEntries(reader, 'recipient', rules)
  const transfers = await readEntries(reader, 'transfer', rules)
  const nameOf = new Map(recipients.map(({ entry }) => [entry.id, entry.name]))
  const isWaiting = ({ state }: TransferView): number => (state === 'proposed' || state === 'ending' ? 0 : 1)
  return ok({
    recipients: recipients.map((seen) => recipientView(deps, seen, staffName)).toSorted((a, b) => b.proposedAt - a.proposedAt || (a.id < b.id ? -1 : 1)),
    transfers: transfers.map((seen) => transferView(deps, seen, staffName, nameOf)).toSorted((a, b) => isWaiting(a) - isWaiting(b) || b.at - a.at || (a.id < b.id ? -1 : 1)),
    tasks: await openTaskViews(reader),
    propose: proposeVerdict(deps),
    tell: tellVerdict(deps),
    freshness: await readFreshness(deps),
  })
}

function recipientView(deps: InventoryDeps, seen: SeenEntry<RecipientEntry>, staffName: StaffName): RecipientView {
  const { id, name, contact, proposedBy, proposedAt, approvedBy, change } = seen.entry
  return {
    id, name, contact, proposedBy: staffName(proposedBy), proposedAt,
    ...(approvedBy === undefined ? {} : { approvedBy: staffName(approvedBy) }),
    ...(change ? { change: { ...change, by: staffName(change.by) } } : {}),
    state: recipientState(seen.entry),
    version: seen.version,
    mark: seen.mark,
    acts: {
      approve: verdictOf(deps, seen, { op: 'recipient.approve@1', args: { recipientId: id } }),
      change: verdictOf(deps, seen, { op: 'recipient.propose@1', args: { recipientId: id, name, contact } }),
    },
  }
}

function transferView(deps: InventoryDeps, seen: SeenEntry<TransferEntry>, staffName: StaffName, nameOf: ReadonlyMap<string, string>): TransferView {
  const { recipientId, recordedBy, approvedBy, ending, declined, approvedAt: _approvedAt, ...facts } = seen.entry
  const keptUntil = transferKeptUntil(transferOf(seen.entry, []), deps.rules.current())
  const args = { transferId: seen.entry.id }
  return {
    ...facts,
    ...(recipientId === undefined ? {} : { recipient: { id: recipientId, name: nameOf.get(recipientId) ?? '' } }),
    recordedBy: staffName(recordedBy),
    ...(approvedBy === undefined ? {} : { approvedBy: staffName(approvedBy) }),
    ...endView(ending, staffName),
    ...declinedView(declined, staffName),
    state: transferState(seen.entry),
    ...(keptUntil === undefined ? {} : { keptUntil }),
    version: seen.version,
    mark: seen.mark,
    acts: {
      approve: verdictOf(deps, seen, { op: 'transfer.approve@1', args }),
      end: verdictOf(deps, seen, { op: 'transfer.end@1', args: { ...args, until: deps.clock.now(), reason: '?' } }),
    },
  }
}
