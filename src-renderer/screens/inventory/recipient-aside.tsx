// One recipient: name, contact, who proposed and approved it, and a change that waits.
import { useState, type JSX } from 'react'
import type { RecipientView } from '../../../src-shared/contract/recipient'
import { Button } from '../../components/button'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { ApproveDialog } from '../../components/act-dialogs'
import { ByFact, Fact, MarkLine, StateTag, WhyNot } from '../../components/entry-parts'
import { RecipientDialog } from './recipient-dialog'

export function RecipientAside({ recipient }: { readonly recipient: RecipientView }): JSX.Element {
  const { t, format } = useText()
  const { change } = recipient
  return (
    <aside className="plan-aside column" aria-label={t('entries:recipient.one')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{recipient.name}</h2><span className="grow" /><StateTag state={recipient.state} /></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('entries:facts')}>
        <MarkLine mark={recipient.mark} />
        <dl className="facts register-facts">
          <Fact label={t('inventory:fieldName.contact')}>{recipient.contact}</Fact>
          <ByFact label={t('inventory:fieldName.proposedBy')} by={recipient.proposedBy} at={recipient.proposedAt} />
          {recipient.approvedBy === undefined ? null : <Fact label={t('inventory:fieldName.approvedBy')}>{recipient.approvedBy.name}</Fact>}
          {change === undefined ? null : <Fact label={t('inventory:fieldName.change')}>{change.name}<br />{change.contact}<span className="meta t3"> {change.by.name} · {format.dateTime(change.at)}</span></Fact>}
        </dl>
      </div>
      <RecipientActs recipient={recipient} />
    </aside>
  )
}

function RecipientActs({ recipient }: { readonly recipient: RecipientView }): JSX.Element {
  const { t } = useText()
  const [open, setOpen] = useState<'approve' | 'change'>()
  const approve = useAct('recipient.approve')
  const { acts, id: recipientId, version, state, change } = recipient
  const close = (): void => setOpen(undefined)
  const isWaiting = state !== 'in-force'
  return (
    <div className="decision-bar">
      <WhyNot verdicts={isWaiting ? [acts.approve, acts.change] : [acts.change]} />
      <div className="row gap8 register-acts">
        {acts.change === 'possible' ? <Button icon="pen" onClick={() => setOpen('change')}>{t('entries:recipient.change')}</Button> : null}
        {isWaiting ? <Button kind="primary" stretch="yes" disabled={acts.approve !== 'possible'} onClick={() => setOpen('approve')}>{t('entries:approve.open')}</Button> : null}
      </div>
      {open === 'approve' ? <ApproveDialog what={`${change?.name ?? recipient.name} · ${change?.contact ?? recipient.contact}`} busy={approve.isPending} error={approve.error?.error} onApprove={(passphrase) => approve.mutate({ recipientId, version, passphrase }, { onSuccess: close })} onClose={close} /> : null}
      {open === 'change' ? <RecipientDialog known={recipient} onDone={close} onClose={close} /> : null}
    </div>
  )
}
