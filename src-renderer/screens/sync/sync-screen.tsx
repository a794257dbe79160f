// The state of the connection: what came back refused, what waits to be sent, how old the data are, what was dropped.
import type { JSX } from 'react'
import { useStore } from 'zustand'
import type { MutationId } from '../../../src-shared/base/ids'
import type { OutboxItemView } from '../../../src-shared/contract/sync'
import { aboutLine } from '../../components/act-about'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { useUndo } from '../../components/undo-toast'
import { operationWord } from '../../components/words'
import { useAsk, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'
import { RefusedItem } from './refused-item'
import { SyncState } from './sync-state'

export interface SyncScreenProps {
  readonly part: 'refused' | 'to-send' | 'state'
}

export function SyncScreen({ part }: SyncScreenProps): JSX.Element {
  const { t } = useText()
  const { selection } = useDesk()
  const outbox = useAsk('sync.outbox', {}, { former: 'keep' })
  const chosenId = useStore(selection, (state) => state.outboxItem)
  const items = outbox.data ?? []
  const fallback = part === 'refused' ? items.find((item) => item.state === 'refused') : undefined
  const chosen = items.find((item) => item.mid === chosenId) ?? fallback
  const choose = (mid: MutationId | undefined): void => selection.getState().selectOutboxItem(mid)
  return (
    <div className="sync-screen">
      <section className="sync-list column" aria-label={t('sync:title')}>
        <div className="pane-head"><h1 className="section-title">{t('sync:title')}</h1><span className="grow" /><span className="meta t3">{t('sync:noLimit')}</span></div>
        <Answered query={outbox} rowHeight={72}>
          {(all) => <OutboxList items={all} chosen={chosen?.mid} onChoose={choose} />}
        </Answered>
        <OfOthers />
      </section>
      {chosen?.state === 'refused' ? <RefusedItem key={chosen.mid} item={chosen} items={items} onChoose={choose} /> : <SyncState />}
    </div>
  )
}

/** A colleague's acts at this workstation are a number here, and wait for them. */
function OfOthers(): JSX.Element | null {
  const { t } = useText()
  const count = useAsk('sync.status', {}, { former: 'keep' }).data?.ofOthers
  return count === undefined ? null : <p className="pane-foot meta t3">{t('sync:ofOthers', { count })}</p>
}

interface OutboxListProps {
  readonly items: readonly OutboxItemView[]
  readonly chosen: MutationId | undefined
  readonly onChoose: (mid: MutationId) => void
}

const GROUPS = [
  { name: 'refused', states: ['refused'] },
  { name: 'to-send', states: ['to-send', 'sending'] },
  { name: 'applied', states: ['applied'] },
] as const

function OutboxList({ items, chosen, onChoose }: OutboxListProps): JSX.Element {
  const { t } = useText()
  return (
    <div className="grow scroll" tabIndex={0} role="region" aria-label={t('sync:list')}>
      {GROUPS.map((group) => {
        const members = items.filter((item) => (group.states as readonly string[]).includes(item.state))
        return (
          <section key={group.name}>
            <h2 className="sync-group meta t3">{t(`sync:group.${group.name}`)} <span>{members.length}</span></h2>
            {members.length === 0 ? <p className="sync-empty dense t3">{t(`sync:groupEmpty.${group.name}`)}</p> : null}
            {members.map((item) => <OutboxLine key={item.mid} item={item} isChosen={item.mid === chosen} onChoose={onChoose} />)}
          </section>
        )
      })}
    </div>
  )
}

function OutboxLine({ item, isChosen, onChoose }: { readonly item: OutboxItemView; readonly isChosen: boolean; readonly onChoose: (mid: MutationId) => void }): JSX.Element {
  const { t, format, language } = useText()
  const { undo, isPending } = useUndo()
  const head = (
    <>
      <span className="row gap8">
        <OutboxMark item={item} />
        {item.entry === undefined ? <span className="medium nowrap">{item.caseNo ?? '--'}</span> : null}
        <span className="ellipsis">{operationWord(t, item.op)}</span>
        <span className="grow" />
        <span className="meta t3 nowrap">{format.time(item.madeAt)}</span>
      </span>
      {item.about === undefined ? null : <span className="dense medium outbox-why">{aboutLine(t, language, item.about)}</span>}
      {item.rejection === undefined ? null : <span className="dense t2 outbox-why">{t(`rejections:${item.rejection}.title`)}</span>}
      {item.waitsFor === undefined ? null : <span className="dense t3 outbox-why">{t('sync:waitsForEarlier')}</span>}
      {item.undoMs === undefined ? null : <span className="dense t2 outbox-why">{t('sync:held')}</span>}
      {item.state === 'sending' ? <span className="dense t2 outbox-why">{t('sync:sending')}</span> : null}
    </>
  )
  if (item.undoMs !== undefined) {
    return (
      <div className="outbox-line row gap8">
        <div className="grow">{head}</div>
        <Button size="small" icon="undo" disabled={isPending} onClick={() => undo(item)}>{t('sync:undo.act')}</Button>
      </div>
    )
  }
  if (item.state !== 'refused') return <div className="outbox-line">{head}</div>
  return (
    <button type="button" className={isChosen ? 'outbox-line outbox-line-on' : 'outbox-line'} aria-current={isChosen ? 'true' : undefined} onClick={() => onChoose(item.mid)}>{head}</button>
  )
}

function OutboxMark({ item }: { readonly item: OutboxItemView }): JSX.Element {
  if (item.state === 'applied') return <span className="is-success"><StateShape shape="check" /></span>
  if (item.state !== 'refused') return <span className="t3"><StateShape shape="circle" /></span>
  return item.rejection === 'version_conflict' ? <span className="is-warning"><Icon name="swap" size={14} /></span> : <span className="is-error"><StateShape shape="bang" /></span>
}
