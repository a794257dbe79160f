// Makes the report of a product that has ended and signs it as the origin: in the transaction in which the batch is done, so that there is one exactly.
import { must } from '../../src-shared/base/assert'
import type { EndingBatch } from '../../src-shared/domain/ending-batch'
import { signEndingReport, type EndingReport } from '../../src-shared/formats/ending-report'
import type { Signed } from '../../src-shared/formats/signed'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { staffNames } from './agreement'
import { planEnding } from './ending-rows'

export async function reportEnding(tx: Tx, context: OriginContext, batch: EndingBatch): Promise<Signed<EndingReport>> {
  const { plan, proposed, agreed } = batch
  const nameOf = await staffNames(tx, [...agreed, ...(proposed ? [proposed] : [])].map(({ staffId }) => staffId))
  const named = <By extends EndingBatch['agreed'][number]>(by: By): By & { readonly name: string } => ({ ...by, name: nameOf(by) })
  const left = (await planEnding(tx, context, plan)).lines
  const lines = plan.lines.map(({ category, action, rows, ground, releaseOn }) => {
    const done = batch.done.find((one) => one.category === category)
    const held = left.find((one) => one.category === category)?.held ?? 0
    return { category, action, planned: rows, done: done?.rows ?? 0, kept: done?.kept ?? 0, ...(ground === undefined ? {} : { ground }), ...(releaseOn === undefined ? {} : { releaseOn }), held }
  })
  const body: Omit<EndingReport, 'v' | 'kind'> = {
    batchId: batch.id, product: plan.product, reach: plan.reach, deletionGround: plan.deletionGround, ...(plan.endsOn === undefined ? {} : { endsOn: plan.endsOn }),
    ...(proposed ? { proposed: named(proposed) } : {}), asOf: plan.asOf, rulesPack: plan.rulesPack, planHash: batch.planHash, agreed: agreed.map(named),
    people: { planned: plan.people, done: plan.reach === 'everyone' ? batch.peopleDone : plan.people, withoutAnother: plan.withoutAnother },
    lines, stays: [...plan.stays], doneAt: must(batch.doneAt, 'the time at which it is done'),
  }
  return signEndingReport(body, context.keys.origin, context.keys.originCertificate)
}
