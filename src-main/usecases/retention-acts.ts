// What falls due, as the origin counts it now, products that end, and what a person does with a batch: propose, agree, signed in freshly, or decline. Nothing of it is
// kept here but the lines of the audit.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Day } from '../../src-shared/base/clock'
import type { EndingBatchView, RetentionBatchView, RetentionView } from '../../src-shared/contract/retention'
import type { RetentionRule } from '../../src-shared/domain/rules'
import { PRODUCTS } from '../../src-shared/domain/vocabulary'
import type { EndingBatchState, RetentionActResponse, RetentionBatchState } from '../../src-shared/protocol/retention'
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
  const { asOf, endings = [] } = answer.value
  const batches = answer.value.batches.map((batch) => ({ ...toView(batch, me.staffId), asOf: batch.plan.asOf, lines: batch.plan.lines, done: batch.done, hasReport: batch.report !== undefined }))
  return ok({ ...answer.value, categories, batches, endings: endings.map((batch) => toEndingView(batch, me.staffId, { asOf, known })), canEnd: productsToEnd(endings) })
}

type By = RetentionBatchView['agreed'][number]['id']
const toBy = <Act extends { readonly staffId: By }>({ staffId, ...rest }: Act) => ({ id: staffId, ...rest })

function toView({ id, state, planHash, madeAt, agreed, declined, doneAt }: Omit<RetentionBatchState, 'plan' | 'done'>, me: string) {
  return {
    id, state, planHash, madeAt, agreed: agreed.map(toBy), ...(declined ? { declined: toBy(declined) } : {}), ...(doneAt === undefined ? {} : { doneAt }),
    agreedByMe: agreed.some(({ staffId }) => staffId === me),
  }
}

function toEndingView(batch: EndingBatchState, me: string, { asOf, known }: { readonly asOf: Day; readonly known: readonly RetentionRule[] }): EndingBatchView {
  const { plan, proposed, peopleDone, done, report } = batch
  const provisions = plan.lines.flatMap(({ category, ground }) => {
    const provision = known.find(({ code }) => code === ground)?.provision
    return provision ? [[category, provision] as const] : []
  })
  return {
    ...toView(batch, me), plan, provisions: Object.fromEntries(provisions), ...(proposed ? { proposed: toBy(proposed) } : {}),
    isDue: plan.endsOn === undefined || plan.endsOn <= asOf, peopleDone, done, hasReport: report !== undefined,
  }
}

function productsToEnd(endings: readonly EndingBatchState[]): RetentionView['canEnd'] {
  const isTaken = ({ state, plan, agreed }: EndingBatchState): boolean =>
    state === 'approved' || (state === 'proposed' && (plan.reach === 'everyone' || agreed.length > 0)) || (state === 'done' && plan.reach === 'everyone')
  return PRODUCTS.filter((product) => !endings.some((batch) => batch.plan.product === product && isTaken(batch)))
}

export async function proposeRetention(deps: ActDeps): Promise<Result<void, DeskError>> {
  const done = await act(deps, { type: 'retention.propose', detail: {} }, deps.askOrigin.proposeRetention)
  return done.ok ? ok() : done
}

export async function endProduct(deps: ActDeps, asked: ParsedRequestOf<'retention.endProduct'>): Promise<Result<void, DeskError>> {
  // The reason is the batch's, as a refusal's.
  const { product, endsOn } = asked
  const done = await act(deps, { type: 'retention.end-product', detail: { product, endsOn } }, (token) => deps.askOrigin.endProduct(asked, token))
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

const FAILURE: Readonly<Partial<Record<RetentionActResponse['outcome'], DeskError['kind']>>> = { stale: 'plan-stale', 'not-yet': 'too-early', restored: 'restored-lately', changed: 'state-changed', 'same-person': 'own-proposal', 'nothing-due': 'not-found' }

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
