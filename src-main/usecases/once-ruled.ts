// An act on top of one that is on its way. The feed may bring the effect of an act before the answer to it: for that moment nobody can tell whether the version
// that is here is one's own or a colleague's (sync/overlay.ts), and a new act would be refused as "changed". The answer is under way, so it is waited for, shortly.
import { setTimeout as pause } from 'node:timers/promises'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { listChain } from '../vault/repositories/outbox'
import type { Vault } from '../vault/vault'

const LOOK_MS = 50
/** A second in all: an answer that was lost does not come by itself, and the person is told. */
const LOOKS = 20

export async function onceRuled<T>({ reader }: Pick<Vault, 'reader'>, chain: string, attempt: () => Promise<Result<T, DeskError>>): Promise<Result<T, DeskError>> {
  const first = await attempt()
  const isOnItsWay = async (): Promise<boolean> => (await listChain(reader, chain)).some(({ state }) => state === 'sending')
  if (first.ok || first.error.kind !== 'state-changed' || !(await isOnItsWay())) return first
  for (let look = 0; look < LOOKS && (await isOnItsWay()); look++) await pause(LOOK_MS)
  return attempt()
}
