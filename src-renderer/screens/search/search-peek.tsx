// A look at the chosen result without opening the person: nothing but what the row already carries, so nothing more is read.
import type { JSX } from 'react'
import type { EpochMs } from '../../../src-shared/base/clock'
import type { SearchRow } from '../../../src-shared/contract/search'
import { Button } from '../../components/button'
import { MaskedValue, ProofWord } from '../../components/masked-value'
import { Tag } from '../../components/tag'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { MatchReason } from './match-reason'

export interface SearchPeekProps {
  readonly row: SearchRow
  readonly query: string
  readonly isFirst: boolean
  /** Of an answer of the origin: when it is forgotten. */
  readonly leaseUntil: EpochMs | undefined
  readonly onOpen: () => void
  readonly onNew: () => void
}

export function SearchPeek({ row, query, isFirst, leaseUntil, onOpen, onNew }: SearchPeekProps): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <aside className="search-peek scroll" aria-label={t('search:peek')} tabIndex={0}>
      <div className="row gap12">
        <span className="avatar avatar-neutral avatar-48" aria-hidden="true"><Icon name="user" size={20} /></span>
        <div className="grow">
          <div className="row gap8">
            <h2 className="page-title ellipsis">{row.maskedName}</h2>
            <Tag tone={row.status === 'active' ? 'success' : 'warning'} icon={row.status === 'active' ? 'check' : 'alert'}>{t(`words:account.${row.status}`)}</Tag>
          </div>
          <div className="meta t2">{row.maskedAccountNo}</div>
        </div>
      </div>
      <div className="row gap8 peek-acts">
        <Button kind="primary" onClick={onOpen} shortcut="↵">{t('search:open')}</Button>
        <Button onClick={onNew} shortcut="Ctrl ↵">{t('person:newRequest')}</Button>
      </div>
      <hr className="divider" />
      <h3 className="label-line">{t(isFirst ? 'search:whyFirst' : 'search:whyHere')}</h3>
      <div className="sunken"><MatchReason match={row.match} query={query} /></div>
      <h3 className="label-line">{t('person:identifiers')}</h3>
      <ul className="card">
        {row.identifiers.map((identifier) => (
          <li key={identifier.kind + identifier.masked} className="card-row">
            <span className="grow ellipsis"><MaskedValue kind={identifier.kind} masked={identifier.masked} /></span>
            <ProofWord proof={identifier.proof} />
          </li>
        ))}
        {row.identifiers.length === 0 ? <li className="card-row t2">{t('person:noIdentifiers')}</li> : null}
      </ul>
      <p className="meta t3 row gap8 peek-foot"><Icon name="eyeoff" size={14} />{leaseUntil === undefined ? t('search:peekMasked') : t('search:online.peekOrigin', { time: format.recent(leaseUntil, today) })}</p>
    </aside>
  )
}
