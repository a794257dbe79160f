// The holds, what waits for its second person first; beside them the chosen one. A hold is no duty to keep: the page says so before it lists any.
import { useState, type JSX } from 'react'
import type { HoldList, HoldView } from '../../../src-shared/contract/hold'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { SetAsideEntries } from '../../components/set-aside'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { EntryRow, ReviewDue } from '../../components/entry-parts'
import { HoldAside } from './hold-aside'
import { useReach } from './hold-reach'
import { PlaceHoldDialog } from './place-hold'

export function HoldsPart({ entryId }: { readonly entryId?: string }): JSX.Element {
  const list = useAsk('hold.list', {}, { former: 'keep' })
  return <Answered query={list} rowHeight={72}>{(view) => <HoldsPage key={entryId} view={view} first={entryId} />}</Answered>
}

function HoldsPage({ view, first }: { readonly view: HoldList; readonly first: string | undefined }): JSX.Element {
  const { t } = useText()
  // Stays on the one that is looked at, though an approval moves it down the list.
  const [chosenId, setChosen] = useState<string | undefined>(first ?? view.holds[0]?.id)
  const [isPlacing, setPlacing] = useState(false)
  const chosen = view.holds.find((one) => one.id === chosenId) ?? view.holds[0]
  return (
    <div className="erasure-columns register-columns">
      <section className="register-body scroll" tabIndex={0} aria-label={t('entries:part.holds')}>
        <div className="row gap12 between register-intro">
          <p className="dense t2 grow">{t('entries:hold.intro')}</p>
          <Button icon="flag" disabled={view.place !== 'possible'} title={view.place === 'possible' ? undefined : t(`errors:${view.place}.title`)} onClick={() => setPlacing(true)}>{t('entries:hold.place')}</Button>
        </div>
        {view.holds.length === 0 ? <EmptyState sentence={t('entries:hold.none')} /> : (
          <div className="card">{view.holds.map((one) => <HoldRow key={one.id} hold={one} isChosen={one.id === chosen?.id} onChoose={() => setChosen(one.id)} />)}</div>
        )}
        <SetAsideEntries forms={['hold', 'extend-hold', 'lift-hold']} />
      </section>
      {chosen === undefined ? <div /> : <HoldAside key={chosen.id} hold={chosen} />}
      {isPlacing ? <PlaceHoldDialog onDone={setChosen} onClose={() => setPlacing(false)} /> : null}
    </div>
  )
}

function HoldRow({ hold, isChosen, onChoose }: { readonly hold: HoldView; readonly isChosen: boolean; readonly onChoose: () => void }): JSX.Element {
  const { t } = useText()
  const { review } = hold
  const isOver = hold.state === 'lifted' || hold.state === 'declined'
  return (
    <EntryRow title={hold.matter === '' ? t('entries:hold.one') : hold.matter} state={hold.state} isChosen={isChosen} onChoose={onChoose}>
      <span className="row gap8 wrap">
        <span>{useReach(hold)}</span>
        {isOver ? null : <ReviewDue {...review} />}
      </span>
    </EntryRow>
  )
}
