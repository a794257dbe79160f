// The officer's word on an act that outlived its store: signed in freshly, since it takes effect in its maker's name or goes with its words.
import type { Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { askAsPerson } from './ask-as-person'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'audit' | 'publish' | 'signIn' | 'askOrigin' | 'enrolment' | 'me' | 'kdf'>

export async function settleHeldAct(deps: Deps, { passphrase, ...asked }: ParsedRequestOf<'fleet.settle'>): Promise<Result<AnswerOf<'fleet.settle'>, DeskError>> {
  const { deviceId, mid, choice } = asked
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  // Before it leaves: a word whose answer is lost stands all the same.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'fleet.settle', objectId: mid, detail: { deviceId, choice } }))
  const settled = await askAsPerson(deps.signIn, (token) => deps.askOrigin.settleHeld(asked, token))
  // Also where somebody else was faster: the list that was looked at is out of date then.
  deps.publish('fleet')
  if (!settled.ok) await deps.vault.transaction((tx) => deps.audit(tx, { type: 'fleet.settle-failed', objectId: mid, detail: { kind: settled.error.kind } }))
  return settled
}
