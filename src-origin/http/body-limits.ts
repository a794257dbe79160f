// How many bytes a request may bring, by route; told to others in the API's own description.
import { PART_BYTES } from '../../src-shared/protocol/notes'
import { SEALED_BATCH_BYTES } from '../../src-shared/protocol/sealed'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'

/** Every small message of the protocol fits; the routes that need more say so. */
export const BODY_BYTES = 65_536
/** Room for the receipts of many erasures at once. */
export const ACK_BYTES = 1_048_576
export const PUSH_BYTES = DEFAULT_LIMITS.pushBytes
/** One sealed act may be as large as a batch of them. */
export const SEALED_BYTES = 2 * SEALED_BATCH_BYTES
/** One part of a file. */
export const BLOB_BYTES = PART_BYTES
