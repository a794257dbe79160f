// What stands around the list: the strip of today's figures, the toolbar, the foot with its legend and keys.
import type { JSX, ReactNode } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { QueueView } from '../../../src-shared/contract/queue'
import type { Freshness } from '../../../src-shared/contract/views'
import { Button, CommandCap } from '../../components/button'
import { ClockSentence } from '../../components/clock'
import { FreshnessLine } from '../../components/freshness-line'
import { SendMarkShape } from '../../components/queue-grid'
import { useAsk, useDesk, useGo } from '../../desk-context'
import { useText } from '../../text'
import type { BulkKind } from './bulk-dialog'

interface QueueStripProps {
  readonly view: QueueView
  readonly onOpen: (id: RequestId) => void
}

export function QueueStrip({ view, onOpen }: QueueStripProps): JSX.Element {
  const { t, format } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const counts = useAsk('queue.counts', {}, { former: 'keep' }).data
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  const next = useAsk('queue.list', { view: 'mine', limit: 1 }, { former: 'keep' }).data?.rows[0]
  const open = (): void => {
    if (next === undefined) return
    if (view === 'mine') onOpen(next.id)
    else {
      selection.getState().selectRequest('mine', next.id)
      go({ screen: 'queue', view: 'mine' })
    }
  }
  const figure = (value: number | undefined): string => (value === undefined ? '--' : format.number(value))
  return (
    <div className="strip">
      <div>
        <div className="meta t3">{t('queue:strip.next')}</div>
        {next === undefined ? <div className="dense t2">{t('queue:empty.mine')}</div> : (
          <>
            <div className="row gap8 between">
              <span className="nowrap ellipsis" title={`${next.caseNo} ${t(`words:right.${next.right}`)}`}><span className="medium">{next.caseNo}</span><span className="t2 strip-right">{t(`words:right.${next.right}`)}</span></span>
              <Button size="small" onClick={open}>{t('queue:strip.open')}</Button>
            </div>
            <div className="meta"><ClockSentence clock={next.clock} form="row" /></div>
          </>
        )}
      </div>
      <StripFigure label={t('queue:view.due-today')} value={figure(counts?.views['due-today'])} note={t('queue:strip.overdue', { count: counts?.views.overdue ?? 0 })} />
      <StripFigure label={t('queue:view.to-verify')} value={figure(counts?.views['to-verify'])} note={t('queue:strip.toApprove', { count: counts?.views['to-approve'] ?? 0 })} />
      <StripFigure label={t('app:nav.toSend')} value={figure(sync?.toSend)} note={t('queue:strip.refused', { count: sync?.refused ?? 0 })} />
    </div>
  )
}

function StripFigure({ label, value, note }: { readonly label: string; readonly value: string; readonly note: ReactNode }): JSX.Element {
  return (
    <div>
      <div className="meta t3 nowrap ellipsis">{label}</div>
      <div className="figure">{value}</div>
      <div className="meta t3 nowrap ellipsis">{note}</div>
    </div>
  )
}

interface QueueToolbarProps {
  readonly view: QueueView
  readonly total: number
  readonly freshness: Freshness | undefined
}

export function QueueToolbar({ view, total, freshness }: QueueToolbarProps): JSX.Element {
  const { t, format } = useText()
  return (
    <div className="toolbar">
      <h1 className="section-title nowrap">{t(`queue:view.${view}`)}</h1>
      <span className="t3">{format.number(total)}</span>
      <span className="grow" />
      {freshness === undefined ? null : <FreshnessLine freshness={freshness} />}
    </div>
  )
}

/** In the place of the foot while requests are picked out. */
export function BulkFoot({ count, onAct, onClear }: { readonly count: number; readonly onAct: (kind: BulkKind | 'macro') => void; readonly onClear: () => void }): JSX.Element {
  const { t } = useText()
  return (
    <div className="pane-foot bulk-foot" role="group" aria-label={t('queue:bulk.label')}>
      <span className="medium" role="status">{t('queue:bulk.count', { count })}</span>
      <span className="grow" />
      <Button size="small" onClick={() => onAct('take')}>{t('queue:bulk.take.verb')}</Button>
      <Button size="small" shortcut="assign" onClick={() => onAct('assign')}>{t('queue:bulk.assign.verb')}</Button>
      <Button size="small" shortcut="snooze" onClick={() => onAct('snooze')}>{t('queue:bulk.snooze.verb')}</Button>
      <Button size="small" shortcut="macro" onClick={() => onAct('macro')}>{t('macro:verb')}</Button>
      <Button size="small" kind="quiet" onClick={onClear}>{t('queue:bulk.clear')}</Button>
    </div>
  )
}

export function QueueFoot({ total }: { readonly total: number }): JSX.Element {
  const { t } = useText()
  return (
    <div className="pane-foot meta t3">
      <span>{t('queue:foot.total', { count: total })}</span>
      <span className="row gap4" aria-hidden="true"><SendMarkShape mark="to-send" />{t('words:mark.to-send')}</span>
      <span className="row gap4" aria-hidden="true"><SendMarkShape mark="refused" />{t('words:mark.refused')}</span>
      <span className="row gap4" aria-hidden="true"><SendMarkShape mark="conflict" />{t('words:mark.conflict')}</span>
      <span className="grow" />
      <span className="row gap6 foot-key"><CommandCap of="next" /><CommandCap of="previous" />{t('queue:foot.move')}</span>
      <span className="row gap6 foot-key"><CommandCap of="decide" />{t('queue:foot.decide')}</span>
      <span className="row gap6 foot-key"><CommandCap of="macro" />{t('macro:verb')}</span>
      <span className="row gap6"><CommandCap of="help" />{t('queue:foot.keys')}</span>
    </div>
  )
}
