// The refusal of a new passphrase that cannot be set, for every use case that takes one.
import { err, type Err } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { PASSPHRASE_MIN_CHARACTERS, passphraseFault, type NewPassphrase } from '../../src-shared/domain/new-passphrase'

/** Undefined: it can be set. */
export function refuseWeakPassphrase(wanted: NewPassphrase): Err<DeskError> | undefined {
  return passphraseFault(wanted) === undefined ? undefined : err({ kind: 'weak-passphrase', params: { characters: PASSPHRASE_MIN_CHARACTERS } })
}
