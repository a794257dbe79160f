// Which acts can be taken back before they leave the desk. What a fresh sign-in stands behind, or what cannot be undone, has no window.
import { isInventoryOperationName } from './inventory-operations'
import type { OperationName, PolicyOperationName, RequestOperationName } from './vocabulary'

/** Ten seconds: long enough to notice a slip, short enough that a colleague does not wait for it. */
export const UNDO_MS = 10_000

const UNDOABLE: Readonly<Record<RequestOperationName | PolicyOperationName, boolean>> = {
  'request.create@1': true,
  'request.take@1': true,
  'request.verify@1': true,
  'request.decide@1': true,
  'request.reopen@1': true,
  // A proposal removes nothing: a second person decides on it.
  'erasure.propose@1': true,
  // Carried out with the answer, under a sign-in that is fresh for minutes only.
  'erasure.approve@1': false,
  'policy.propose@1': true,
  'policy.approve@1': false,
  'policy.decline@1': false,
}

export function isUndoable(op: OperationName): boolean {
  // A proposal to the inventory binds nobody before its second person, and is declined like any other.
  return !isInventoryOperationName(op) && UNDOABLE[op]
}
