// Whom a version binds today and who is still to be asked: of the people on this desk, masked, each with the way to their page; and the numbers
// of everybody.
import type { JSX, ReactNode } from 'react'
import type { PolicyId } from '../../../src-shared/base/ids'
import type { BoundPerson, PolicyReach } from '../../../src-shared/contract/policy'
import { Answered } from '../../components/answered'
import { useAsk, useGo } from '../../desk-context'
import { useText } from '../../text'
import { PopulationReach } from './population-reach'

export function ReachPart({ policyId }: { readonly policyId: PolicyId }): JSX.Element {
  return (
    <>
      <Answered query={useAsk('policy.whoIsBound', { policyId }, { former: 'keep' })} rowHeight={37} rows={4}>{(reach) => <Reach reach={reach} />}</Answered>
      <PopulationReach policyId={policyId} />
    </>
  )
}

function Reach({ reach }: { readonly reach: PolicyReach }): JSX.Element {
  const { t, format } = useText()
  const { people, boundCount, askCount, others } = reach
  return (
    <>
      <p className="dense">{t('register:reachCounts', { people, bound: boundCount, ask: askCount, others })}</p>
      <p className="meta t3">{t('register:reachBasis')}</p>
      <div className="policy-sides policy-people">
        <PeopleList title={t('register:askList')} count={askCount} people={reach.ask} note={(one) => t(`policy:ask.${one.need}`)} />
        <PeopleList title={t('register:boundList')} count={boundCount} people={reach.bound} note={(one) => `${t('register:boundBy', { kind: t(`words:consentKind.${one.by}`), day: format.day(one.at) })}${one.assumed ? t('answer:forPurposes', { purposes: t('register:assumed') }) : ''}`} />
      </div>
    </>
  )
}

interface PeopleListProps<Person extends BoundPerson> {
  readonly title: string
  readonly count: number
  readonly people: readonly Person[]
  readonly note: (person: Person) => ReactNode
}

function PeopleList<Person extends BoundPerson>({ title, count, people, note }: PeopleListProps<Person>): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  return (
    <section>
      <h3 className="label-line">{title} · {format.number(count)}</h3>
      {people.length === 0 ? null : (
        <div className="card policy-people-list scroll" tabIndex={0} role="region" aria-label={title}>
          {people.map((person) => (
            <button key={person.subjectId} type="button" className="card-row dense policy-person" onClick={() => go({ screen: 'person', subjectId: person.subjectId })}>
              <span className="nowrap">{person.maskedName} <span className="t3">{person.maskedAccountNo}</span></span>
              <span className="meta t2">{note(person)}</span>
            </button>
          ))}
        </div>
      )}
      {people.length < count ? <p className="meta t3">{t('register:listed', { count: people.length })}</p> : null}
    </section>
  )
}
