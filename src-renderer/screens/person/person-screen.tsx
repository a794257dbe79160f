// One person: account and identifiers, the consent history with time travel, what is held, what was asked.
import { useEffect, useRef, useState, type JSX } from 'react'
import { createPortal } from 'react-dom'
import type { Day } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { PrintedAnswer } from '../../../src-shared/contract/consent'
import type { PersonView } from '../../../src-shared/contract/person'
import { Answered } from '../../components/answered'
import { Button, IconButton } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { MaskedValue, ProofWord } from '../../components/masked-value'
import { NewRequestDialog } from '../../components/new-request-dialog'
import { Revealable } from '../../components/revealable'
import { Tag } from '../../components/tag'
import { useAct, useAsk, useDesk, useGo, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { isTextPlace } from '../../keyboard/keymap'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { ConsentAnswerPart } from './consent-answer'
import { ConsentColumn } from './consent-column'
import { ConsentSheet } from './consent-sheet'
import type { DayFieldHandle } from './day-field'
import { HoldingsTable } from './person-tables'
import { PersonHolds } from './person-holds'
import { PersonRequests } from './person-requests'
import { TimeTravel } from './time-travel'

export function PersonScreen({ subjectId }: { readonly subjectId: SubjectId }): JSX.Element {
  const query = useAsk('person.open', { subjectId }, { former: 'keep' })
  useFocusOfPage()
  return (
    <div className="screen column">
      <Answered query={query} rowHeight={56}>
        {(person) => <PersonPage person={person} />}
      </Answered>
    </div>
  )
}

/** Whoever came here from the search box types no more: single keys are this page's from now on. */
function useFocusOfPage(): void {
  useEffect(() => {
    const { activeElement } = document
    if (isTextPlace(activeElement) && activeElement instanceof HTMLElement) activeElement.blur()
  }, [])
}

function PersonPage({ person }: { readonly person: PersonView }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  const [asOf = today, setAsOf] = useState<Day>()
  const dayField = useRef<DayFieldHandle>(null)
  useKeys({ day: () => dayField.current?.begin() }, { enabled: person.scope === 'case' })
  return (
    <>
      <PersonHead person={person} />
      {person.scope === 'case' ? <TimeTravel consents={person.consents} registeredAt={person.registeredAt} asOf={asOf} onAsOf={setAsOf} dayField={dayField} /> : (
        <p className="note note-neutral person-directory"><Icon name="info" size={14} />
          {person.leaseUntil === undefined ? t('person:directoryOnly') : t('person:leased', { time: format.recent(person.leaseUntil, today) })}
        </p>
      )}
      <div className="person-columns">
        <ConsentColumn consents={person.consents} asOf={asOf} />
        <div className="person-middle scroll" tabIndex={0} role="region" aria-label={t('answer:title', { day: asOf })}>
          {person.scope === 'case' ? <ConsentMiddle person={person} asOf={asOf} /> : null}
          <PersonHolds holds={person.holds} />
          <HoldingsTable holdings={person.holdings} freshness={person.freshness} />
        </div>
        <PersonRequests subjectId={person.subjectId} requests={person.requests} />
      </div>
    </>
  )
}

/** The answer of the day, and the way to paper: what is printed is read again and the printing is on record before the dialog opens. */
function ConsentMiddle({ person, asOf }: { readonly person: PersonView; readonly asOf: Day }): JSX.Element {
  const question = { subjectId: person.subjectId, day: asOf }
  const query = useAsk('consent.asOf', question, { former: 'keep' })
  const act = useAct('consent.print')
  const [printed, setPrinted] = useState<PrintedAnswer>()
  useEffect(() => {
    if (printed !== undefined) window.print()
  }, [printed])
  const print = (): void => act.mutate(question, { onSuccess: setPrinted })
  useKeys({ print: print }, { enabled: !act.isPending })
  return (
    <>
      <Answered query={query} rowHeight={37} rows={4}>
        {(answer) => <ConsentAnswerPart answer={answer} isPrinting={act.isPending} onPrint={print} />}
      </Answered>
      {act.error === null ? null : <ErrorNote error={act.error.error} />}
      {printed === undefined ? null : createPortal(<ConsentSheet printed={printed} consents={person.consents} />, document.body)}
    </>
  )
}

function PersonHead({ person }: { readonly person: PersonView }): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  const { place } = useDesk()
  const [isNew, setNew] = useState(false)
  useKeys({ newRequest: () => setNew(true) })
  // Whoever has to be called: by their mobile, else by what there is.
  const called = person.identifiers.find(({ kind }) => kind === 'mobile') ?? person.identifiers[0]
  const access = person.requests.find((request) => request.right === 'access' && request.clock.phase !== 'closed')
  return (
    <div className="person-head">
      <IconButton icon="left" label={t('app:back')} onClick={() => place.getState().back()} />
      <span className="avatar avatar-neutral avatar-48" aria-hidden="true"><Icon name="user" size={20} /></span>
      <div className="grow">
        <div className="row gap8">
          <Revealable subjectId={person.subjectId} field={{ of: 'name' }} kind="name">{(value) => <h1 className="page-title ellipsis">{value ?? person.maskedName}</h1>}</Revealable>
          <Tag tone={person.status === 'active' ? 'success' : 'warning'} icon={person.status === 'active' ? 'check' : 'alert'}>{t(`words:account.${person.status}`)}</Tag>
          {person.isMinor ? <Tag tone="warning" icon="user">{t('person:minor')}</Tag> : null}
          {person.holds.length > 0 ? <Tag tone="teal" icon="flag">{t('person:onHold')}</Tag> : null}
          {person.products.map((product) => <Tag key={product}>{t(`words:product.${product}`)}</Tag>)}
        </div>
        <div className="row gap16 meta t2 wrap person-identifiers">
          <Revealable subjectId={person.subjectId} field={{ of: 'account' }} kind="account">{(value) => <span>{value ?? person.maskedAccountNo}</span>}</Revealable>
          <span>{t('person:registered', { day: format.day(person.registeredAt) })}</span>
          {person.identifiers.map((identifier) => (
            <span key={identifier.id} className="row gap6">
              <Revealable subjectId={person.subjectId} field={{ of: 'identifier', id: identifier.id }} kind={identifier.kind} byKey={identifier === called ? 'yes' : 'no'}>
                {(shown) => <MaskedValue kind={identifier.kind} masked={identifier.masked} shown={shown} />}
              </Revealable>
              <ProofWord proof={identifier.proof} />
            </span>
          ))}
          {person.synthetic ? <span className="t3">{t('person:synthetic')}</span> : null}
        </div>
      </div>
      {access === undefined ? null : <Button icon="box" onClick={() => go({ screen: 'package', requestId: access.id })}>{t('person:package')}</Button>}
      <Button kind="primary" icon="plus" shortcut="newRequest" onClick={() => setNew(true)}>{t('person:newRequest')}</Button>
      {isNew ? <NewRequestDialog subjectId={person.subjectId} onClose={() => setNew(false)} /> : null}
    </div>
  )
}
