// One act on an exception, a recipient, a transfer, a preset, a hold or an incident by the machine of its kind: the truth at the origin and the preview on the desk.
import type { Result } from '../base/result'
import { applyException, type ExceptionEntry } from './exception-register'
import type { ExceptionRule } from './exceptions'
import { applyHold, type HoldEntry } from './hold-register'
import { applyIncident, type IncidentEntry } from './incident-register'
import type { InventoryOperation, InventoryRecordType } from './inventory-operations'
import { applyPreset, type PresetEntry } from './presets'
import type { Actor } from './request'
import type { Refusal } from './request-machine'
import { applyRecipient, applyTransfer, type RecipientEntry, type TransferEntry, type TransferFacts } from './transfer-register'

export interface EntryByType {
  readonly exception: ExceptionEntry
  readonly recipient: RecipientEntry
  readonly transfer: TransferEntry
  readonly preset: PresetEntry
  readonly hold: HoldEntry
  readonly incident: IncidentEntry
}
export type InventoryEntry = EntryByType[InventoryRecordType]

export interface InventoryGiven {
  readonly catalogue: readonly ExceptionRule[]
  readonly facts: TransferFacts
}

/** The casts are safe where `current` is of the operation's own kind: the caller read it from that kind's place. */
export function applyInventory(current: InventoryEntry | undefined, operation: InventoryOperation, by: Actor, { catalogue, facts }: InventoryGiven): Result<InventoryEntry, Refusal> {
  switch (operation.op) {
    case 'exception.propose@1':
    case 'exception.approve@1':
    case 'exception.review@1':
    case 'exception.end@1':
      return applyException(current as ExceptionEntry | undefined, operation, by, catalogue)
    case 'recipient.propose@1':
    case 'recipient.approve@1':
      return applyRecipient(current as RecipientEntry | undefined, operation, by)
    case 'preset.save@1':
    case 'preset.drop@1':
      return applyPreset(current as PresetEntry | undefined, operation, by)
    case 'hold.place@1':
    case 'hold.approve@1':
    case 'hold.extend@1':
    case 'hold.lift@1':
      return applyHold(current as HoldEntry | undefined, operation, by)
    case 'incident.open@1':
    case 'incident.assess@1':
    case 'incident.affect@1':
    case 'incident.measure@1':
    case 'incident.notice@1':
    case 'incident.contain@1':
    case 'incident.reopen@1':
    case 'incident.close@1':
    case 'incident.approve@1':
      return applyIncident(current as IncidentEntry | undefined, operation, by)
    default:
      return applyTransfer(current as TransferEntry | undefined, operation, by, facts)
  }
}
