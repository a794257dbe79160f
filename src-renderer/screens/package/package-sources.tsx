// What the package will hold: each category with its source and count, and the coverage statement that goes with it.
import type { JSX } from 'react'
import type { PackagePreview } from '../../../src-shared/contract/package'
import type { TextKey } from '../../../src-shared/text/locales'
import { Button } from '../../components/button'
import { FreshnessLine } from '../../components/freshness-line'
import { openWord } from '../../components/words'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

type Source = PackagePreview['categories'][number]

/** Names in the archive, the same in both languages. */
const INSIDE: readonly { readonly name: string; readonly text: TextKey }[] = [
  { name: 'index.html', text: 'packages:insideHtml' },
  { name: 'data/', text: 'packages:insideData' },
  { name: 'manifest.json', text: 'packages:insideManifest' },
]

export interface SourcesColumnProps {
  readonly preview: PackagePreview
  readonly onRetry: () => void
}

export function SourcesColumn({ preview, onRetry }: SourcesColumnProps): JSX.Element {
  const { t } = useText()
  const missing = preview.categories.filter((source) => source.source === 'missing').length
  return (
    <section className="package-sources scroll" tabIndex={0} aria-label={t('packages:collect')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('packages:collect')}</h2>
        <span className="meta t3">{t('packages:sourceCount', { count: preview.categories.length, missing })}</span>
      </div>
      <ul>{preview.categories.map((source) => <SourceLine key={`${source.category}-${source.system}`} source={source} />)}</ul>
      {missing === 0 ? null : <Button size="small" stretch="yes" icon="refresh" onClick={onRetry}>{t('packages:retryMissing')}</Button>}
    </section>
  )
}

function SourceLine({ source }: { readonly source: Source }): JSX.Element {
  const { t, format } = useText()
  const isMissing = source.source === 'missing'
  return (
    <li className="source-line">
      <span className={isMissing ? 'is-error' : 'is-success'}><StateShape shape={isMissing ? 'bang' : 'check'} /></span>
      <span className="grow">
        <span className="ellipsis source-name">{t(`words:category.${source.category}`)}</span>
        <span className={isMissing ? 'meta is-error' : 'meta t3'}>{isMissing ? t('packages:noAnswer') : `${t(`packages:source.${source.source}`)} · ${openWord(t, 'system', source.system)}`}</span>
      </span>
      <span className={isMissing ? 't3' : 't2'}>{isMissing ? '--' : format.number(source.rows)}</span>
    </li>
  )
}

export function CoverageColumn({ preview }: { readonly preview: PackagePreview }): JSX.Element {
  const { t, format } = useText()
  const answered = preview.categories.filter((source) => source.source !== 'missing')
  const missing = preview.categories.filter((source) => source.source === 'missing')
  const rows = answered.reduce((sum, source) => sum + source.rows, 0)
  return (
    <aside className="package-side scroll" tabIndex={0} aria-label={t('packages:summary')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('packages:summary')}</h2>
        <FreshnessLine freshness={preview.freshness} />
      </div>
      <h3 className="label-line">{t('packages:coverage')}</h3>
      <p className="dense t2">{t('packages:coverageText', { asked: preview.categories.length, answered: answered.length, rows: format.number(rows) })}</p>
      {missing.length === 0 ? null : <p className="dense t2">{t('packages:coverageMissing', { names: missing.map((source) => t(`words:category.${source.category}`)).join(t('app:comma')) })}</p>}
      <h3 className="label-line">{t('packages:inside')}</h3>
      <ul className="card">
        {INSIDE.map((part) => <li key={part.name} className="card-row"><span className="grow">{part.name}</span><span className="meta t3">{t(part.text)}</span></li>)}
      </ul>
      <h3 className="label-line">{t('packages:protection')}</h3>
      <dl className="facts">
        <dt>{t('packages:cipher')}</dt><dd>{t('packages:cipherValue')}</dd>
        <dt>{t('packages:passphrase')}</dt><dd>{t('packages:passphraseValue')}</dd>
        <dt>{t('packages:offline')}</dt><dd>{t('packages:offlineValue')}</dd>
      </dl>
    </aside>
  )
}
