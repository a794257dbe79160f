// Tells the origin that this desk is wiped, until it has heard it: by the token of the order, since the device's key is destroyed.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { backoffMs } from '../sync/backoff'
import { fractionOf, type HandOverDeps } from './hand-over-sealed'
import { askWithoutStore } from './shut-client'
import { markWipeTold, type WipeState } from './wipe'

export async function tellWipe(deps: HandOverDeps, wipe: WipeState, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; wipe.order && wipe.state === 'destroyed' && !signal.aborted; attempt++) {
    const told = await tellOnce(deps, wipe.order, wipe.startedAt).catch((): Result<never, DeskError> => err({ kind: 'internal' }))
    if (told.ok) {
      await markWipeTold(deps.profileDir, wipe)
      deps.onChange()
      return
    }
    await deps.sleep(backoffMs(attempt, told.error, () => fractionOf(deps.random)), signal)
  }
}

async function tellOnce(deps: HandOverDeps, { body }: NonNullable<WipeState['order']>, wipedAt: number): Promise<Result<void, DeskError>> {
  const answer = await askWithoutStore(deps, (client) => client.wiped({ deviceId: body.deviceId, orderId: body.orderId, token: body.token, wipedAt }))
  return answer.ok ? ok() : answer
}
