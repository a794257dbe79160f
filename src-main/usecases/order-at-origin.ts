// What the officer has the origin do with a device or a colleague: signed in freshly, with a line in this desk's audit before it leaves, and another where it failed.
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Topic } from '../../src-shared/contract/topics'
import { askAsPerson } from './ask-as-person'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'

export type OrderDeps = Pick<UnlockedDesk, 'vault' | 'audit' | 'publish' | 'signIn' | 'enrolment' | 'me' | 'kdf'>
export interface OriginOrder<Answer = unknown> {
  /** Type of the audit's line; of the one where it failed with `-failed` behind it. */
  readonly act: string
  readonly objectId: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly passphrase: string
  readonly ask: (token: string) => Promise<Result<Answer, DeskError>>
  readonly topics: readonly Topic[]
}

export async function orderAtOrigin(deps: OrderDeps, order: OriginOrder): Promise<Result<void, DeskError>> {
  const answer = await answerOfOrder(deps, order)
  return answer.ok ? ok() : answer
}

/** The same, where what the origin answered goes to the screen. */
export async function answerOfOrder<Answer>(deps: OrderDeps, { act, objectId, detail, passphrase, ask, topics }: OriginOrder<Answer>): Promise<Result<Answer, DeskError>> {
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  // Before it leaves: an order whose answer is lost stands all the same.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: act, objectId, detail }))
  const answer = await askAsPerson(deps.signIn, ask)
  for (const topic of topics) deps.publish(topic)
  if (answer.ok) return answer
  await deps.vault.transaction((tx) => deps.audit(tx, { type: `${act}-failed`, objectId, detail: { kind: answer.error.kind } }))
  return answer
}
