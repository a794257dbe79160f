// A client of the origin for a desk whose store is shut: the enrolment file says where, the newest pin set whom to believe, and no device proves itself, since its key
// lies in that store.
import type { Clock } from '../../src-shared/base/clock'
import { err, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import type { HttpChannel, OriginTrust } from '../sync/https-channel'
import type { OriginClient } from '../sync/origin-client'
import { readEnrolmentFile, readIdentity, readTrust } from './desk-files'

export interface ShutDesk {
  readonly profileDir: string
  readonly crypto: FormatCrypto
  readonly clock: Clock
  readonly connect: (trust: OriginTrust) => Result<HttpChannel, DeskError>
}

/** Closed when it was asked. */
export async function askWithoutStore<T>(deps: ShutDesk, ask: (client: OriginClient) => Promise<Result<T, DeskError>>): Promise<Result<T, DeskError>> {
  const enrolment = await readEnrolmentFile(deps.profileDir, deps.crypto)
  if (!enrolment) return err({ kind: 'not-enrolled' })
  const identity = await readIdentity(deps.profileDir, enrolment, deps.crypto)
  const channel = deps.connect(await readTrust(deps.profileDir, enrolment, identity, deps.crypto))
  if (!channel.ok) return channel
  const { createOriginClient } = await import('../sync/origin-client')
  const client = createOriginClient({ channel: channel.value, identity, device: undefined, crypto: deps.crypto, clock: deps.clock })
  try {
    return await ask(client)
  } finally {
    client.close()
  }
}
