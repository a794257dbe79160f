// The officer's word on an act that outlived its store: it takes effect in its maker's name, or goes with its words.
import type { Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { askAsPerson } from './ask-as-person'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'audit' | 'publish' | 'signIn' | 'askOrigin'>

export async function settleHeldAct({ vault, audit, publish, signIn, askOrigin }: Deps, request: ParsedRequestOf<'fleet.settle'>): Promise<Result<AnswerOf<'fleet.settle'>, DeskError>> {
  const { deviceId, mid, choice } = request
  await vault.transaction((tx) => audit(tx, { type: 'fleet.settle', objectId: mid, detail: { deviceId, choice } }))
  const settled = await askAsPerson(signIn, (token) => askOrigin.settleHeld(request, token))
  // Also where somebody else was faster: the list that was looked at is out of date then.
  publish('fleet')
  return settled
}
