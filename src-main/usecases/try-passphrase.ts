// One try at a passphrase that opens a slot of the key file, at the lock or while the store is open: counted before it runs, and slowed down after wrong ones.
import type { Clock } from '../../src-shared/base/clock'
import { err, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Backoff } from '../keys/backoff'
import type { KeyedOpenError } from '../vault/keyed-vault'

export interface TryDeps {
  readonly backoff: Backoff
  readonly clock: Clock
}

/** `wait-before-retry`, and the wrong passphrase after which a wait begins, say how many `seconds` it is. */
export async function tryPassphrase<T>(deps: TryDeps, open: () => Promise<Result<T, KeyedOpenError>>): Promise<Result<T, DeskError>> {
  const { backoff } = deps
  if (backoff.begin() === 'wait') return err({ kind: 'wait-before-retry', ...waitOf(deps) })
  const opened = await open()
  if (opened.ok) {
    backoff.succeeded()
    return opened
  }
  if (opened.error === 'wrong-passphrase') return err({ kind: 'wrong-passphrase', ...waitOf(deps) })
  // Only a wrong passphrase is a guess; a full disk or a second process is not held against the person. Nor does it clear the guesses
  // before it: otherwise whoever damages the key file between them would guess without a wait.
  backoff.forgiven()
  return err({ kind: kindOf(opened.error) })
}

function waitOf({ backoff, clock }: TryDeps): Pick<DeskError, 'params'> {
  const { retryAt } = backoff.status()
  return retryAt === undefined ? {} : { params: { seconds: Math.ceil((retryAt - clock.now()) / 1000) } }
}

export function kindOf(error: KeyedOpenError): DeskError['kind'] {
  return error === 'key-file-damaged' ? 'store-damaged' : error
}
