// One item that the origin refused: what it means and what to do next, both versions side by side, and the ways that fit its code.
import type { JSX } from 'react'
import type { MutationId, PolicyId } from '../../../src-shared/base/ids'
import type { OutboxItemView } from '../../../src-shared/contract/sync'
import { REJECTION_RULES, type RejectionWay } from '../../../src-shared/domain/rejection-ways'
import { aboutLine } from '../../components/act-about'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { operationWord } from '../../components/words'
import { useAct, useDesk, useGo, useMe } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { sentences, useText, type Text } from '../../text'
import { DiffTable, differenceText } from './diff-table'

export interface RefusedItemProps {
  readonly item: OutboxItemView
  readonly items: readonly OutboxItemView[]
  readonly onChoose: (mid: MutationId | undefined) => void
}

/** Who changed it to what, and what did not happen; without a decision in question, what the origin said. */
function headline(text: Text, item: OutboxItemView): string {
  const { t } = text
  if (item.rejection === undefined) return t('sync:refused')
  const main = item.differences.find((difference) => difference.field === 'outcome') ?? item.differences.find((difference) => difference.field === 'state')
  if (!REJECTION_RULES[item.rejection].compares || main?.origin === undefined || main.mine === undefined || item.originBy === undefined) return t(`rejections:${item.rejection}.title`)
  return t('sync:conflictHeadline', { who: item.originBy, theirs: differenceText(text, main.field, main.origin), mine: differenceText(text, main.field, main.mine) })
}

export function RefusedItem({ item, items, onChoose }: RefusedItemProps): JSX.Element {
  const text = useText()
  const { t, language } = text
  const isConflict = item.rejection === 'version_conflict'
  return (
    <section className="column grow" aria-label={t('sync:item')}>
      <div className="sync-detail scroll grow" tabIndex={0} role="region" aria-label={t('sync:item')}>
        <div className="row gap8 meta t3">
          <Tag tone={isConflict ? 'warning' : 'error'} icon={isConflict ? 'swap' : 'alert'}>{t(isConflict ? 'words:mark.conflict' : 'words:mark.refused')}</Tag>
          <span>{item.caseNo}</span><span>{operationWord(t, item.op)}</span>{item.about === undefined ? null : <span>{aboutLine(t, language, item.about)}</span>}
        </div>
        <h2 className="page-title">{headline(text, item)}</h2>
        {item.rejection === undefined ? null : <p className="t2">{sentences(language, t(`rejections:${item.rejection}.kept`), t(`rejections:${item.rejection}.next`))}</p>}
        <Followers item={item} items={items} />
        <DiffTable item={item} />
        <Ways item={item} />
      </div>
      <SettleBar item={item} onChoose={onChoose} />
    </section>
  )
}

/** What stands in the same case and is settled with it, said before the click. */
function Followers({ item, items }: Pick<RefusedItemProps, 'item' | 'items'>): JSX.Element | null {
  const { t, format } = useText()
  const followers = items.filter((other) => item.followers.includes(other.mid))
  if (followers.length === 0) return null
  return (
    <div className="note note-neutral">
      <Icon name="chain" size={14} />
      <div>
        <div>{t('sync:followers', { count: followers.length })}</div>
        <ul className="dense t2">{followers.map((other) => <li key={other.mid}>{operationWord(t, other.op)} · {format.dateTime(other.madeAt)}</li>)}</ul>
      </div>
    </div>
  )
}

