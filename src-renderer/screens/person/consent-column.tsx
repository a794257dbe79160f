// The consent history, newest first; what came after the chosen day stays visible, faint, under its own heading.
import type { JSX } from 'react'
import { toDay, type Day } from '../../../src-shared/base/clock'
import type { ConsentView } from '../../../src-shared/contract/person'
import { consentItems } from '../../components/consent-words'
import { EmptyState } from '../../components/empty-state'
import { Timeline } from '../../components/timeline'
import { useText } from '../../text'

export interface ConsentColumnProps {
  readonly consents: readonly ConsentView[]
  readonly asOf: Day
}

export function ConsentColumn({ consents, asOf }: ConsentColumnProps): JSX.Element {
  const text = useText()
  const { t } = text
  const newestFirst = consents.toSorted((one, other) => other.at - one.at)
  const later = newestFirst.filter((consent) => toDay(consent.at) > asOf)
  const until = newestFirst.filter((consent) => toDay(consent.at) <= asOf)
  return (
    <section className="person-consents scroll" tabIndex={0} aria-label={t('person:consents')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('person:consents')}</h2>
        <span className="meta t3">{t('person:consentCount', { count: consents.length })}</span>
      </div>
      {consents.length === 0 ? <EmptyState sentence={t('person:noConsents')} /> : null}
      {later.length === 0 ? null : (
        <>
          <h3 className="label-line">{t('person:later')}</h3>
          <Timeline items={consentItems(text, later)} era="later" />
          <div className="day-line meta medium is-primary"><span>{asOf}</span></div>
        </>
      )}
      <Timeline items={consentItems(text, until)} />
    </section>
  )
}
