// A failure as people read it: what failed, what is safe, what to do, and one way to try again.
import type { JSX } from 'react'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { Button } from './button'

export interface ErrorStateProps {
  readonly error: DeskError
  readonly onRetry?: () => void
}

/** Fills a pane. */
export function ErrorState({ error, onRetry }: ErrorStateProps): JSX.Element {
  const { t } = useText()
  return (
    <div className="error-state" role="alert">
      <span className="is-error"><Icon name="alert" size={24} /></span>
      <h2 className="section-title">{t(`errors:${error.kind}.title`)}</h2>
      <p className="t2">{t(`errors:${error.kind}.kept`)}</p>
      <p className="t2">{t(`errors:${error.kind}.next`)}</p>
      {onRetry === undefined ? null : <Button icon="refresh" onClick={onRetry}>{t('app:retry')}</Button>}
    </div>
  )
}

/** Stands beside the act that failed. */
export function ErrorNote({ error }: { readonly error: DeskError }): JSX.Element {
  const { t } = useText()
  return (
    <div className="note note-error" role="alert">
      <Icon name="alert" size={14} />
      <div>
        <div className="medium">{t(`errors:${error.kind}.title`)}</div>
        <div>{t(`errors:${error.kind}.kept`)}</div>
        <div>{t(`errors:${error.kind}.next`)}</div>
      </div>
    </div>
  )
}

/** Why an act cannot run now: said before the click. */
export function ReasonLine({ kind }: { readonly kind: DeskErrorKind }): JSX.Element {
  const { t } = useText()
  return (
    <p className="reason-line">
      <Icon name={kind === 'needs-online' ? 'cloudoff' : 'info'} size={14} />
      <span>{t(`errors:${kind}.title`)}{t('app:fullStop')}{t(`errors:${kind}.next`)}</span>
    </p>
  )
}
