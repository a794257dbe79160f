// A masked identifier: shown with its kind's icon, and said so that a screen reader does not read stars.
import type { JSX, ReactNode } from 'react'
import type { IdentifierKind, Proof } from '../../src-shared/domain/vocabulary'
import { Icon } from '../icons/icon'
import { StateShape } from '../icons/state-shape'
import { useText } from '../text'

export interface MaskedValueProps {
  readonly kind: IdentifierKind
  readonly masked: string
  /** Stands in its place while it is revealed. */
  readonly shown?: ReactNode
}

export function MaskedValue({ kind, masked, shown }: MaskedValueProps): JSX.Element {
  const { t } = useText()
  const tail = kind === 'mobile' ? masked.slice(-4) : masked.slice(masked.lastIndexOf('@'))
  return (
    <span className="masked-value">
      <Icon name={kind === 'mobile' ? 'phone' : 'mail'} size={14} />
      {shown ?? (
        <>
          <span className="visually-hidden">{t(`words:maskedSaid.${kind}`, { tail })}</span>
          <span aria-hidden="true" className="ellipsis">{masked}</span>
        </>
      )}
    </span>
  )
}

/** Whether registration proved the identifier; in words, with its shape. */
export function ProofWord({ proof }: { readonly proof: Proof }): JSX.Element {
  const { t } = useText()
  const isProved = proof === 'proved'
  return (
    <span className={`proof-word ${isProved ? 'is-success' : 'is-warning'}`}>
      <StateShape shape={isProved ? 'check' : 'dashed'} />
      {t(`words:proof.${proof}`)}
    </span>
  )
}
