// What the person who is signed in made of the keys: on this desk alone, and no colleague's keys change with it.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { FIRST_KEY_CHOICE, isCommandId, isCommandKey, type KeyChoice } from '../../src-shared/domain/commands'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { UnlockedDesk } from './unlocked-desk'

export async function myKeys({ vault, me }: Pick<UnlockedDesk, 'vault' | 'me'>): Promise<Result<KeyChoice, DeskError>> {
  const kept = (await getMeta(vault.reader, 'keys'))?.[me.staffId]
  if (kept === undefined) return ok(FIRST_KEY_CHOICE)
  // Commands and keys that this build does not know (any more) stand in nobody's way.
  const own = Object.fromEntries(Object.entries(kept.own).filter(([id, key]) => isCommandId(id) && (key === null || isCommandKey(key))))
  return ok({ single: kept.single, own })
}

export async function chooseKeys({ vault, me, publish }: Pick<UnlockedDesk, 'vault' | 'me' | 'publish'>, choice: ParsedRequestOf<'keys.choose'>): Promise<Result<void, DeskError>> {
  await vault.transaction(async (tx) => setMeta(tx, 'keys', { ...(await getMeta(tx, 'keys')), [me.staffId]: choice }))
  publish('keys')
  return ok()
}
