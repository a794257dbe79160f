// What falls due, as the origin counts it now, and what a person does with the batch of it: agree, signed in freshly, or decline. Nothing of it is kept here but
// the lines of the audit.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RetentionBatchView, RetentionView } from '../../src-shared/contract/retention'
import type { RetentionActResponse, RetentionBatchState } from '../../src-shared/protocol/retention'
import { askAsPerson } from './ask-as-person'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'

type LookDeps = Pick<UnlockedDesk, 'signIn' | 'askOrigin' | 'me' | 'rules'>
type ActDeps = Pick<UnlockedDesk, 'vault' | 'audit' | 'publish' | 'signIn' | 'askOrigin' | 'enrolment' | 'me' | 'kdf'>

export async function openRetention({ signIn, askOrigin, me, rules }: LookDeps, { days }: ParsedRequestOf<'retention.open'>): Promise<Result<RetentionView, DeskError>> {
  const answer = await askAsPerson(signIn, (token) => askOrigin.retention(days, token))
  if (!answer.ok) return answer
  const known = rules.current().retention
  const categories = answer.value.categories.map((line) => {
    const provision = known.find(({ code }) => code === line.ground)?.provision
    return { ...line, ...(provision ? { provision } : {}) }
  })
  return ok({ ...answer.value, categories, batches: answer.value.batches.map((batch) => toView(batch, me.staffId)) })
}

function toView({ plan, agreed, declined, ...batch }: RetentionBatchState, me: string): RetentionBatchView {
  const by = <By extends { readonly staffId: RetentionBatchView['agreed'][number]['id'] }>({ staffId, ...rest }: By) => ({ id: staffId, ...rest })
  return { ...batch, asOf: plan.asOf, lines: plan.lines, agreed: agreed.map(by), ...(declined ? { declined: by(declined) } : {}), agreedByMe: agreed.some(({ staffId }) => staffId === me) }
}

export async function proposeRetention(deps: ActDeps): Promise<Result<void, DeskError>> {
  const done = await act(deps, { type: 'retention.propose', detail: {} }, deps.askOrigin.proposeRetention)
  return done.ok ? ok() : done
}

export async function agreeRetention(deps: ActDeps, { passphrase, ...asked }: ParsedRequestOf<'retention.agree'>): Promise<Result<AnswerOf<'retention.agree'>, DeskError>> {
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  const done = await act(deps, { type: 'retention.agree', objectId: asked.batchId, detail: { planHash: asked.planHash } }, (token) => deps.askOrigin.agreeRetention(asked, token))
  return done.ok ? ok({ outcome: done.value === 'approved' ? 'approved' : 'agreed' }) : done
}

export async function declineRetention(deps: ActDeps, asked: ParsedRequestOf<'retention.decline'>): Promise<Result<void, DeskError>> {
  // The reason is the batch's, which is kept at the origin: the audit needs no second copy of typed words.
  const done = await act(deps, { type: 'retention.decline', objectId: asked.batchId, detail: {} }, (token) => deps.askOrigin.declineRetention(asked, token))
  return done.ok ? ok() : done
}

const FAILURE: Readonly<Partial<Record<RetentionActResponse['outcome'], DeskError['kind']>>> = { stale: 'plan-stale', restored: 'restored-lately', changed: 'state-changed', 'same-person': 'own-proposal', 'nothing-due': 'not-found' }

async function act(deps: ActDeps, event: Parameters<ActDeps['audit']>[1], ask: (token: string) => Promise<Result<RetentionActResponse, DeskError>>): Promise<Result<RetentionActResponse['outcome'], DeskError>> {
  // Before it leaves: a word whose answer is lost stands all the same.
  await deps.vault.transaction((tx) => deps.audit(tx, event))
  const answer = await askAsPerson(deps.signIn, ask)
  deps.publish('retention')
  const failure = answer.ok ? FAILURE[answer.value.outcome] : answer.error.kind
  if (failure !== undefined) await deps.vault.transaction((tx) => deps.audit(tx, { ...event, type: `${event.type}-failed`, detail: { kind: failure } }))
  if (!answer.ok) return answer
  return failure === undefined ? ok(answer.value.outcome) : err({ kind: failure })
}
