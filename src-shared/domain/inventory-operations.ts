// The acts on exceptions, recipients, transfers, presets, holds and incidents as one family: which record each one is about.
import type { ExceptionOperation } from './exception-register'
import type { HoldOperation } from './hold-register'
import type { IncidentOperation } from './incident-register'
import type { PresetOperation } from './presets'
import type { RecipientOperation, TransferOperation } from './transfer-register'
import { INVENTORY_OPERATIONS, type InventoryOperationName, type OperationName } from './vocabulary'

export type InventoryOperation = ExceptionOperation | RecipientOperation | TransferOperation | PresetOperation | HoldOperation | IncidentOperation
export type InventoryRecordType = 'exception' | 'recipient' | 'transfer' | 'preset' | 'hold' | 'incident'

export function isInventoryOperationName(op: OperationName): op is InventoryOperationName {
  return (INVENTORY_OPERATIONS as readonly OperationName[]).includes(op)
}

export function isInventoryOperation(operation: { readonly op: OperationName }): operation is InventoryOperation {
  return isInventoryOperationName(operation.op)
}

/** Approvals carry the second person's weight: they are made online alone, under a sign-in of the last minutes. */
export function needsFreshSignIn(op: InventoryOperationName): boolean {
  return op === 'exception.approve@1' || op === 'recipient.approve@1' || op === 'transfer.approve@1' || op === 'hold.approve@1' || op === 'incident.approve@1'
}

export interface InventoryTarget {
  readonly type: InventoryRecordType
  readonly id: string
}

export function targetOf({ args }: InventoryOperation): InventoryTarget {
  if ('invocationId' in args) return { type: 'exception', id: args.invocationId }
  if ('presetId' in args) return { type: 'preset', id: args.presetId }
  if ('holdId' in args) return { type: 'hold', id: args.holdId }
  if ('incidentId' in args) return { type: 'incident', id: args.incidentId }
  // A transfer names its recipient too.
  return 'transferId' in args ? { type: 'transfer', id: args.transferId } : { type: 'recipient', id: args.recipientId }
}
