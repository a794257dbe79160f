// A one-time code for a passphrase, asked about at the origin while the store here is shut: whether it stands, and what its refusal means to whoever typed it.
import type { StaffId } from '../../src-shared/base/ids'
import { err, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { KeyFile } from '../keys/key-file'
import type { DeskHost } from './desk-host'
import { askWithoutStore } from './shut-client'

/** The origin has one word for both kinds of codes; people do not. */
export function passphraseCodeAnswer<T>(answer: Result<T, DeskError>): Result<T, DeskError> {
  return !answer.ok && answer.error.kind === 'enrolment-code-refused' ? err({ kind: 'passphrase-code-refused' }) : answer
}

/** Of somebody who can be at this desk. Nothing is used up by asking. */
export async function checkPassphraseCode(host: DeskHost, keyFile: KeyFile, { staffId, code }: { readonly staffId: StaffId; readonly code: string }): Promise<Result<unknown, DeskError>> {
  const slot = keyFile.slots.find((one) => one.staffId === staffId)
  if (!slot) return err({ kind: 'passphrase-code-refused' })
  const answer = passphraseCodeAnswer(await askWithoutStore(host, (client) => client.checkCode({ login: slot.login, code })))
  return !answer.ok && answer.error.kind === 'not-enrolled' ? err({ kind: 'passphrase-code-refused' }) : answer
}
