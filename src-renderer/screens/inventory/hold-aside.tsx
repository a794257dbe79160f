// One hold: whom and what it keeps, who stands behind it, until when it is looked at again, and what can be done with it.
import { useState, type JSX } from 'react'
import type { HoldView, SettledView } from '../../../src-shared/contract/hold'
import { Button } from '../../components/button'
import { Icon } from '../../icons/icon'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { ApproveDialog, ReasonDialog } from '../../components/act-dialogs'
import { ByFact, Fact, MarkLine, OverFacts, Reason, StateTag, WhyNot } from '../../components/entry-parts'
import { useReach } from './hold-reach'

export function HoldAside({ hold }: { readonly hold: HoldView }): JSX.Element {
  const { t, format } = useText()
  const { review, change, holding } = hold
  return (
    <aside className="plan-aside column" aria-label={t('entries:hold.one')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{hold.matter === '' ? t('entries:hold.one') : hold.matter}</h2><span className="grow" /><StateTag state={hold.state} /></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('entries:facts')}>
        <MarkLine mark={hold.mark} />
        <HoldingLine holding={holding} />
        <dl className="facts register-facts">
          <Fact label={t('entries:hold.keeps')}>{useReach(hold)}</Fact>
          <Fact label={t('inventory:fieldName.reason')}><Reason text={hold.reason} /></Fact>
          <ByFact label={t('inventory:fieldName.placedBy')} by={hold.placedBy} at={hold.placedAt} />
          {hold.approvedBy === undefined || hold.approvedAt === undefined ? null : <ByFact label={t('inventory:fieldName.approvedBy')} by={hold.approvedBy} at={hold.approvedAt} />}
          <Fact label={t('inventory:fieldName.reviewOn')}><span className={review.overdue ? 'is-error' : undefined}>{review.overdue ? t('entries:exception.overdue', { day: review.on }) : review.on}</span></Fact>
          {change === undefined ? null : <Fact label={t(`entries:hold.change.${change.kind}`)}>{change.reviewOn} <Reason text={change.reason} /><span className="meta t3"> {change.by.name} · {format.dateTime(change.at)}</span></Fact>}
          {hold.lifted === undefined ? null : <Fact label={t('entries:hold.lifted')}><SettledLine settled={hold.lifted} /></Fact>}
          <OverFacts declined={hold.declined} />
        </dl>
        {hold.extensions.length === 0 ? null : (
          <>
            <h3 className="label-line">{t('entries:hold.extensions')}</h3>
            <ul className="card">{hold.extensions.map((one) => <li key={one.approvedAt} className="card-row"><span className="nowrap">{one.reviewOn}</span><span className="grow"><SettledLine settled={one} /></span></li>)}</ul>
          </>
        )}
      </div>
      <HoldActs hold={hold} />
    </aside>
  )
}

/** What an erasure makes of it today. */
function HoldingLine({ holding }: Pick<HoldView, 'holding'>): JSX.Element {
  const { t } = useText()
  if (!holding.now) return <p className="note note-neutral"><Icon name="info" size={14} />{t(holding.until === undefined ? 'entries:hold.holdsNot' : 'entries:hold.proposalOver', { day: holding.until ?? '' })}</p>
  return <p className="note note-teal"><Icon name="flag" size={14} />{holding.until === undefined ? t('entries:hold.holds') : t('entries:hold.holdsUntil', { day: holding.until })}</p>
}

function SettledLine({ settled }: { readonly settled: SettledView }): JSX.Element {
  const { format } = useText()
  return <><Reason text={settled.reason} /><span className="meta t3"> {settled.by.name} · {settled.approvedBy.name} · {format.dateTime(settled.approvedAt)}</span></>
}

function HoldActs({ hold }: { readonly hold: HoldView }): JSX.Element | null {
  const { t } = useText()
  const [open, setOpen] = useState<'approve' | 'extend' | 'lift'>()
  const approve = useAct('hold.approve')
  const extend = useAct('hold.extend')
  const lift = useAct('hold.lift')
  const { acts, id: holdId, version, state } = hold
  const close = (): void => setOpen(undefined)
  const what = [t(state === 'lifting' ? 'entries:hold.approveLift' : state === 'extending' ? 'entries:hold.approveExtend' : 'entries:hold.approvePlace'), hold.matter, useReach(hold)].filter((part) => part !== '').join(' · ')
  if (state === 'lifted' || state === 'declined') return null
  const isWaiting = state !== 'in-force'
  const isProposed = state === 'proposed'
  return (
    <div className="decision-bar">
      <WhyNot verdicts={isWaiting ? [acts.approve, acts.lift] : [acts.extend, acts.lift]} />
      <div className="row gap8 register-acts">
        {acts.lift === 'possible' ? <Button onClick={() => setOpen('lift')}>{t(isProposed ? 'entries:hold.takeBack.act' : 'entries:hold.lift.act')}</Button> : null}
        {acts.extend === 'possible' ? <Button onClick={() => setOpen('extend')}>{t('entries:hold.extend.act')}</Button> : null}
        {isWaiting ? <Button kind="primary" stretch="yes" disabled={acts.approve !== 'possible'} onClick={() => setOpen('approve')}>{t(state === 'lifting' ? 'entries:hold.approveLift' : state === 'extending' ? 'entries:hold.approveExtend' : 'entries:approve.open')}</Button> : null}
      </div>
      {open === 'approve' ? <ApproveDialog what={what} busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ holdId, version, passphrase }, { onSuccess: close })} onClose={close} /> : null}
      {open === 'extend' ? (
        <ReasonDialog
          title={t('entries:hold.extend.title')} verb={t('entries:proposeAct')} text={t('entries:hold.extend.text')} label={t('inventory:fieldName.reason')} day={{ label: t('inventory:fieldName.reviewOn'), first: '' }}
          form="extend-hold" entry={hold} busy={extend.isPending} error={extend.error?.error} onAct={({ reason, day, base }, done) => extend.mutate({ holdId, version: base, reviewOn: day, reason }, done)} onClose={close}
        />
      ) : null}
      {open === 'lift' ? (
        <ReasonDialog
          title={t(isProposed ? 'entries:hold.takeBack.title' : 'entries:hold.lift.title')} verb={t(isProposed ? 'entries:hold.takeBack.act' : 'entries:hold.lift.act')} text={t(isProposed ? 'entries:hold.takeBack.text' : 'entries:hold.lift.text')} label={t('inventory:fieldName.reason')}
          form="lift-hold" entry={hold} busy={lift.isPending} error={lift.error?.error} onAct={({ reason, base }, done) => lift.mutate({ holdId, version: base, reason }, done)} onClose={close}
        />
      ) : null}
    </div>
  )
}
