// The refusal grounds of a rules pack that the machine and the screens know by their codes; their texts and ranks are the pack's.

/** That the identity could not be verified: the one decision that needs no check, since it says that there is none. */
export const UNIDENTIFIED_GROUND = 'A4'
/** That it is not the person's own information: what the outcome `not-theirs` says. */
export const NOT_THEIRS_GROUND = 'A5'
/** That a condition of a transfer to another handler is not met. */
export const TRANSFER_GROUND = 'A6'
/** That a foreign authority asks without approval (PIPL 41): the one answer that it gets. */
export const FOREIGN_GROUND = 'A8'
/** That the person did not supply what was asked for: open only while closing is proposed (request-clock.ts). */
export const UNSUPPLIED_GROUND = 'P2'
