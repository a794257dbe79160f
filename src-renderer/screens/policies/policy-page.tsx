// One version: its days, who entered it, what differs from the one before, its clauses by topic, and whom it binds.
import { useState, type JSX } from 'react'
import type { PolicyId } from '../../../src-shared/base/ids'
import type { PolicyView } from '../../../src-shared/contract/policy'
import { PROCESSING_TOPICS, type PolicyClause } from '../../../src-shared/domain/policy-register'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { Tag } from '../../components/tag'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { PolicyDecision } from './policy-decision'
import { DifferencePart } from './policy-difference'
import { ReachPart } from './policy-reach'
import { channelWords, gapWords, lineName, processingWords, standOf } from './policy-words'

export function PolicyPage({ policyId }: { readonly policyId: PolicyId }): JSX.Element {
  const query = useAsk('policy.open', { policyId }, { former: 'keep' })
  return (
    <div className="column grow policy-page">
      <Answered query={query} rowHeight={48}>{(policy) => <Page policy={policy} />}</Answered>
    </div>
  )
}

function Page({ policy }: { readonly policy: PolicyView }): JSX.Element {
  const text = useText()
  const { t, language } = text
  const { row, clauses, difference, gaps } = policy
  const stand = standOf(text, row)
  return (
    <>
      <div className="object-head">
        <h1 className="section-title">{row.title[language]}</h1>
        <Tag>{t('register:versionIs', { version: row.version })}</Tag>
        <Tag tone={stand.tone} icon={stand.icon}>{stand.words}</Tag>
      </div>
      <div className="grow scroll policy-body" tabIndex={0} role="region" aria-label={row.title[language]}>
        <Facts policy={policy} />
        {gaps.length === 0 ? null : <ul className="note note-warning policy-gaps">{gaps.map((gap) => { const words = gapWords(text, gap); return <li key={words}>{words}</li> })}</ul>}
        {row.state === 'approved' ? <p className="meta t3">{t('register:marksFixed')}</p> : null}
        {difference === undefined ? null : <DifferencePart difference={difference} />}
        {row.state === 'approved' ? <Reach policyId={row.id} /> : null}
        <h2 className="section-title column-head">{t('register:clauses', { count: clauses.length })}</h2>
        {clauses.map((clause, place) => <Clause key={place} clause={clause} />)}
      </div>
      {policy.decide === undefined ? null : <PolicyDecision policy={policy} decide={policy.decide} />}
    </>
  )
}

function Facts({ policy }: { readonly policy: PolicyView }): JSX.Element {
  const text = useText()
  const { t, format } = text
  const { row, replaces, textHash, reason } = policy
  const days = row.until === undefined ? t('register:days', { from: row.effectiveFrom }) : t('register:daysUntil', { from: row.effectiveFrom, until: row.until })
  const time = (at: number | undefined): string => (at === undefined ? '--' : format.dateTime(at))
  return (
    <ul className="policy-facts dense t2">
      <li>{lineName(text, row.product)} · {days} · {channelWords(text, row.channels)}{replaces.length === 0 ? null : <> · {t('register:replaces', { versions: replaces.join(t('answer:list')) })}</>}</li>
      <li>{row.proposedBy === undefined ? t('register:cameWith') : t('register:proposedLine', { name: row.proposedBy.name, time: time(row.proposedAt) })}
        {row.decidedBy === undefined ? null : <> · {row.state === 'declined'
          ? t('register:declinedLine', { name: row.decidedBy.name, time: time(row.decidedAt), reason: reason ?? '' })
          : t('register:approvedLine', { name: row.decidedBy.name, time: time(row.decidedAt) })}</>}
      </li>
      <li>{t('register:textHash')} <span className="mono selectable policy-hash">{textHash}</span></li>
    </ul>
  )
}

function Clause({ clause }: { readonly clause: PolicyClause }): JSX.Element {
  const text = useText()
  const { t, language } = text
  const isToMark = PROCESSING_TOPICS.includes(clause.topic) || clause.processing !== undefined
  return (
    <article className="card policy-clause">
      <div className="row gap8"><Tag>{t(`policy:topic.${clause.topic}`)}</Tag><span className="meta t3">{t('register:clauseNo', { number: clause.number })}</span></div>
      <p className="policy-text selectable">{clause.text[language]}</p>
      {isToMark ? <ul className="meta t2">{processingWords(text, clause.processing).map((line) => <li key={line}>{line}</li>)}</ul> : null}
    </article>
  )
}

/** Read over everybody on this desk, and on record: so only when it is asked for. */
function Reach({ policyId }: { readonly policyId: PolicyId }): JSX.Element {
  const { t } = useText()
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <div className="row between column-head policy-section">
        <h2 className="section-title">{t('register:reach')}</h2>
        {isAsked ? null : <Button size="small" icon="team" onClick={() => setAsked(true)}>{t('register:reachShow')}</Button>}
      </div>
      {isAsked ? <ReachPart policyId={policyId} /> : null}
    </>
  )
}
