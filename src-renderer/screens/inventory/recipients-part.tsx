// Who receives information and what was handed over to them; the chosen entry beside them.
import { useState, type JSX } from 'react'
import type { RecipientList, RecipientView, TransferView } from '../../../src-shared/contract/recipient'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { RecipientTaskList } from '../../components/recipient-tasks'
import { SetAsideEntries } from '../../components/set-aside'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { EntryRow } from '../../components/entry-parts'
import { RecipientAside } from './recipient-aside'
import { RecipientDialog } from './recipient-dialog'
import { RecordTransferDialog } from './record-transfer'
import { shownState, TransferAside } from './transfer-aside'

export function RecipientsPart({ entryId }: { readonly entryId?: string }): JSX.Element {
  const list = useAsk('recipient.list', {}, { former: 'keep' })
  return <Answered query={list} rowHeight={72}>{(view) => <RecipientsPage key={entryId} view={view} first={entryId} />}</Answered>
}

function RecipientsPage({ view, first }: { readonly view: RecipientList; readonly first: string | undefined }): JSX.Element {
  const { t } = useText()
  const [chosenId, setChosen] = useState<string | undefined>(first ?? view.transfers[0]?.id)
  const [open, setOpen] = useState<'recipient' | 'transfer'>()
  const recipient = view.recipients.find((one) => one.id === chosenId)
  const transfer = view.transfers.find((one) => one.id === chosenId) ?? (recipient === undefined ? view.transfers[0] : undefined)
  const isBlocked = view.propose !== 'possible'
  return (
    <div className="erasure-columns register-columns">
      <section className="register-body scroll" tabIndex={0} aria-label={t('entries:part.recipients')}>
        <div className="row gap8 register-intro">
          <h2 className="section-title grow">{t('entries:transfer.title')}</h2>
          <Button icon="plus" disabled={isBlocked} onClick={() => setOpen('transfer')}>{t('entries:transfer.record')}</Button>
        </div>
        {view.transfers.length === 0 ? <EmptyState sentence={t('entries:transfer.none')} /> : (
          <div className="card">{view.transfers.map((one) => <TransferRow key={one.id} transfer={one} isChosen={one.id === transfer?.id} onChoose={() => setChosen(one.id)} />)}</div>
        )}
        <div className="row gap8 register-intro register-sub">
          <h2 className="section-title grow">{t('entries:recipient.title')}</h2>
          <Button icon="plus" disabled={isBlocked} onClick={() => setOpen('recipient')}>{t('entries:recipient.propose')}</Button>
        </div>
        {view.recipients.length === 0 ? <EmptyState sentence={t('entries:recipient.none')} /> : (
          <div className="card">{view.recipients.map((one) => <RecipientRow key={one.id} recipient={one} isChosen={one.id === recipient?.id} onChoose={() => setChosen(one.id)} />)}</div>
        )}
        <div className="row gap8 register-intro register-sub"><h2 className="section-title grow">{t('erasure:recipients')}</h2></div>
        {view.tasks.length === 0 ? <EmptyState sentence={t('entries:recipient.noTasks')} /> : <RecipientTaskList tasks={view.tasks} tell={view.tell} />}
        <SetAsideEntries forms={['recipient', 'transfer', 'end-transfer']} />
      </section>
      {recipient === undefined ? transfer === undefined ? <div /> : <TransferAside key={transfer.id} transfer={transfer} /> : <RecipientAside key={recipient.id} recipient={recipient} />}
      {open === 'recipient' ? <RecipientDialog onDone={setChosen} onClose={() => setOpen(undefined)} /> : null}
      {open === 'transfer' ? <RecordTransferDialog recipients={view.recipients} onDone={setChosen} onClose={() => setOpen(undefined)} /> : null}
    </div>
  )
}

interface RowProps {
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function TransferRow({ transfer, isChosen, onChoose }: RowProps & { readonly transfer: TransferView }): JSX.Element {
  const { t, format } = useText()
  const to = transfer.recipient?.name ?? t('entries:everybody')
  return (
    <EntryRow title={to} state={shownState(transfer)} isChosen={isChosen} onChoose={onChoose}>
      {t(`consent:relation.${transfer.relation}`)} · {t(`words:category.${transfer.category}`)} · {transfer.reach === 'everyone' ? t('entries:reach.everyone') : t('entries:reach.listed', { count: transfer.people ?? 0 })} · {format.day(transfer.at)}
    </EntryRow>
  )
}

function RecipientRow({ recipient, isChosen, onChoose }: RowProps & { readonly recipient: RecipientView }): JSX.Element {
  return <EntryRow title={recipient.name} state={recipient.state} isChosen={isChosen} onChoose={onChoose}>{recipient.contact}</EntryRow>
}
