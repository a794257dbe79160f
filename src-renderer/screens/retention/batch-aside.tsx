// The batch that is open, with the two who stand behind it, and what became of the ones before.
import type { JSX } from 'react'
import type { RetentionBatchView, RetentionView } from '../../../src-shared/contract/retention'
import { rowsDone } from '../../../src-shared/domain/retention-batch'
import { Button } from '../../components/button'
import { useAct, useMe } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { BatchError } from './batch-dialogs'
import { AgreedFacts, BatchActs, BatchTag, isOpen } from './batch-parts'
import { dueRows } from './due-table'
import { SaveReport } from './save-report'

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
      {open === undefined ? <ProposeBar view={view} /> : <ScheduleActs batch={open} />}
    </aside>
  )
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
        <AgreedFacts agreed={batch.agreed} />
      </dl>
    </>
  )
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
      <SaveReport batch={batch} />
    </li>
  )
}

function ProposeBar({ view }: { readonly view: RetentionView }): JSX.Element | null {
  const { t } = useText()
  const propose = useAct('retention.propose')
  const mayPropose = useMe().permissions.includes('approve-erasure')
  if (!mayPropose || dueRows(view) === 0) return null
  return (
    <div className="decision-bar">
      {propose.error === null ? null : <BatchError error={propose.error.error} />}
      <Button kind="primary" stretch="yes" disabled={propose.isPending} onClick={() => propose.mutate({})}>{t('retention:propose')}</Button>
    </div>
  )
}

function ScheduleActs({ batch }: { readonly batch: RetentionBatchView }): JSX.Element | null {
  const { t, format } = useText()
  const mayAgree = useMe().permissions.includes('approve-erasure')
  if (!mayAgree || batch.state !== 'proposed') return null
  const rows = batch.lines.reduce((sum, line) => sum + line.rows, 0)
  const what = t('retention:agree.what', { rows: format.number(rows), count: rows, categories: batch.lines.map(({ category }) => t(`words:category.${category}`)).join(t('app:listComma')) })
  return (
    <div className="decision-bar">
      <BatchActs batch={batch} agree={{ title: t('retention:agree.title'), what }} decline={{ title: t('retention:decline.title'), text: t('retention:decline.text') }} />
    </div>
  )
}
