// Products that end: each open one with what goes, what stays and why, and the two people it waits for; beside them the former ones with their signed reports.
import { useState, type JSX } from 'react'
import type { EndingBatchView, RetentionView } from '../../../src-shared/contract/retention'
import { isRest } from '../../../src-shared/domain/ending-batch'
import type { EndingLine } from '../../../src-shared/domain/product-ending'
import type { FinalAction } from '../../../src-shared/domain/erasure-plan'
import { rowsDone } from '../../../src-shared/domain/retention-batch'
import { Button } from '../../components/button'
import { Tag, type Tone } from '../../components/tag'
import { useOpenFolder } from '../../components/use-open-folder'
import { useMe } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { useText } from '../../text'
import { AgreedFacts, BatchActs, BatchTag, isOpen } from './batch-parts'
import { EndProductDialog } from './ending-dialog'
import { SaveReport } from './save-report'

const LOOKS: Readonly<Record<FinalAction, { readonly tone: Tone; readonly icon: IconName }>> = {
  delete: { tone: 'error', icon: 'trash' },
  anonymise: { tone: 'violet', icon: 'anon' },
  restrict: { tone: 'teal', icon: 'vault' },
}
const sumOf = (lines: readonly { readonly rows: number }[]): number => lines.reduce((sum, { rows }) => sum + rows, 0)

export function EndingsPart({ view }: { readonly view: RetentionView }): JSX.Element {
  const { t } = useText()
  const open = view.endings.filter(isOpen)
  return (
    <div className="erasure-columns register-columns">
      <section className="register-body scroll" tabIndex={0} aria-label={t('retention:part.products')}>
        <div className="row gap12 ending-head"><p className="dense t2 grow">{t('retention:ending.intro')}</p><ProposeEnding view={view} /></div>
        {open.length === 0 ? <p className="dense t3 ending-none">{t('retention:ending.none')}</p> : open.map((batch) => <OpenEnding key={batch.id} batch={batch} />)}
      </section>
      <FormerEndings view={view} />
    </div>
  )
}

