// Who is where: the colleagues by name, and one's own place for them.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PresenceView } from '../../src-shared/contract/presence'
import type { Place } from '../../src-shared/protocol/presence'
import type { OriginClient } from '../sync/origin-client'
import type { SignIn } from '../sync/sign-in'
import { listRecords } from '../vault/repositories/records'
import type { UnlockedDesk } from './unlocked-desk'

export async function listPresence({ vault, presence }: Pick<UnlockedDesk, 'vault' | 'presence'>): Promise<Result<readonly PresenceView[], DeskError>> {
  const people = presence.list()
  if (people.length === 0) return ok([])
  const names = new Map((await listRecords(vault.reader, 'staff', people.map((one) => one.staffId))).map(({ body }) => [body.id, body.name]))
  // Somebody whom this desk does not know by name is nobody whom it could show.
  return ok(people.flatMap(({ requestId, staffId, doing }) => {
    const name = names.get(staffId)
    return name === undefined ? [] : [{ requestId, by: { id: staffId, name }, doing }]
  }))
}

export function tellPresence({ presence }: Pick<UnlockedDesk, 'presence'>, { at }: ParsedRequestOf<'presence.tell'>): Result<void, DeskError> {
  presence.tell(at)
  return ok()
}

export interface TellDeps {
  readonly client: Pick<OriginClient, 'presence'>
  readonly signIn: SignIn
  readonly isOnline: () => boolean
}

/** Without a line nobody is told, and nobody signs in for it. */
export async function tellPlace({ client, signIn, isOnline }: TellDeps, at: Place | undefined): Promise<Result<unknown, DeskError>> {
  if (!isOnline()) return err({ kind: 'origin-unreachable' })
  const token = await signIn.token()
  if (!token.ok) return token
  const told = await client.presence(at ? { at } : {}, token.value)
  if (!told.ok && told.error.params?.['code'] === 'unauthorised') signIn.forget()
  return told
}
