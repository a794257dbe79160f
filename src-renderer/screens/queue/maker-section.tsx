// Who asks for the person, what they have to show, what was seen of it and by whom; each ticked off and taken back from here.
import { useState, type JSX } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import type { EvidenceKind } from '../../../src-shared/domain/vocabulary'
import { Button } from '../../components/button'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { Section } from './request-sections'
import { RetractEvidenceDialog } from './retract-evidence-dialog'
import { SeeEvidenceDialog } from './see-evidence-dialog'

type MadeBy = NonNullable<RequestView['madeBy']>

export function MakerSection({ request }: { readonly request: RequestView }): JSX.Element | null {
  return request.madeBy === undefined ? null : <Maker request={request} madeBy={request.madeBy} />
}

function Maker({ request, madeBy }: { readonly request: RequestView; readonly madeBy: MadeBy }): JSX.Element {
  const { t } = useText()
  const [seeing, setSeeing] = useState<EvidenceKind>()
  const [retracting, setRetracting] = useState<EvidenceKind>()
  const canAct = request.acts.evidence === 'possible'
  const missing = madeBy.evidence.filter((item) => item.seen === undefined)
  const [first] = missing
  useKeys({ evidence: canAct && first !== undefined ? () => setSeeing(first.kind) : undefined })
  const isOpen = request.row.clock.phase !== 'closed'
  return (
    <Section icon="team" title={t('intake:maker.title')} end={missing.length === 0 ? t('intake:maker.complete') : t('intake:maker.missing', { count: missing.length })}>
      <p className="dense medium">{t('intake:maker.onBehalf', { kind: t(`intake:representative.${madeBy.kind}`), name: request.row.maskedName })}</p>
      <dl className="facts">
        <dt>{t('intake:maker.name')}</dt><dd>{madeBy.name}</dd>
        <dt>{t('intake:maker.relation')}</dt><dd>{madeBy.relation}</dd>
        <dt>{t('intake:maker.contact')}</dt><dd>{madeBy.contact}</dd>
      </dl>
      <ul className="card asked-purposes" aria-label={t('intake:maker.evidence')}>
        {madeBy.evidence.map((item) => (
          <EvidenceLine key={item.kind} item={item} shortcut={item === first ? 'evidence' : undefined} canAct={canAct} onSee={() => setSeeing(item.kind)} onRetract={() => setRetracting(item.kind)} />
        ))}
      </ul>
      {missing.length > 0 && isOpen ? <p className="note note-warning asked-purposes"><Icon name="alert" size={14} /><span>{t('intake:maker.blocked')}</span></p> : null}
      {seeing === undefined ? null : <SeeEvidenceDialog request={request} evidence={seeing} onClose={() => setSeeing(undefined)} />}
      {retracting === undefined ? null : <RetractEvidenceDialog request={request} evidence={retracting} onClose={() => setRetracting(undefined)} />}
    </Section>
  )
}

interface EvidenceLineProps {
  readonly item: MadeBy['evidence'][number]
  /** Of the first that is missing. */
  readonly shortcut: 'evidence' | undefined
  readonly canAct: boolean
  readonly onSee: () => void
  readonly onRetract: () => void
}

function EvidenceLine({ item, shortcut, canAct, onSee, onRetract }: EvidenceLineProps): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  const { kind, seen } = item
  const evidence = t(`intake:evidence.${kind}`)
  return (
    <li className="card-row evidence-line">
      <span className="grow">
        <span className="row gap8">
          <span>{evidence}</span>
          <span className={`proof-word ${seen === undefined ? 'is-warning' : 'is-success'}`}>
            <StateShape shape={seen === undefined ? 'dashed' : 'check'} />{t(seen === undefined ? 'intake:maker.isMissing' : 'intake:maker.seen')}
          </span>
        </span>
        {seen === undefined ? null : <span className="meta t3">{[...(seen.what === '' ? [] : [seen.what]), seen.by.name, format.recent(seen.at, today)].join(' · ')}</span>}
      </span>
      {!canAct ? null : seen === undefined
        ? <Button size="small" shortcut={shortcut} aria-label={t('intake:maker.seeOf', { evidence })} onClick={onSee}>{t('intake:maker.see')}</Button>
        : <Button size="small" kind="quiet" aria-label={t('intake:maker.retractOf', { evidence })} onClick={onRetract}>{t('intake:maker.retract')}</Button>}
    </li>
  )
}
