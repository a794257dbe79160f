// What is held about the person of this request and what they had agreed to, in brief, with the way to the whole.
import type { JSX } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { PersonView } from '../../../src-shared/contract/person'
import { Answered } from '../../components/answered'
import { consentItems } from '../../components/consent-words'
import { Timeline } from '../../components/timeline'
import { useAsk, useGo } from '../../desk-context'
import { useText } from '../../text'
import { Section } from './request-sections'

const CONSENTS_SHOWN = 3
const HOLDINGS_SHOWN = 5

export function PersonSections({ subjectId }: { readonly subjectId: SubjectId }): JSX.Element {
  const query = useAsk('person.open', { subjectId })
  return <Answered query={query} rows={3} rowHeight={48}>{(person) => <BriefPerson person={person} />}</Answered>
}

function BriefPerson({ person }: { readonly person: PersonView }): JSX.Element {
  const text = useText()
  const { t, format } = text
  const go = useGo()
  const openPerson = (): void => go({ screen: 'person', subjectId: person.subjectId })
  const rows = person.holdings.reduce((sum, holding) => sum + holding.rows, 0)
  const systems = new Set(person.holdings.map((holding) => holding.system)).size
  const largest = person.holdings.toSorted((one, other) => other.rows - one.rows).slice(0, HOLDINGS_SHOWN)
  const latest = person.consents.toSorted((one, other) => other.at - one.at).slice(0, CONSENTS_SHOWN)
  return (
    <>
      <Section icon="db" title={t('request:dataFound')} end={<button type="button" className="link" onClick={openPerson}>{t('request:inSystems', { count: systems, rows: format.number(rows) })}</button>}>
        {largest.length === 0 ? <p className="dense t2">{t('person:noHoldings')}</p> : (
          <dl className="card figures">
            {largest.map((holding) => (
              <div key={`${holding.category}-${holding.system}`}>
                <dt className="meta t3 ellipsis" title={t(`words:category.${holding.category}`)}>{t(`words:category.${holding.category}`)}</dt>
                <dd className="medium">{format.number(holding.rows)}</dd>
              </div>
            ))}
          </dl>
        )}
      </Section>
      <Section icon="history" title={t('person:consents')} end={<button type="button" className="link" onClick={openPerson}>{t('request:allConsents', { count: person.consents.length })}</button>}>
        {latest.length === 0 ? <p className="dense t2">{t('person:noConsents')}</p> : <Timeline items={consentItems(text, latest)} />}
      </Section>
    </>
  )
}
