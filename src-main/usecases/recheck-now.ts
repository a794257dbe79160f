// The officer has this desk look again for people who were erased here.
import { ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { hitsOf } from './recheck-residue'
import type { UnlockedDesk } from './unlocked-desk'

export async function recheckNow({ recheck }: Pick<UnlockedDesk, 'recheck'>): Promise<Result<AnswerOf<'fleet.recheck'>, DeskError>> {
  const found = await recheck('asked')
  return found.ok ? ok({ people: found.value.people, hits: hitsOf(found.value) }) : found
}
