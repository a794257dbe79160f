// What is held about the person of this request and what they had agreed to, in brief, with the way to the whole; nothing of it before whoever
// asks is proved, unless somebody has said why.
import type { JSX } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { PersonView } from '../../../src-shared/contract/person'
import type { RequestView } from '../../../src-shared/contract/request'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { consentItems } from '../../components/consent-words'
import { Timeline } from '../../components/timeline'
import { useAsk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { Section } from './request-sections'

const CONSENTS_SHOWN = 3
const HOLDINGS_SHOWN = 5

interface PersonSectionsProps {
  readonly request: RequestView
  /** Asks for the reason. */
  readonly onLook: () => void
}

export function PersonSections({ request, onLook }: PersonSectionsProps): JSX.Element {
  const { t } = useText()
  const { held, row } = request
  if (held.t === 'hidden') {
    return (
      <Section icon="eyeoff" title={t('request:dataFound')}>
        <p className="dense t2">{t(`identity:held.${held.needs}`)}</p>
        <div className="row clock-acts"><Button size="small" shortcut="openPerson" onClick={onLook}>{t('identity:held.act')}</Button></div>
      </Section>
    )
  }
  return (
    <>
      {held.t === 'shown' ? null : (
        <div className="pane-section">
          <p className="note note-warning" role="status"><Icon name="eye" size={14} /><span>{t('identity:held.looked', { reason: t(`identity:held.reason.${held.reason}`) })}</span></p>
        </div>
      )}
      <PersonInBrief subjectId={row.subjectId} />
    </>
  )
}

function PersonInBrief({ subjectId }: { readonly subjectId: SubjectId }): JSX.Element {
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
