// What can be done now with an exception, a recipient or a transfer, and where not, why: the act itself is tried on a copy, so that the
// buttons and the acts never follow different rules.
import type { StaffId } from '../../src-shared/base/ids'
import type { ActVerdict, DeclinedView, EndView } from '../../src-shared/contract/inventory'
import type { StaffRef } from '../../src-shared/contract/views'
import type { Declined, ProposedEnd } from '../../src-shared/domain/exception-register'
import { applyInventory, type InventoryEntry } from '../../src-shared/domain/inventory-machine'
import { needsFreshSignIn, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import type { SeenEntry } from '../sync/read-inventory'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { beginVerdict, isOnline, isReadOnly } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'

export type InventoryDeps = Pick<UnlockedDesk, 'vault' | 'me' | 'rules' | 'clock' | 'time' | 'today' | 'loop' | 'knownTime'>

export function verdictOf(deps: InventoryDeps, seen: SeenEntry<InventoryEntry>, operation: InventoryOperation): ActVerdict {
  if (seen.isUnsettled) return 'state-changed'
  const by = { staffId: deps.me.staffId, at: deps.clock.now(), role: deps.me.role }
  const tried = applyInventory(seen.entry, operation, by, { catalogue: deps.rules.current().exceptions, facts: { events: [] } })
  if (!tried.ok) return tried.error.code === 'forbidden' ? 'not-permitted' : tried.error.code === 'needs_second_person' ? 'own-proposal' : 'state-changed'
  if (isReadOnly(deps)) return 'upgrade-required'
  if (!needsFreshSignIn(operation.op)) return 'possible'
  return isOnline(deps) && seen.mark === 'sent' ? 'possible' : 'needs-online'
}

/** Whether something new can be proposed at all. */
export function proposeVerdict(deps: InventoryDeps): ActVerdict {
  return beginVerdict(deps, 'keep-inventory')
}

export type StaffName = (staffId: StaffId) => StaffRef

/** `unknown`: the name of somebody whom the origin does not list any more. */
export async function readStaffNames(reader: Reader, unknown = ''): Promise<StaffName> {
  const names = new Map((await listRecords(reader, 'staff')).map(({ body }) => [body.id, body.name]))
  return (staffId) => ({ id: staffId, name: names.get(staffId) ?? unknown })
}

export function endView<Until>(ending: ProposedEnd<Until> | undefined, staffName: StaffName): { readonly ending?: EndView<Until> } {
  if (!ending) return {}
  const { until, reason, by, at, approvedBy } = ending
  return { ending: { until, reason, by: staffName(by), at, ...(approvedBy === undefined ? {} : { approvedBy: staffName(approvedBy) }) } }
}

export function declinedView(declined: Declined | undefined, staffName: StaffName): { readonly declined?: DeclinedView } {
  return declined ? { declined: { reason: declined.reason, by: staffName(declined.by), at: declined.at } } : {}
}
