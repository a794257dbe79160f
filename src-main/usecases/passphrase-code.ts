// A one-time code for a passphrase, asked about at the origin while the store here is shut: whether it stands, and what its refusal means to whoever typed it.
import type { StaffId } from '../../src-shared/base/ids'
import { err, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { KeyFile } from '../keys/key-file'
import { createOriginClient } from '../sync/origin-client'
import { readEnrolmentFile, readTrust } from './desk-files'
import type { DeskHost } from './desk-host'
import { identityOf } from './enrolment-identity'

/** The origin has one word for both kinds of codes; people do not. */
export function passphraseCodeAnswer<T>(answer: Result<T, DeskError>): Result<T, DeskError> {
  return !answer.ok && answer.error.kind === 'enrolment-code-refused' ? err({ kind: 'passphrase-code-refused' }) : answer
}

/** Of somebody who can be at this desk. Nothing is used up by asking. */
export async function checkPassphraseCode(host: DeskHost, keyFile: KeyFile, { staffId, code }: { readonly staffId: StaffId; readonly code: string }): Promise<Result<unknown, DeskError>> {
  const slot = keyFile.slots.find((one) => one.staffId === staffId)
  const enrolment = await readEnrolmentFile(host.profileDir, host.crypto)
  if (!slot || !enrolment) return err({ kind: 'passphrase-code-refused' })
  const channel = host.connect(await readTrust(host.profileDir, enrolment, host.crypto))
  if (!channel.ok) return channel
  const client = createOriginClient({ channel: channel.value, identity: identityOf(enrolment), device: undefined, crypto: host.crypto, clock: host.clock })
  try {
    return passphraseCodeAnswer(await client.checkCode({ login: slot.login, code }))
  } finally {
    client.close()
  }
}