/** An officer's alone; where nothing is left to end, the sentence says so. */
function ProposeEnding({ view }: { readonly view: RetentionView }): JSX.Element | null {
  const { t } = useText()
  const [asking, setAsking] = useState(false)
  if (!useMe().permissions.includes('end-products')) return null
  return (
    <>
      <Button icon="plus" disabled={view.canEnd.length === 0} onClick={() => setAsking(true)}>{t('retention:ending.act')}</Button>
      {asking ? <EndProductDialog products={view.canEnd} today={view.asOf} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

function OpenEnding({ batch }: { readonly batch: EndingBatchView }): JSX.Element {
  const { t, format } = useText()
  const { plan, isDue } = batch
  const product = t(`words:product.${plan.product}`)
  const rows = sumOf(plan.lines)
  return (
    <article className="ending" aria-label={t('retention:ending.open', { product })}>
      <div className="row gap8 wrap">
        <h2 className="section-title">{product}</h2>
        <Tag tone="neutral" icon={plan.reach === 'everyone' ? 'team' : 'user'}>{t(`retention:ending.reach.${plan.reach}`)}</Tag>
        <BatchTag state={batch.state} />
        <span className="grow" />
        <span className="meta t3">{t('retention:ending.asOf', { day: plan.asOf })}</span>
      </div>
      <p className={batch.state === 'approved' ? 'note note-warning' : 'note note-neutral'} role="status"><Icon name={batch.state === 'approved' ? 'clock' : 'info'} size={14} />{standing(batch, t)}</p>
      <LinesTable batch={batch} />
      <p className="meta t3">{t('retention:ending.stays')}</p>
      <EndingFacts batch={batch} />
      <BatchActs
        batch={batch} canAgree={isDue}
        agree={{ title: t('retention:ending.agreeTitle', { product }), what: t('retention:ending.agreeWhat', { product, people: format.number(plan.people), rows: format.number(rows) }) }}
        decline={{ title: t(isRest(batch) ? 'retention:ending.declineRest' : 'retention:ending.declineTitle', { product }), text: t(`retention:ending.declineText.${isRest(batch) ? 'rest' : plan.reach}`) }}
      />
    </article>
  )
}

function standing({ state, plan, isDue }: EndingBatchView, t: ReturnType<typeof useText>['t']): string {
  if (state === 'approved') return t('retention:going')
  if (plan.endsOn !== undefined && !isDue) return t('retention:ending.notYet', { day: plan.endsOn })
  return t(plan.reach === 'everyone' ? 'retention:ending.waits' : 'retention:waits')
}

function LinesTable({ batch }: { readonly batch: EndingBatchView }): JSX.Element {
  const { t, format } = useText()
  const isGoing = batch.state === 'approved'
  if (batch.plan.lines.length === 0) return <p className="dense t3">{t('retention:ending.nothingHeld')}</p>
  return (
    <div className="card plan-table">
      <table className="table">
        <colgroup><col className="retention-category" /><col /><col className="plan-col-rows" /><col className="plan-col-rows" /></colgroup>
        <thead>
          <tr><th scope="col">{t('retention:ending.column.category')}</th><th scope="col">{t('retention:ending.column.action')}</th><th scope="col" className="number">{t('retention:ending.column.rows')}</th><th scope="col" className="number">{t(isGoing ? 'retention:ending.column.done' : 'retention:ending.column.held')}</th></tr>
        </thead>
        <tbody>
          {batch.plan.lines.map((line) => (
            <tr key={line.category}>
              <td className="medium">{t(`words:category.${line.category}`)}</td>
              <td>
                <span className="row gap8 wrap">
                  <Tag tone={LOOKS[line.action].tone} icon={LOOKS[line.action].icon}>{t(`erasure:action.${line.action}`)}</Tag>
                  <KeptByLaw line={line} batch={batch} />
                </span>
              </td>
              <td className="number">{format.number(line.rows)}</td>
              <td className="number">{isGoing ? format.number(rowsDone(batch, line.category)) : line.held === 0 ? <span className="t3">--</span> : format.number(line.held)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function KeptByLaw({ line: { category, kept = 0, releaseOn, ground = '' }, batch }: { readonly line: EndingLine; readonly batch: EndingBatchView }): JSX.Element | null {
  const { t, format, language } = useText()
  if (kept === 0 || releaseOn === undefined) return null
  return <span className="meta t3">{t('retention:ending.keptUntil', { kept: format.number(kept), count: kept, day: releaseOn, provision: batch.provisions[category]?.[language] ?? ground })}</span>
}

function EndingFacts({ batch }: { readonly batch: EndingBatchView }): JSX.Element {
  const { t, format } = useText()
  const { plan, proposed, peopleDone } = batch
  return (
    <dl className="facts register-facts retention-facts">
      {plan.endsOn === undefined ? null : <><dt>{t('retention:ending.endsOn')}</dt><dd>{plan.endsOn}</dd></>}
      <dt>{t('retention:ending.people')}</dt>
      <dd>
        {batch.state === 'approved' && plan.reach === 'everyone' ? t('retention:ending.peopleDone', { done: format.number(peopleDone), people: format.number(plan.people) }) : t('retention:ending.peopleOf', { people: format.number(plan.people), count: plan.people })}
        {plan.withoutAnother === 0 ? null : <span className="meta t3"> · {t('retention:ending.withoutAnother', { people: format.number(plan.withoutAnother), count: plan.withoutAnother })}</span>}
      </dd>
      {proposed === undefined ? null : <><dt>{t('retention:ending.reason')}</dt><dd>{proposed.reason}</dd><dt>{t('retention:ending.told')}</dt><dd>{t(`words:channel.${proposed.told}`)}</dd></>}
      <dt>{t('retention:ending.proposedBy')}</dt><dd>{proposed === undefined ? t('retention:ending.bySchedule') : proposed.name}<span className="meta t3"> {format.dateTime(proposed?.at ?? batch.madeAt)}</span></dd>
      <AgreedFacts agreed={batch.agreed} />
    </dl>
  )
}

function FormerEndings({ view }: { readonly view: RetentionView }): JSX.Element {
  const { t } = useText()
  const openFolder = useOpenFolder()
  const former = view.endings.filter((batch) => !isOpen(batch))
  return (
    <aside className="plan-aside column" aria-label={t('retention:ending.former')}>
      <div className="pane-head"><h2 className="section-title ellipsis">{t('retention:ending.former')}</h2></div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('retention:ending.former')}>
        {former.length === 0 ? <p className="dense t3">{t('retention:ending.formerNone')}</p> : <ul className="card">{former.map((batch) => <FormerEnding key={batch.id} batch={batch} />)}</ul>}
      </div>
      {former.some(({ hasReport }) => hasReport) ? <div className="decision-bar"><Button stretch="yes" onClick={openFolder}>{t('packages:openFolder')}</Button></div> : null}
    </aside>
  )
}

function FormerEnding({ batch }: { readonly batch: EndingBatchView }): JSX.Element {
  const { t, format } = useText()
  const rows = sumOf(batch.done)
  const kept = batch.done.reduce((sum, one) => sum + one.kept, 0)
  return (
    <li className="card-row retention-former">
      <span className="row gap8 between"><span className="medium">{t(`words:product.${batch.plan.product}`)}</span><BatchTag state={batch.state} /></span>
      <span className="meta t3">{t(`retention:ending.reach.${batch.plan.reach}`)} · {batch.plan.endsOn ?? batch.plan.asOf}</span>
      <span className="dense t2">
        {batch.state === 'done' ? t('retention:ending.formerDone', { rows: format.number(rows), count: rows, who: batch.agreed.map(({ name }) => name).join(t('app:listComma')) }) : null}
        {kept === 0 ? null : <span className="meta t3"> · {t('retention:ending.formerKept', { rows: format.number(kept), count: kept })}</span>}
        {batch.state === 'stale' ? t(batch.agreed.length === 2 ? 'retention:formerRestored' : 'retention:ending.formerStale') : null}
        {batch.declined === undefined ? null : <>{batch.declined.reason}<span className="meta t3"> {batch.declined.name} · {format.dateTime(batch.declined.at)}</span></>}
      </span>
      <SaveReport batch={batch} />
    </li>
  )
}
