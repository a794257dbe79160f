// Why a store is set aside, and the word that is typed before; without a schema, since the locked window loads it.
import type { DeskErrorKind } from './errors'

/** Why a store does not open, where it can be set aside; each is an error with words of its own. */
export const SET_ASIDE_REASONS = ['store-damaged', 'store-outdated', 'store-foreign', 'store-missing', 'key-store-changed'] as const satisfies readonly DeskErrorKind[]
/** Besides: whoever it belongs to has forgotten the passphrase, and the origin knows of it. */
export const SET_ASIDE_WHY = [...SET_ASIDE_REASONS, 'passphrase-forgotten'] as const
export type SetAsideReason = (typeof SET_ASIDE_WHY)[number]

/** Typed by hand before a store is set aside; where the key file cannot be read, nobody knows what the workstation is called. */
export const setAsideWord = (workstation: string | undefined): string => workstation ?? 'SET ASIDE'
