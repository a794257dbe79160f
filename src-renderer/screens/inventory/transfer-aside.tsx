// One handing over: what, to whom, on which ground, until when its record is kept, and what can be done with it.
import { useState, type JSX } from 'react'
import type { TransferView } from '../../../src-shared/contract/recipient'
import { Button } from '../../components/button'
import { openWord } from '../../components/words'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { ApproveDialog, ReasonDialog } from '../../components/act-dialogs'
import { ByFact, Fact, MarkLine, OverFacts, StateTag, WhyNot, type StateCode } from '../../components/entry-parts'

/** What was handed over once is not in force: it happened. */
export function shownState({ state, frequency }: TransferView): StateCode {
  return state === 'in-force' && frequency === 'once' ? 'recorded' : state
}

export function TransferAside({ transfer }: { readonly transfer: TransferView }): JSX.Element {
  const { t, format } = useText()
  return (
    <aside className="plan-aside column" aria-label={t('entries:transfer.one')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{transfer.recipient?.name ?? t('entries:everybody')}</h2><span className="grow" /><StateTag state={shownState(transfer)} /></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('entries:facts')}>
        <MarkLine mark={transfer.mark} />
        <dl className="facts register-facts">
          <Fact label={t('inventory:fieldName.relation')}>{t(`consent:relation.${transfer.relation}`)}</Fact>
          <Fact label={t('inventory:fieldName.category')}>{t(`words:category.${transfer.category}`)}</Fact>
          <Fact label={t('inventory:fieldName.fields')}>{transfer.fields.map((field) => openWord(t, 'fieldName', field)).join(t('app:listComma'))}</Fact>
          <Fact label={t('inventory:fieldName.purpose')}>{t(`words:purpose.${transfer.purpose}`)}</Fact>
          <Fact label={t('inventory:fieldName.method')}>{t(`policy:method.${transfer.method}`)}</Fact>
          <Fact label={t('entries:transfer.on')}>{format.day(transfer.at)} · {t(`entries:frequency.${transfer.frequency}`)}</Fact>
          {transfer.until === undefined ? null : <Fact label={t('entries:lastDay')}>{format.day(transfer.until)}</Fact>}
          <Fact label={t('inventory:fieldName.ground')}><Ground transfer={transfer} /></Fact>
          <Fact label={t('inventory:fieldName.reach')}>{transfer.reach === 'everyone' ? t('entries:reach.everyone') : t('entries:reach.listed', { count: transfer.people ?? 0 })}</Fact>
          <ByFact label={t('inventory:fieldName.recordedBy')} by={transfer.recordedBy} at={transfer.recordedAt} />
          {transfer.approvedBy === undefined ? null : <Fact label={t('inventory:fieldName.approvedBy')}>{transfer.approvedBy.name}</Fact>}
          <OverFacts ending={transfer.ending} declined={transfer.declined} until={transfer.ending === undefined ? undefined : format.day(transfer.ending.until)} />
          <Fact label={t('entries:transfer.kept')}>{transfer.keptUntil === undefined ? t('entries:transfer.keptWhile') : t('entries:transfer.keptUntil', { day: transfer.keptUntil })}</Fact>
        </dl>
      </div>
      <TransferActs transfer={transfer} />
    </aside>
  )
}

function Ground({ transfer: { ground } }: { readonly transfer: TransferView }): JSX.Element {
  const { t } = useText()
  switch (ground.by) {
    case 'contract': return <>{t('entries:ground.contract', { reference: ground.reference, from: ground.from })}{ground.until === undefined ? null : ` – ${ground.until}`}</>
    case 'consent': return <>{t('entries:ground.consent')}</>
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
  const isWaiting = state === 'proposed' || state === 'ending'
  if (!isWaiting && acts.end === 'state-changed') return null
  return (
    <div className="decision-bar">
      <WhyNot verdicts={isWaiting ? [acts.approve, acts.end] : [acts.end]} />
      <div className="row gap8 register-acts">
        {acts.end === 'possible' ? <Button onClick={() => setOpen('end')}>{t(state === 'proposed' ? 'entries:decline.act' : 'entries:end.act')}</Button> : null}
        {isWaiting ? <Button kind="primary" stretch="yes" disabled={acts.approve !== 'possible'} onClick={() => setOpen('approve')}>{t(state === 'ending' ? 'entries:approve.end' : 'entries:approve.open')}</Button> : null}
      </div>
      {open === 'approve' ? <ApproveDialog what={`${transfer.recipient?.name ?? t('entries:everybody')} · ${t(`consent:relation.${transfer.relation}`)} · ${t(`words:category.${transfer.category}`)}`} busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ transferId, version, passphrase }, { onSuccess: close })} onClose={close} /> : null}
      {open === 'end' ? (
        <ReasonDialog
          title={t(state === 'proposed' ? 'entries:decline.title' : 'entries:end.title')} verb={t(state === 'proposed' ? 'entries:decline.act' : 'entries:end.act')}
          text={t(state === 'proposed' ? 'entries:decline.text' : 'entries:transfer.endText')} label={t('inventory:fieldName.reason')} day={state === 'proposed' ? undefined : { label: t('entries:lastDay'), first: today }}
          form="end-transfer" entry={transfer} busy={end.isPending} error={end.error?.error} onAct={({ reason, day, base }, done) => end.mutate({ transferId, version: base, on: day === '' ? today : day, reason }, done)} onClose={close}
        />
      ) : null}
    </div>
  )
}
