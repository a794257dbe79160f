// One use of a case without consent: what it rests on, who decided and approved, its yearly reviews, and what can be done with it.
import { useState, type JSX } from 'react'
import type { ExceptionView } from '../../../src-shared/contract/exception'
import { Button } from '../../components/button'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { ApproveDialog, ReasonDialog } from '../../components/act-dialogs'
import { ByFact, Fact, MarkLine, OverFacts, StateTag, WhyNot } from '../../components/entry-parts'

export function ExceptionAside({ exception }: { readonly exception: ExceptionView }): JSX.Element {
  const { t } = useText()
  const { statute } = exception
  return (
    <aside className="plan-aside column" aria-label={t('entries:exception.one')}>
      <div className="pane-head"><h2 className="section-title">{t(`consent:exceptionCase.${exception.case}`)}</h2><span className="grow" /><StateTag state={exception.state} /></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('entries:facts')}>
        <MarkLine mark={exception.mark} />
        <dl className="facts register-facts">
          <Fact label={t('inventory:fieldName.category')}>{t(`words:category.${exception.category}`)}</Fact>
          <Fact label={t('inventory:fieldName.purpose')}>{t(`words:purpose.${exception.purpose}`)}</Fact>
          <Fact label={t('inventory:fieldName.statute')}>{statute.title} {statute.article}</Fact>
          <Fact label={t('inventory:fieldName.reason')}>{exception.reason}</Fact>
          <ByFact label={t('inventory:fieldName.decidedBy')} by={exception.decidedBy} at={exception.decidedAt} />
          {exception.approvedBy === undefined || exception.approvedAt === undefined ? null : <ByFact label={t('inventory:fieldName.approvedBy')} by={exception.approvedBy} at={exception.approvedAt} />}
          {exception.until === undefined ? null : <Fact label={t('entries:lastDay')}>{exception.until}</Fact>}
          {exception.review === undefined ? null : <Fact label={t('entries:exception.review')}><span className={exception.review.overdue ? 'is-error' : undefined}>{t(exception.review.overdue ? 'entries:exception.overdue' : 'entries:exception.reviewDue', { day: exception.review.dueOn })}</span></Fact>}
          {exception.endsOnRefusal ? <Fact label={t('entries:exception.onRefusal')}>{t('entries:exception.endsOnRefusal')}</Fact> : null}
          <OverFacts ending={exception.ending} declined={exception.declined} until={exception.ending?.until} />
        </dl>
        {exception.reviews.length === 0 ? null : (
          <>
            <h3 className="label-line">{t('entries:exception.reviews')}</h3>
            <ul className="card">{exception.reviews.map((review) => <li key={`${review.on} ${review.note}`} className="card-row"><span className="grow">{review.note}</span><span className="meta t3 nowrap">{review.by.name} · {review.on}</span></li>)}</ul>
          </>
        )}
      </div>
      <ExceptionActs exception={exception} />
    </aside>
  )
}

function ExceptionActs({ exception }: { readonly exception: ExceptionView }): JSX.Element | null {
  const { t } = useText()
  const today = useToday()
  const [open, setOpen] = useState<'approve' | 'review' | 'end'>()
  const approve = useAct('exception.approve')
  const review = useAct('exception.review')
  const end = useAct('exception.end')
  const { acts, id: invocationId, version, state } = exception
  const close = (): void => setOpen(undefined)
  if (state === 'ended' || state === 'declined') return null
  const isWaiting = state === 'proposed' || state === 'ending'
  return (
    <div className="decision-bar">
      <WhyNot verdicts={isWaiting ? [acts.approve, acts.end] : [acts.review, acts.end]} />
      <div className="row gap8 register-acts">
        {acts.end === 'possible' ? <Button onClick={() => setOpen('end')}>{t(state === 'proposed' ? 'entries:decline.act' : 'entries:end.act')}</Button> : null}
        {acts.review === 'possible' ? <Button kind={isWaiting ? 'plain' : 'primary'} onClick={() => setOpen('review')}>{t('entries:review.act')}</Button> : null}
        {isWaiting ? <Button kind="primary" stretch="yes" disabled={acts.approve !== 'possible'} onClick={() => setOpen('approve')}>{t(state === 'ending' ? 'entries:approve.end' : 'entries:approve.open')}</Button> : null}
      </div>
      {open === 'approve' ? <ApproveDialog what={`${t(`consent:exceptionCase.${exception.case}`)} · ${t(`words:category.${exception.category}`)} · ${exception.statute.title} ${exception.statute.article}`} busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ invocationId, version, passphrase }, { onSuccess: close })} onClose={close} /> : null}
      {open === 'review' ? <ReasonDialog title={t('entries:review.title')} verb={t('entries:review.act')} text={t('entries:review.text')} label={t('entries:review.note')} form="review" entry={exception} busy={review.isPending} error={review.error?.error} onAct={({ reason: note, base }, done) => review.mutate({ invocationId, version: base, note }, done)} onClose={close} /> : null}
      {open === 'end' ? (
        <ReasonDialog
          title={t(state === 'proposed' ? 'entries:decline.title' : 'entries:end.title')} verb={t(state === 'proposed' ? 'entries:decline.act' : 'entries:end.act')}
          text={t(state === 'proposed' ? 'entries:decline.text' : 'entries:end.text')} label={t('inventory:fieldName.reason')} day={state === 'proposed' ? undefined : { label: t('entries:lastDay'), first: today }}
          form="end-exception" entry={exception} busy={end.isPending} error={end.error?.error} onAct={({ reason, day, base }, done) => end.mutate({ invocationId, version: base, until: day === '' ? today : day, reason }, done)} onClose={close}
        />
      ) : null}
    </div>
  )
}