/** Where one goes on after a way: to the draft, to the fresh sign-in, or to the next item. */
function useWay(item: OutboxItemView, onChoose: RefusedItemProps['onChoose']) {
  const settle = useAct('sync.settle')
  const { drafts, selection } = useDesk()
  const go = useGo()
  const openEntry = ({ type, id }: NonNullable<OutboxItemView['entry']>): void => {
    if (type === 'policy') return go({ screen: 'policies', policyId: item.op === 'policy.propose@1' ? 'new' : (id as PolicyId) })
    if (type === 'incident') return go({ screen: 'incidents', incidentId: id })
    return go({ screen: 'inventory', part: type === 'exception' ? 'exceptions' : type === 'hold' ? 'holds' : 'recipients', entryId: id })
  }
  const openDraft = (): void => {
    drafts.lookAgain()
    onChoose(undefined)
    if (item.entry !== undefined) return openEntry(item.entry)
    if (item.op === 'request.create@1' && item.subjectId !== undefined) return go({ screen: 'person', subjectId: item.subjectId })
    if (item.requestId === undefined) return undefined
    selection.getState().selectRequest('team', item.requestId)
    return go({ screen: 'queue', view: 'team' })
  }
  const settleAs = (choice: 'take-origin' | 'edit' | 'resubmit', onSuccess: () => void): void => void drafts.flush().then(() => settle.mutate({ mid: item.mid, choice }, { onSuccess }))
  const next = (): void => onChoose(undefined)
  const acts: Readonly<Record<RejectionWay, () => void>> = {
    'take-origin': () => settleAs('take-origin', next),
    remove: () => settleAs('take-origin', next),
    edit: () => settleAs('edit', openDraft),
    resubmit: () => settleAs('resubmit', next),
    'sign-in': () => {
      const { entry } = item
      // What waits in front of an entry blocks its approval: it goes, and is made anew there under a fresh sign-in.
      if (entry !== undefined) settleAs('take-origin', () => { onChoose(undefined); openEntry(entry) })
      else if (item.requestId !== undefined) go({ screen: 'erasure', requestId: item.requestId })
    },
  }
  return { acts, settle }
}

const WAY_COMMANDS = ['firstWay', 'secondWay', 'thirdWay'] as const

function SettleBar({ item, onChoose }: Omit<RefusedItemProps, 'items'>): JSX.Element {
  const { t } = useText()
  const { acts, settle } = useWay(item, onChoose)
  const { waitsFor } = item
  const inOrder = waitsFor === undefined ? item.ways.map((way) => acts[way]) : [() => onChoose(waitsFor)]
  useKeys(Object.fromEntries(WAY_COMMANDS.map((command, index) => [command, inOrder[index]])), { enabled: !settle.isPending })
  return (
    <div className="decision-bar">
      {settle.error === null ? null : <ErrorNote error={settle.error.error} />}
      <div className="row gap8">
        {waitsFor === undefined ? null : <Button kind="primary" autoFocus onClick={() => onChoose(waitsFor)} shortcut="firstWay">{t('sync:toEarlier')}</Button>}
        {/* The first has the focus: nothing of ours is lost by it. */}
        {item.ways.map((way, index) => (
          <Button key={way} kind={index === 0 ? 'primary' : 'plain'} autoFocus={index === 0} disabled={settle.isPending} onClick={acts[way]} shortcut={WAY_COMMANDS[index]}>{t(`sync:way.${way}`)}</Button>
        ))}
        <span className="grow meta t3 right">{item.differences.length === 0 ? null : t('sync:keptInTimeline')}</span>
      </div>
    </div>
  )
}

/** Where the two versions came from, in order of time. */
function Ways({ item }: { readonly item: OutboxItemView }): JSX.Element {
  const { t, format } = useText()
  const me = useMe()
  const mine = { key: 'mine', at: item.madeAt, text: t('sync:wayMine', { who: me.name, base: item.base }), dot: 'way-mine' }
  const origin = item.originAt === undefined ? [] : [{ key: 'origin', at: item.originAt, text: t('sync:wayOrigin', { who: item.originBy ?? t('request:system') }), dot: 'way-origin' }]
  const ways = [mine, ...origin].toSorted((one, other) => one.at - other.at)
  return (
    <>
      <h3 className="label-line run-gap">{t('sync:ways')}</h3>
      <ol className="ways">
        {ways.map((way) => <li key={way.key}><i className={way.dot} /><span className="medium">{format.dateTime(way.at)}</span><span className="dense t2">{way.text}</span></li>)}
        <li><i className="way-refused" /><span className="medium">{t('sync:wayRefused')}</span><span className="dense t2">{t('sync:wayRefusedText')}</span></li>
      </ol>
    </>
  )
}
