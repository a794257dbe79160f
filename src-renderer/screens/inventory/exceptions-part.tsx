// The uses of the cases without consent, what waits first; under them the catalogue; beside them the chosen one.
import { useState, type JSX } from 'react'
import type { ExceptionList, ExceptionView } from '../../../src-shared/contract/exception'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { SetAsideEntries } from '../../components/set-aside'
import { Tag } from '../../components/tag'
import { useAsk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { EntryRow, ReviewDue } from '../../components/entry-parts'
import { ExceptionAside } from './exception-aside'
import { ProposeExceptionDialog } from './propose-exception'

export function ExceptionsPart({ entryId }: { readonly entryId?: string }): JSX.Element {
  const list = useAsk('exception.list', {}, { former: 'keep' })
  return <Answered query={list} rowHeight={72}>{(view) => <ExceptionsPage key={entryId} view={view} first={entryId} />}</Answered>
}

function ExceptionsPage({ view, first }: { readonly view: ExceptionList; readonly first: string | undefined }): JSX.Element {
  const { t } = useText()
  // Stays on the one that is looked at, though an approval moves it down the list.
  const [chosenId, setChosen] = useState<string | undefined>(first ?? view.exceptions[0]?.id)
  const [isProposing, setProposing] = useState(false)
  const chosen = view.exceptions.find((one) => one.id === chosenId) ?? view.exceptions[0]
  return (
    <div className="erasure-columns register-columns">
      <section className="register-body scroll" tabIndex={0} aria-label={t('entries:part.exceptions')}>
        <div className="row gap12 between register-intro">
          <p className="dense t2 grow">{t('consent:exceptionLeavesRights')}</p>
          <Button icon="plus" disabled={view.propose !== 'possible'} title={view.propose === 'possible' ? undefined : t(`errors:${view.propose}.title`)} onClick={() => setProposing(true)}>{t('entries:exception.propose')}</Button>
        </div>
        {view.exceptions.length === 0 ? <EmptyState sentence={t('entries:exception.none')} /> : (
          <div className="card">{view.exceptions.map((one) => <ExceptionRow key={one.id} exception={one} isChosen={one.id === chosen?.id} onChoose={() => setChosen(one.id)} />)}</div>
        )}
        <SetAsideEntries forms={['exception', 'review', 'end-exception']} />
        <Catalogue rules={view.catalogue} />
      </section>
      {chosen === undefined ? <div /> : <ExceptionAside key={chosen.id} exception={chosen} />}
      {isProposing ? <ProposeExceptionDialog catalogue={view.catalogue} onDone={setChosen} onClose={() => setProposing(false)} /> : null}
    </div>
  )
}

function ExceptionRow({ exception, isChosen, onChoose }: { readonly exception: ExceptionView; readonly isChosen: boolean; readonly onChoose: () => void }): JSX.Element {
  const { t } = useText()
  const { statute, review } = exception
  return (
    <EntryRow title={`${t(`consent:exceptionCase.${exception.case}`)} · ${t(`words:category.${exception.category}`)}`} state={exception.state} isChosen={isChosen} onChoose={onChoose}>
      <span className="row gap8 wrap">
        <span>{statute.title} {statute.article}</span>
        {review === undefined ? null : <ReviewDue overdue={review.overdue} on={review.dueOn} />}
      </span>
    </EntryRow>
  )
}

function Catalogue({ rules }: { readonly rules: ExceptionList['catalogue'] }): JSX.Element {
  const { t, language } = useText()
  if (rules.length === 0) return <p className="note note-warning"><Icon name="alert" size={14} />{t('consent:invocationError.catalogue-missing')}</p>
  return (
    <>
      <h2 className="label-line register-sub">{t('entries:exception.catalogue')}</h2>
      <div className="card register-table">
        <table className="table">
          <thead><tr><th scope="col">{t('entries:exception.case')}</th><th scope="col">{t('entries:exception.carriedBy')}</th><th scope="col">{t('entries:exception.mustKnow')}</th></tr></thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.case}>
                <th scope="row" className="medium">{t(`consent:exceptionCase.${rule.case}`)}</th>
                <td><Tag tone={rule.carriedBy === 'provision' ? 'outline' : rule.carriedBy === 'consent' ? 'primary' : 'warning'}>{t(`consent:carrier.${rule.carriedBy}`)}</Tag><p className="meta t3">{rule.provision[language]}</p></td>
                <td className="t2">{rule.text[language]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
