// What is taken out of the package before it is handed over: what was found, what somebody chose, and the reason of each.
import { Select } from 'antd'
import { useId, useState, type JSX, type ReactNode } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { RedactionReview, ReviewItem } from '../../../src-shared/contract/package'
import { PARTS_OF, REDACTION_REASONS, spotKey, type Finding, type RedactionReason } from '../../../src-shared/domain/redactions'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { Tag } from '../../components/tag'
import { useAct, useAsk } from '../../desk-context'
import { useText } from '../../text'

export function RedactionsPart({ requestId }: { readonly requestId: RequestId }): JSX.Element {
  const { t } = useText()
  const review = useAsk('package.review', { requestId })
  return (
    <section className="package-make redactions" aria-label={t('packages:redact.title')}>
      <h2 className="section-title">{t('packages:redact.title')}</h2>
      <p className="dense t2">{t('packages:redact.lead')}</p>
      <Answered query={review} rowHeight={52}>{(value) => <Review requestId={requestId} review={value} />}</Answered>
    </section>
  )
}

function Review({ requestId, review }: { readonly requestId: RequestId; readonly review: RedactionReview }): JSX.Element {
  const { t, format } = useText()
  const { items, rows, rowsInAll, counts } = review
  const ofReason = (reason: RedactionReason): number => counts.filter((one) => one.reason === reason).reduce((sum, { count }) => sum + count, 0)
  const reasons = REDACTION_REASONS.filter((reason) => ofReason(reason) > 0)
  const names = reasons.map((reason) => t('packages:redact.reasonCount', { reason: t(`packages:redact.reason.${reason}`), count: ofReason(reason) })).join(t('app:comma'))
  return (
    <>
      <p className="medium" data-testid="redaction-counts" role="status">
        {counts.length === 0 ? t('packages:redact.none') : t('packages:redact.total', { count: counts.reduce((sum, { count }) => sum + count, 0), reasons: names })}
      </p>
      <ItemList requestId={requestId} items={items} />
      <h3 className="label-line">{t('packages:redact.rows')}</h3>
      {rowsInAll <= rows.length ? null : <p className="meta t3">{t('packages:redact.rowsMore', { shown: format.number(rows.length), total: format.number(rowsInAll) })}</p>}
      <ItemList requestId={requestId} items={rows} />
      <FindRows requestId={requestId} />
    </>
  )
}

function ItemList({ requestId, items }: { readonly requestId: RequestId; readonly items: readonly ReviewItem[] }): JSX.Element | null {
  return items.length === 0 ? null : <ul className="card">{items.map((item) => <Item key={spotKey(item.spot)} requestId={requestId} item={item} />)}</ul>
}

interface ItemProps {
  readonly requestId: RequestId
  readonly item: ReviewItem
}

function Item({ requestId, item }: ItemProps): JSX.Element {
  const { t, format } = useText()
  const { spot, caseNo, at, findings, chosen } = item
  return (
    <li className="redaction-item">
      <div className="row between gap8 wrap">
        <span className="meta t3">{t(`packages:redact.place.${spot.place}`, { caseNo: caseNo ?? '' })} · {format.dateTime(at)}</span>
        {chosen === undefined ? null : <Tag tone="warning" icon="lock">{t(`packages:redact.chosen.${chosen.part}`, { reason: t(`packages:redact.reason.${chosen.reason}`), name: chosen.by.name })}</Tag>}
      </div>
      <p className={chosen === undefined ? 'redaction-text selectable' : 'redaction-text selectable is-withheld'}><Marked item={item} /></p>
      {chosen === undefined ? findings.map((finding) => <FindingLine key={`${String(finding.from)} ${finding.kind}`} requestId={requestId} item={item} finding={finding} />) : null}
      <Choice requestId={requestId} item={item} />
    </li>
  )
}

/** As text and nothing else: what stands between two findings, and each finding in a mark. */
function Marked({ item: { text, findings } }: { readonly item: ReviewItem }): ReactNode {
  const starts = [0, ...findings.map(({ to }) => to)]
  return starts.map((from, at) => {
    const finding = findings[at]
    return <span key={from}>{text.slice(from, finding?.from)}{finding === undefined ? null : finding.stays ? text.slice(finding.from, finding.to) : <mark>{text.slice(finding.from, finding.to)}</mark>}</span>
  })
}

function FindingLine({ requestId, item, finding }: ItemProps & { readonly finding: Finding }): JSX.Element {
  const { t } = useText()
  const settle = useAct('package.settleFinding')
  const { kind, from, to, stays } = finding
  const text = item.text.slice(from, to)
  return (
    <div className="row between gap8 wrap">
      <span className="dense">{t(stays ? 'packages:redact.stays' : 'packages:redact.found', { text })}</span>
      <Button size="small" kind="quiet" disabled={settle.isPending} onClick={() => settle.mutate({ requestId, finding: { spot: item.spot, kind, from, to, words: text }, as: stays ? 'redacted' : 'own' })}>
        {t(stays ? 'packages:redact.notOwn' : 'packages:redact.own')}
      </Button>
      {settle.error === null ? null : <ErrorNote error={settle.error.error} />}
    </div>
  )
}

function Choice({ requestId, item: { spot, chosen } }: ItemProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  const redact = useAct('package.redact')
  const putBack = useAct('package.unredact')
  const [reason, setReason] = useState<RedactionReason>('other-person')
  const error = redact.error ?? putBack.error
  return (
    <div className="row gap8 wrap redaction-choice">
      {chosen === undefined ? (
        <>
          <Select id={id} size="small" aria-label={t('packages:redact.reasonLabel')} value={reason} onChange={setReason} popupMatchSelectWidth={false} options={REDACTION_REASONS.map((value) => ({ value, label: t(`packages:redact.reason.${value}`) }))} />
          {PARTS_OF[spot.place].map((part) => <Button key={part} size="small" disabled={redact.isPending} onClick={() => redact.mutate({ requestId, spot, part, reason })}>{t(`packages:redact.${part}`)}</Button>)}
        </>
      ) : <Button size="small" disabled={putBack.isPending} onClick={() => putBack.mutate({ requestId, spot })}>{t('packages:redact.undo')}</Button>}
      {error === null ? null : <ErrorNote error={error.error} />}
    </div>
  )
}

function FindRows({ requestId }: { readonly requestId: RequestId }): JSX.Element {
  const { t } = useText()
  const [typed, setTyped] = useState('')
  const [wanted, setWanted] = useState('')
  const found = useAsk('package.findRows', { requestId, text: wanted }, { enabled: wanted !== '' })
  return (
    <>
      <form onSubmit={(event) => { event.preventDefault(); setWanted(typed.trim()) }}>
        <Field label={t('packages:redact.find')} hint={t('packages:redact.findHint')}>
          {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </form>
      {wanted === '' ? null : <Answered query={found} rowHeight={52}>{(items) => (items.length === 0 ? <p className="dense t2">{t('packages:redact.noRows')}</p> : <ItemList requestId={requestId} items={items} />)}</Answered>}
    </>
  )
}
