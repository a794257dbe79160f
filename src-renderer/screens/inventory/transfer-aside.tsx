// One handing over: what, to whom, on which ground, until when its record is kept, and what can be done with it.
import { useState, type JSX } from 'react'
import type { TransferView } from '../../../src-shared/contract/recipient'
import { Button } from '../../components/button'
import { openWord } from '../../components/words'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { ApproveDialog, ReasonDialog } from './act-dialogs'
import { Fact, MarkLine, OverFacts, StateTag, WhyNot, type StateCode } from './entry-parts'

/** What was handed over once is not in force: it happened. */
export function shownState({ state, frequency }: TransferView): StateCode {
  return state === 'in-force' && frequency === 'once' ? 'recorded' : state
}

export function TransferAside({ transfer }: { readonly transfer: TransferView }): JSX.Element {
  const { t, format } = useText()
  return (
    <aside className="plan-aside column" aria-label={t('registers:transfer.one')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{transfer.recipient?.name ?? t('registers:everybody')}</h2><span className="grow" /><StateTag state={shownState(transfer)} /></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('registers:facts')}>
        <MarkLine mark={transfer.mark} />
        <dl className="facts register-facts">
          <Fact label={t('inventory:fieldName.relation')}>{t(`consent:relation.${transfer.relation}`)}</Fact>
          <Fact label={t('inventory:fieldName.category')}>{t(`words:category.${transfer.category}`)}</Fact>
          <Fact label={t('inventory:fieldName.fields')}>{transfer.fields.map((field) => openWord(t, 'fieldName', field)).join(t('app:listComma'))}</Fact>
          <Fact label={t('inventory:fieldName.purpose')}>{t(`words:purpose.${transfer.purpose}`)}</Fact>
          <Fact label={t('inventory:fieldName.method')}>{t(`policy:method.${transfer.method}`)}</Fact>
          <Fact label={t('registers:transfer.on')}>{format.day(transfer.at)} · {t(`registers:frequency.${transfer.frequency}`)}</Fact>
          {transfer.until === undefined ? null : <Fact label={t('registers:lastDay')}>{format.day(transfer.until)}</Fact>}
          <Fact label={t('inventory:fieldName.ground')}><Ground transfer={transfer} /></Fact>
          <Fact label={t('inventory:fieldName.reach')}>{transfer.reach === 'everyone' ? t('registers:reach.everyone') : t('registers:reach.listed', { count: transfer.people ?? 0 })}</Fact>
          <Fact label={t('inventory:fieldName.recordedBy')}>{transfer.recordedBy.name}<span className="meta t3"> {format.dateTime(transfer.recordedAt)}</span></Fact>
          {transfer.approvedBy === undefined ? null : <Fact label={t('inventory:fieldName.approvedBy')}>{transfer.approvedBy.name}</Fact>}
          <OverFacts ending={transfer.ending} declined={transfer.declined} until={transfer.ending === undefined ? undefined : format.day(transfer.ending.until)} />
          <Fact label={t('registers:transfer.kept')}>{transfer.keptUntil === undefined ? t('registers:transfer.keptWhile') : t('registers:transfer.keptUntil', { day: transfer.keptUntil })}</Fact>
        </dl>
      </div>
      <TransferActs transfer={transfer} />
    </aside>
  )
}

function Ground({ transfer: { ground } }: { readonly transfer: TransferView }): JSX.Element {
  const { t } = useText()
  switch (ground.by) {
    case 'contract': return <>{t('registers:ground.contract', { reference: ground.reference, from: ground.from })}{ground.until === undefined ? null : ` – ${ground.until}`}</>
    case 'consent': return <>{t('registers:ground.consent')}</>
    case 'statute': return <>{ground.statute.title} {ground.statute.article}</>
  }
}

function TransferActs({ transfer }: { readonly transfer: TransferView }): JSX.Element | null {
  const { t } = useText()
  const today = useToday()
  const [open, setOpen] = useState<'approve' | 'end'>()
  const approve = useAct('transfer.approve')
  const end = useAct('transfer.end')
  const { acts, id: transferId, version, state } = transfer
  const close = (): void => setOpen(undefined)
  const done = { onSuccess: close }
  const isWaiting = state === 'proposed' || state === 'ending'
  if (!isWaiting && acts.end === 'state-changed') return null
  return (
    <div className="decision-bar">
      <WhyNot verdicts={isWaiting ? [acts.approve, acts.end] : [acts.end]} />
      <div className="row gap8 register-acts">
        {acts.end === 'possible' ? <Button onClick={() => setOpen('end')}>{t(state === 'proposed' ? 'registers:decline.act' : 'registers:end.act')}</Button> : null}
        {isWaiting ? <Button kind="primary" stretch="yes" disabled={acts.approve !== 'possible'} onClick={() => setOpen('approve')}>{t(state === 'ending' ? 'registers:approve.end' : 'registers:approve.open')}</Button> : null}
      </div>
      {open === 'approve' ? <ApproveDialog what={`${transfer.recipient?.name ?? t('registers:everybody')} · ${t(`consent:relation.${transfer.relation}`)} · ${t(`words:category.${transfer.category}`)}`} busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ transferId, version, passphrase }, done)} onClose={close} /> : null}
      {open === 'end' ? (
        <ReasonDialog
          title={t(state === 'proposed' ? 'registers:decline.title' : 'registers:end.title')} verb={t(state === 'proposed' ? 'registers:decline.act' : 'registers:end.act')}
          text={t(state === 'proposed' ? 'registers:decline.text' : 'registers:transfer.endText')} label={t('inventory:fieldName.reason')} day={state === 'proposed' ? undefined : { label: t('registers:lastDay'), first: today }}
          busy={end.isPending} error={end.error?.error} onAct={(reason, day) => end.mutate({ transferId, version, on: day === '' ? today : day, reason }, done)} onClose={close}
        />
      ) : null}
    </div>
  )
}
