// The letters of a case: what was written in which version, whether it reached the person, and the acts on each.
import { useState, type JSX } from 'react'
import type { DeliveryView, LetterView } from '../../../src-shared/contract/letter'
import type { RequestView } from '../../../src-shared/contract/request'
import { Button } from '../../components/button'
import { Tag } from '../../components/tag'
import { useAsk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { ComposeLetter } from './compose-letter'
import { DeliverDialog, LetterDialog, UndeliverDialog } from './letter-dialogs'
import { Section } from './request-sections'

type Opened = { readonly what: 'write' } | { readonly what: 'view' | 'deliver'; readonly letter: LetterView } | { readonly what: 'undeliver'; readonly letter: LetterView; readonly delivery: DeliveryView }

export function LettersSection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const [opened, setOpened] = useState<Opened>()
  const kept = useAsk('letter.list', { requestId: request.row.id }, { former: 'keep' }).data
  const canAct = kept?.act === 'possible'
  const canWrite = canAct && kept.writable.length > 0
  const write = (): void => {
    if (canWrite) setOpened({ what: 'write' })
  }
  const close = (): void => setOpened(undefined)
  useKeys({ letter: canWrite ? write : undefined })
  const requestId = request.row.id
  return (
    <Section icon="mail" title={t('letters:title')}>
      {kept?.isAnswerOwed === true ? <p className="note note-warning letter-note"><Icon name="alert" size={14} />{t('letters:answerOwed')}</p> : null}
      {isErased(request) ? <Erased request={request} /> : <ul className="card">
        {kept?.letters.map((letter) => <LetterRow key={`${letter.kind} ${letter.version}`} letter={letter} canAct={canAct} onOpen={setOpened} />)}
        {kept?.letters.length === 0 ? <li className="card-row t2">{t('letters:none')}</li> : null}
      </ul>}
      {canWrite ? <div className="row gap8 clock-acts"><Button size="small" shortcut="letter" onClick={write}>{t('letters:write')}</Button></div> : null}
      {opened?.what === 'write' && kept !== undefined ? <ComposeLetter request={request} writable={kept.writable} onClose={close} /> : null}
      {opened?.what === 'view' ? <LetterDialog requestId={requestId} letter={opened.letter} onClose={close} /> : null}
      {opened?.what === 'deliver' ? <DeliverDialog requestId={requestId} letter={opened.letter} isMinor={request.isMinor} onClose={close} /> : null}
      {opened?.what === 'undeliver' ? <UndeliverDialog requestId={requestId} letter={opened.letter} delivery={opened.delivery} onClose={close} /> : null}
    </Section>
  )
}

/** Approved, and with the person all letters went. */
function isErased({ erasureId, row }: RequestView): boolean {
  return erasureId !== undefined && (row.state === 'executing' || row.clock.phase === 'closed')
}

function Erased({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const isDone = request.row.state !== 'executing'
  return (
    <p className="note note-neutral letter-note">
      <Icon name="info" size={14} />
      <span>{t(isDone ? 'letters:erased' : 'letters:erasing')} <button type="button" className="link" onClick={() => go({ screen: 'erasure', requestId: request.row.id })}>{t(isDone ? 'letters:toCertificate' : 'letters:toErasure')}</button></span>
    </p>
  )
}

interface LetterRowProps {
  readonly letter: LetterView
  readonly canAct: boolean
  readonly onOpen: (opened: Opened) => void
}

function LetterRow({ letter, canAct, onOpen }: LetterRowProps): JSX.Element {
  const { t, format } = useText()
  const { kind, version, at, by, deliveries, mark, bar } = letter
  const name = `${t(`letters:kind.${kind}`)} · ${t('letters:version', { version })}`
  return (
    <li className="card-row wrap letter-row">
      <span className="letter-what">
        <span className="medium">{name}</span> <span className="meta t3">{format.dateTime(at)}{by === undefined ? '' : ` · ${by.name}`}</span>
        {bar === undefined ? null : <span className="meta t2 letter-bar">{t(`letters:bar.${bar}.text`)}</span>}
        {deliveries.map((delivery) => <DeliveryLine key={delivery.id} delivery={delivery} onWithdraw={canAct ? () => onOpen({ what: 'undeliver', letter, delivery }) : undefined} />)}
      </span>
      {mark === 'to-send' ? <span className="row gap6 dense is-warning"><StateShape shape="circle" />{t('words:mark.to-send')}</span> : null}
      <Standing letter={letter} />
      <span className="grow" />
      <Button size="small" aria-label={`${t('letters:view')} ${name}`} onClick={() => onOpen({ what: 'view', letter })}>{t('letters:view')}</Button>
      {canAct && (bar === undefined || bar === 'taken-back') ? <Button size="small" aria-label={`${t('letters:deliver')} ${name}`} onClick={() => onOpen({ what: 'deliver', letter })}>{t('letters:deliver')}</Button> : null}
    </li>
  )
}

function Standing({ letter: { bar, deliveries } }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useText()
  const isDelivered = deliveries.some(({ withdrawn }) => withdrawn === undefined)
  if (isDelivered) return <Tag tone="success" icon="check">{t('letters:delivered')}</Tag>
  return <Tag tone="outline">{t(bar === undefined ? 'letters:notDelivered' : `letters:bar.${bar}.tag`)}</Tag>
}

function DeliveryLine({ delivery, onWithdraw }: { readonly delivery: DeliveryView; readonly onWithdraw: (() => void) | undefined }): JSX.Element {
  const { t } = useText()
  const { channel, on, by, withdrawn } = delivery
  const line = t('letters:line', { day: on, channel: t(`letters:channel.${channel}`), name: by.name })
  if (withdrawn !== undefined) return <span className="row gap6 dense t3"><s>{line}</s><span>{t('letters:withdrawnLine', { reason: withdrawn.reason, name: withdrawn.by.name })}</span></span>
  return (
    <span className="row gap6 dense is-success">
      <Icon name="check" size={14} />{line}
      {onWithdraw === undefined ? null : <button type="button" className="link" onClick={onWithdraw}>{t('letters:undeliver')}</button>}
    </span>
  )
}
