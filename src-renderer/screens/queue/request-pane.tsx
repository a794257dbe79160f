// One request in full: who and identity, what is asked, the clock, data found, consent, what happened, and the decision bar.
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { RequestView } from '../../../src-shared/contract/request'
import { Answered } from '../../components/answered'
import { IconButton } from '../../components/button'
import { PresenceNote } from '../../components/presence'
import { FreshnessLine } from '../../components/freshness-line'
import { Tag } from '../../components/tag'
import { useAsk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { DecisionBar } from './decision-bar'
import { AskedSection } from './asked-section'
import { ClockSection } from './clock-section'
import { LettersSection } from './letters-section'
import { LookDialog } from './look-dialog'
import { MakerSection } from './maker-section'
import { NotesSection } from './notes-section'
import { RelatedSection } from './related-section'
import { DecidedSection, IdentitySection, TimelineSection, WithdrawalSection } from './request-sections'
import { SetAsideSection } from './set-aside-section'
import { PersonSections } from './person-sections'

export interface RequestPaneProps {
  readonly requestId: RequestId
  readonly position: { readonly at: number; readonly total: number } | undefined
  readonly onMove: (step: number) => void
  /** After an act that finishes this request. */
  readonly onNext: () => void
  readonly onClose: () => void
}

export function RequestPane(props: RequestPaneProps): JSX.Element {
  const query = useAsk('request.open', { requestId: props.requestId })
  return (
    <Answered query={query} rowHeight={64}>
      {(request) => <RequestDetail {...props} request={request} />}
    </Answered>
  )
}

function RequestDetail({ request, ...props }: RequestPaneProps & { readonly request: RequestView }): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  const [isLooking, setLooking] = useState(false)
  const look = (): void => setLooking(true)
  // Their own screen shows all that is held: from an unproved request too the reason comes first.
  const openPerson = (): void => (request.held.t === 'hidden' ? look() : go({ screen: 'person', subjectId: request.row.subjectId }))
  return (
    <>
      <PaneHead request={request} {...props} />
      <PresenceNote requestId={request.row.id} />
      <div className="pane-body scroll" tabIndex={0} role="region" aria-label={t('request:detail')}>
        <WhoLine request={request} onPerson={openPerson} />
        <MakerSection request={request} />
        {/* An authority abroad is not the person: their identifiers prove nothing about it. */}
        {request.authority === undefined ? <IdentitySection request={request} /> : null}
        <AskedSection request={request} />
        {request.decision === undefined ? null : <DecidedSection decision={request.decision} changes={request.changes} />}
        <WithdrawalSection request={request} />
        <RelatedSection request={request} />
        <ClockSection request={request} />
        <LettersSection request={request} />
        <PersonSections request={request} onLook={look} />
        <NotesSection request={request} />
        <TimelineSection timeline={request.timeline} />
        <SetAsideSection request={request} />
        {request.goesOn === undefined ? null : <p className="pane-section meta t3">{t('request:goesOn', { day: format.dayLong(request.goesOn, request.row.clock.today) })}</p>}
      </div>
      <DecisionBar request={request} onNext={props.onNext} onPerson={openPerson} />
      {isLooking ? <LookDialog request={request} onClose={() => setLooking(false)} /> : null}
    </>
  )
}

function PaneHead({ request, position, onMove, onClose }: RequestPaneProps & { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  return (
    <div className="pane-head">
      <h2 className="section-title nowrap ellipsis">{t(`words:rightLong.${request.row.right}`)}</h2>
      <span className="t3 nowrap">{request.row.caseNo}</span>
      <span className="grow" />
      {position === undefined ? null : <span className="meta t3 nowrap">{position.at} / {position.total}</span>}
      <span className="row">
        <IconButton icon="up" size="small" label={t('request:previous')} onClick={() => onMove(-1)} />
        <IconButton icon="down" size="small" label={t('request:next')} onClick={() => onMove(1)} />
        <span className="pane-close"><IconButton icon="x" size="small" label={t('app:close')} onClick={onClose} /></span>
      </span>
    </div>
  )
}

function WhoLine({ request, onPerson }: { readonly request: RequestView; readonly onPerson: () => void }): JSX.Element {
  const { t, format } = useText()
  const { row } = request
  return (
    <div className="pane-section">
      <div className="row gap12">
        <span className="avatar avatar-neutral avatar-36" aria-hidden="true"><Icon name="user" /></span>
        <div className="grow">
          <div className="row gap8">
            <span className="who-name ellipsis">{row.maskedName}</span>
            <Tag>{t(`words:channel.${request.channel}`)}</Tag>
            <Tag>{t(`words:state.${row.state}`)}</Tag>
            {row.test ? <Tag tone="violet" icon="flag">{t('intake:test.tag')}</Tag> : null}
          </div>
          <div className="meta t3 row gap6 wrap">
            <span>{t('request:receivedOn', { day: format.dayShort(row.clock.receivedOn, row.clock.today) })}</span>
            <span aria-hidden="true">·</span>
            <FreshnessLine freshness={request.freshness} />
          </div>
        </div>
        <button type="button" className="link dense nowrap" onClick={onPerson}>{t('request:openPerson')}</button>
      </div>
      {row.test ? <p className="note note-neutral asked-purposes"><Icon name="flag" size={14} /><span>{t('intake:test.note')}</span></p> : null}
    </div>
  )
}
