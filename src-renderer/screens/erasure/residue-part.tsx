// The residue check on this desk: every place where bytes can survive, in every encoding, with its hits.
import type { CSSProperties, JSX } from 'react'
import type { ErasureView, ResidueView } from '../../../src-shared/contract/erasure'
import { EmptyState } from '../../components/empty-state'
import { Tag } from '../../components/tag'
import { openWord } from '../../components/words'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export function ResiduePart({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format } = useText()
  const { residue } = erasure
  return (
    <section className="run-residue scroll" tabIndex={0} aria-label={t('erasure:residue')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('erasure:residue')}</h2>
        {residue === undefined ? null : <span className="meta t3">{t('erasure:checkedAt', { time: format.dateTime(residue.checkedAt) })}</span>}
      </div>
      {residue === undefined ? <EmptyState sentence={t(erasure.purge === undefined ? 'erasure:residueNone' : 'erasure:residueWaits')} /> : <ResidueGrid residue={residue} />}
      <h3 className="label-line run-gap">{t('erasure:outOfReach')}</h3>
      <ul className="card">
        {(['shadow', 'paper', 'delivered', 'backup'] as const).map((place) => (
          <li key={place} className="card-row"><span className="nowrap">{t(`erasure:unreachable.${place}.name`)}</span><span className="grow right t2">{t(`erasure:unreachable.${place}.text`)}</span></li>
        ))}
      </ul>
    </section>
  )
}

function ResidueGrid({ residue }: { readonly residue: ResidueView }): JSX.Element {
  const { t, format } = useText()
  const cells = residue.places.length * residue.encodings
  const unread = residue.places.reduce((sum, place) => sum + (place.unread ?? 0), 0)
  const columns: CSSProperties = { gridTemplateColumns: `minmax(96px, 1.6fr) repeat(${residue.encodings}, minmax(0, 33px)) 72px 44px` }
  return (
    <>
      <ResidueResult residue={residue} cells={cells} />
      <div className="residue-grid" role="table" aria-label={t('erasure:residue')}>
        <div role="row" className="residue-row meta t3" style={columns}>
          <span role="columnheader">{t('erasure:place')}</span>
          <span role="columnheader" style={{ gridColumn: `span ${residue.encodings}` }}>{t('erasure:encodings', { count: residue.encodings })}</span>
          <span role="columnheader" className="right">{t('erasure:read')}</span>
          <span role="columnheader" className="right">{t('erasure:hits')}</span>
        </div>
        {residue.places.map((place) => <ResidueRow key={place.place} place={place} encodings={residue.encodings} columns={columns} />)}
      </div>
      <dl className="residue-figures">
        <div><dd className="section-title">{format.number(residue.needles)}</dd><dt className="meta t3">{t('erasure:needles')}</dt></div>
        <div><dd className="section-title">{format.number(residue.encodings)}</dd><dt className="meta t3">{t('erasure:encodingsWord')}</dt></div>
        <div><dd className="section-title">{format.number(cells)}</dd><dt className="meta t3">{t('erasure:cells')}</dt></div>
        <div><dd className="section-title">{format.number(residue.hits)}</dd><dt className="meta t3">{t('erasure:hits')}</dt></div>
      </dl>
      {residue.notDistinctive === 0 ? null : <p className="meta t3">{t('erasure:notDistinctive', { count: residue.notDistinctive })}</p>}
      {unread === 0 ? null : <p className="meta t3">{t('erasure:unread', { count: unread })}</p>}
    </>
  )
}

/** No hit is a result only where something was searched for; without a needle the line is neutral. */
function ResidueResult({ residue, cells }: { readonly residue: ResidueView; readonly cells: number }): JSX.Element {
  const { t } = useText()
  if (residue.hits > 0) return <div className="residue-result is-error" role="status"><StateShape shape="bang" />{t('erasure:residueFound', { count: residue.hits })}</div>
  if (residue.needles === 0) return <div className="residue-result t2" role="status"><StateShape shape="dashed" />{t('erasure:nothingToSearch')}</div>
  return <div className="residue-result is-success" role="status"><StateShape shape="check" />{t('erasure:noResidue', { count: cells })}</div>
}

interface ResidueRowProps {
  readonly place: ResidueView['places'][number]
  readonly encodings: number
  readonly columns: CSSProperties
}

/** Hits are known per place, so a place with hits shows no single cell as clean. */
function ResidueRow({ place, encodings, columns }: ResidueRowProps): JSX.Element {
  const { t, format } = useText()
  const isClean = place.hits === 0
  return (
    <div role="row" className="residue-row" style={columns}>
      <span role="cell" className="ellipsis dense" title={openWord(t, 'place', place.place)}>{openWord(t, 'place', place.place)}</span>
      <span role="cell" className="residue-cells" style={{ gridColumn: `span ${encodings}`, gridTemplateColumns: `repeat(${encodings}, minmax(0, 1fr))` }}>
        <span className="visually-hidden">{t(isClean ? 'erasure:clean' : 'erasure:notClean')}</span>
        {Array.from({ length: encodings }, (_, cell) => (
          <i key={cell} className={isClean ? 'residue-cell residue-clean' : 'residue-cell residue-hit'} aria-hidden="true">{isClean ? <Icon name="check" size={12} /> : null}</i>
        ))}
      </span>
      <span role="cell" className="right meta t3">{format.bytes(place.bytes)}</span>
      <span role="cell" className={isClean ? 'right medium is-success' : 'right medium is-error'}>{format.number(place.hits)}</span>
    </div>
  )
}

export function CertificateState({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  return erasure.certificate === undefined
    ? <Tag tone="warning" icon="clock">{t('erasure:certificateWaits')}</Tag>
    : <Tag tone="success" icon="check">{t('erasure:certificateThere')}</Tag>
}
