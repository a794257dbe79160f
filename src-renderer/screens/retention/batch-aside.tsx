// The batch that is open, with the two who stand behind it, and what became of the ones before.
import { useState, type JSX } from 'react'
import type { RetentionBatchView, RetentionView } from '../../../src-shared/contract/retention'
import { rowsDone, type BatchState } from '../../../src-shared/domain/retention-batch'
import { Button } from '../../components/button'
import { Tag, type Tone } from '../../components/tag'
import { useAct, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { useText } from '../../text'
import { AgreeDialog, BatchError, DeclineDialog } from './batch-dialogs'
import { dueRows } from './due-table'

const LOOKS: Readonly<Record<BatchState, { readonly tone: Tone; readonly icon: IconName }>> = {
  proposed: { tone: 'violet', icon: 'usercheck' },
  approved: { tone: 'warning', icon: 'clock' },
  done: { tone: 'success', icon: 'check' },
  declined: { tone: 'neutral', icon: 'x' },
  stale: { tone: 'neutral', icon: 'history' },
}
const isOpen = ({ state }: RetentionBatchView): boolean => state === 'proposed' || state === 'approved'

export function BatchAside({ view }: { readonly view: RetentionView }): JSX.Element {
  const { t } = useText()
  const open = view.batches.find(isOpen)
  const former = view.batches.filter((batch) => !isOpen(batch))
  return (
    <aside className="plan-aside column" aria-label={t('retention:batch')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{t('retention:batch')}</h2><span className="grow" />{open === undefined ? null : <BatchTag state={open.state} />}</div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('retention:batchFacts')}>
        {open === undefined ? <p className="dense t2">{t(dueRows(view) > 0 ? 'retention:noneYet' : 'retention:none')}</p> : <BatchFacts batch={open} />}
        {former.length === 0 ? null : (
          <>
            <h3 className="label-line">{t('retention:former')}</h3>
            <ul className="card">{former.map((batch) => <FormerBatch key={batch.id} batch={batch} />)}</ul>
          </>
        )}
      </div>
      {open === undefined ? <ProposeBar view={view} /> : <BatchActs batch={open} />}
    </aside>
  )
}

function BatchTag({ state }: { readonly state: BatchState }): JSX.Element {
  const { t } = useText()
  return <Tag tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{t(`retention:state.${state}`)}</Tag>
}

function BatchFacts({ batch }: { readonly batch: RetentionBatchView }): JSX.Element {
  const { t, format } = useText()
  return (
    <>
      <p className={batch.state === 'approved' ? 'note note-warning' : 'note note-neutral'} role="status"><Icon name={batch.state === 'approved' ? 'clock' : 'info'} size={14} />{t(batch.state === 'approved' ? 'retention:going' : 'retention:waits')}</p>
      <ul className="card">
        {batch.lines.map((line) => (
          <li key={line.category} className="card-row">
            <span className="grow"><span className="medium">{t(`words:category.${line.category}`)}</span><span className="meta t3"> {t('retention:through', { day: line.through })}</span></span>
            <span className="nowrap">{batch.state === 'approved' ? t('retention:doneOf', { done: format.number(rowsDone(batch, line.category)), rows: format.number(line.rows) }) : t('retention:rows', { rows: format.number(line.rows), count: line.rows })}</span>
          </li>
        ))}
      </ul>
      <dl className="facts register-facts retention-facts">
        <dt>{t('retention:fact.madeAt')}</dt><dd>{format.dateTime(batch.madeAt)}</dd>
        <dt>{t('retention:fact.first')}</dt><dd><Agreed by={batch.agreed[0]} /></dd>
        <dt>{t('retention:fact.second')}</dt><dd><Agreed by={batch.agreed[1]} /></dd>
      </dl>
    </>
  )
}

function Agreed({ by }: { readonly by: RetentionBatchView['agreed'][number] | undefined }): JSX.Element {
  const { t, format } = useText()
  return by === undefined ? <span className="t3">{t('retention:nobody')}</span> : <>{by.name}<span className="meta t3"> {format.dateTime(by.at)}</span></>
}

function FormerBatch({ batch }: { readonly batch: RetentionBatchView }): JSX.Element {
  const { t, format } = useText()
  const rows = batch.done.reduce((sum, one) => sum + one.rows, 0)
  return (
    <li className="card-row retention-former">
      <span className="row gap8 between"><span className="medium">{batch.asOf}</span><BatchTag state={batch.state} /></span>
      <span className="dense t2">
        {batch.state === 'done' ? t('retention:formerDone', { rows: format.number(rows), count: rows, who: batch.agreed.map(({ name }) => name).join(t('app:listComma')) }) : null}
        {batch.state === 'stale' ? t(batch.agreed.length === 2 ? 'retention:formerRestored' : 'retention:formerStale') : null}
        {batch.declined === undefined ? null : <>{batch.declined.reason}<span className="meta t3"> {batch.declined.name} · {format.dateTime(batch.declined.at)}</span></>}
      </span>
    </li>
  )
}

function ProposeBar({ view }: { readonly view: RetentionView }): JSX.Element | null {
  const { t } = useText()
  const propose = useAct('retention.propose')
  if (dueRows(view) === 0) return null
  return (
    <div className="decision-bar">
      {propose.error === null ? null : <BatchError error={propose.error.error} />}
      <Button kind="primary" stretch="yes" disabled={propose.isPending} onClick={() => propose.mutate({})}>{t('retention:propose')}</Button>
    </div>
  )
}

function BatchActs({ batch }: { readonly batch: RetentionBatchView }): JSX.Element | null {
  const { t } = useText()
  const { toast } = useDesk()
  const [asking, setAsking] = useState<'agree' | 'decline'>()
  if (batch.state !== 'proposed') return null
  const close = (): void => setAsking(undefined)
  return (
    <div className="decision-bar">
      {batch.agreedByMe ? <p className="meta t2 row gap6"><Icon name="usercheck" size={14} />{t('retention:anotherNeeded')}</p> : null}
      <div className="row gap8 register-acts">
        <Button onClick={() => setAsking('decline')}>{t('retention:decline.act')}</Button>
        <Button kind="primary" stretch="yes" disabled={batch.agreedByMe} onClick={() => setAsking('agree')}>{t('retention:agree.act')}</Button>
      </div>
      {asking === 'agree' ? <AgreeDialog batch={batch} onDone={(outcome) => { toast.getState().show(t(`retention:told.${outcome}`)); close() }} onClose={close} /> : null}
      {asking === 'decline' ? <DeclineDialog batch={batch} onClose={close} /> : null}
    </div>
  )
}
