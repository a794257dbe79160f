// One item that the origin refused: who changed what, both versions side by side, and the two ways on.
import type { JSX } from 'react'
import type { OutboxItemView } from '../../../src-shared/contract/sync'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { useAct, useMe } from '../../desk-context'
import { useKeys } from '../../keyboard/use-keys'
import { useText, type Text } from '../../text'
import { DiffTable, differenceText } from './diff-table'

export interface RefusedItemProps {
  readonly item: OutboxItemView
  readonly onSettled: () => void
}

/** Who changed it to what, and what did not happen; without a decision in question, what the origin said. */
function headline(text: Text, item: OutboxItemView): string {
  const { t } = text
  const main = item.differences.find((difference) => difference.field === 'outcome') ?? item.differences.find((difference) => difference.field === 'state')
  if (main?.origin === undefined || main.mine === undefined || item.originBy === undefined) {
    return item.rejection === undefined ? t('sync:refused') : t(`rejections:${item.rejection}.title`)
  }
  return t('sync:conflictHeadline', { who: item.originBy, theirs: differenceText(text, main.field, main.origin), mine: differenceText(text, main.field, main.mine) })
}

export function RefusedItem({ item, onSettled }: RefusedItemProps): JSX.Element {
  const text = useText()
  const { t } = text
  const settle = useAct('sync.settle')
  const act = (choice: 'take-origin' | 'resubmit') => (): void => settle.mutate({ mid: item.mid, choice }, { onSuccess: onSettled })
  useKeys({ Digit1: act('take-origin'), Digit2: act('resubmit') }, { enabled: !settle.isPending })
  const isConflict = item.rejection === 'version_conflict'
  return (
    <section className="column grow" aria-label={t('sync:item')}>
      <div className="sync-detail scroll grow" tabIndex={0} role="region" aria-label={t('sync:item')}>
        <div className="row gap8 meta t3">
          <Tag tone={isConflict ? 'warning' : 'error'} icon={isConflict ? 'swap' : 'alert'}>{t(isConflict ? 'words:mark.conflict' : 'words:mark.refused')}</Tag>
          <span>{item.caseNo}</span>
        </div>
        <h2 className="page-title">{headline(text, item)}</h2>
        {item.rejection === undefined ? null : <p className="t2">{t(`rejections:${item.rejection}.kept`)} {t(`rejections:${item.rejection}.next`)}</p>}
        <DiffTable item={item} />
        <Ways item={item} />
      </div>
      <div className="decision-bar">
        {settle.error === null ? null : <ErrorNote error={settle.error.error} />}
        <div className="row gap8">
          {/* The safe choice has the focus: nothing of ours is lost by taking the origin's version. */}
          <Button kind="primary" autoFocus disabled={settle.isPending} onClick={act('take-origin')} shortcut="1">{t('sync:takeOrigin')}</Button>
          <Button disabled={settle.isPending} onClick={act('resubmit')} shortcut="2">{t('sync:resubmit')}</Button>
          <span className="grow meta t3 right">{t('sync:keptInTimeline')}</span>
        </div>
      </div>
    </section>
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
