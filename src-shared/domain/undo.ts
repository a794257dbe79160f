// Which acts can be taken back before they leave the desk. What a fresh sign-in stands behind, or what cannot be undone, has no window.
import { isLetterOperationName } from './case-letters'
import { isNoteOperationName, isRequestOperationName, type NoteOperationName, type OperationName, type RequestOperationName } from './vocabulary'

/** Ten seconds: long enough to notice a slip, short enough that a colleague does not wait for it. */
export const UNDO_MS = 10_000

const UNDOABLE: Readonly<Record<RequestOperationName | NoteOperationName, boolean>> = {
  'request.create@1': true,
  'request.take@1': true,
  'request.verify@1': true,
  'request.decide@1': true,
  'request.reopen@1': true,
  'request.settle-check@1': true,
  'request.escalate@1': true,
  'request.see-evidence@1': true,
  'request.retract-evidence@1': true,
  'request.withdraw@1': true,
  'request.step-back@1': true,
  'request.link@1': true,
  'request.unlink@1': true,
  // A proposal removes nothing: a second person decides on it.
  'erasure.propose@1': true,
  'request.assign@1': true,
  // Carried out with the answer, under a sign-in that is fresh for minutes only.
  'erasure.approve@1': false,
  'request.pause@1': true,
  'request.resume@1': true,
  'request.extend@1': true,
  'request.unextend@1': true,
  'note.add@1': true,
  'note.take-back@1': true,
}

export function isUndoable(op: OperationName): boolean {
  // A proposal to the register or the inventory binds nobody before its second person, and is taken back there, whether it was sent or not; that
  // somebody was told happened outside, and nothing here undoes it.
  // What is said of a letter is a note of ours, which can be a slip like any other.
  return isLetterOperationName(op) || ((isRequestOperationName(op) || isNoteOperationName(op)) && UNDOABLE[op])
}
