// A masked value that can be shown: the mask, a button beside it, the reason, and then the value for half a minute with a ring that runs out.
import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react'
import type { SubjectId } from '../../src-shared/base/ids'
import type { RevealField } from '../../src-shared/contract/reveal'
import { ACCESS_LIMITS } from '../../src-shared/domain/access-limits'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import { useMe } from '../desk-context'
import { useKeys } from '../keyboard/use-keys'
import { useText } from '../text'
import { IconButton } from './button'
import { RevealDialog } from './reveal-dialog'
import { useRevealed, type Revealed } from './use-revealed'

export interface RevealableProps {
  readonly subjectId: SubjectId
  readonly field: RevealField
  readonly kind: 'name' | 'account' | IdentifierKind
  /** Of a page with several: the one that the key shows. */
  readonly byKey?: 'yes' | 'no'
  /** How it stands there, masked (undefined) or shown. */
  readonly children: (value: ReactNode | undefined) => ReactNode
}

export function Revealable({ subjectId, field, kind, byKey = 'no', children }: RevealableProps): JSX.Element {
  const { t } = useText()
  const may = useMe().permissions.includes('reveal')
  const [isAsking, setAsking] = useState(false)
  const { revealed, show, hide } = useRevealed()
  const what = t(`reveal:field.${kind}`)
  const isShown = revealed !== undefined
  // Another value of the same place, or somebody else's: what was shown is not theirs.
  const about = `${subjectId} ${JSON.stringify(field)}`
  useEffect(() => hide, [about, hide])
  const button = useRef<HTMLButtonElement>(null)
  // The dialog is gone: whoever goes on by keys stands beside the value, at what masks it again.
  useEffect(() => {
    if (isShown) button.current?.focus()
  }, [isShown])
  const toggle = (): void => (isShown ? hide() : setAsking(true))
  useKeys({ reveal: toggle }, { enabled: may && byKey === 'yes' })
  return (
    <span className="revealable">
      {children(revealed && <RevealedValue revealed={revealed} />)}
      {may ? <IconButton ref={button} size="small" icon={isShown ? 'eyeoff' : 'eye'} label={t(isShown ? 'reveal:hide' : 'reveal:act', { what })} onClick={toggle} /> : null}
      <span role="status" className="visually-hidden">{isShown ? t('reveal:shown', { what, count: SECONDS }) : ''}</span>
      {isAsking ? <RevealDialog subjectId={subjectId} field={field} what={what} onShow={show} onClose={() => setAsking(false)} /> : null}
    </span>
  )
}

const SECONDS = ACCESS_LIMITS.shownMs / 1_000

/** Nothing of it can be selected, so nothing can be copied; a name is kept from turning the line around. */
function RevealedValue({ revealed: { value, secondsLeft } }: { readonly revealed: Revealed }): JSX.Element {
  return (
    <span className="revealed">
      <bdi className="revealed-value">{value}</bdi>
      <Ring secondsLeft={secondsLeft} />
    </span>
  )
}

const RADIUS = 6
const AROUND = 2 * Math.PI * RADIUS

/** Steps once a second and moves in between for nobody, so that it is the same with less motion. */
function Ring({ secondsLeft }: { readonly secondsLeft: number }): JSX.Element {
  return (
    <span className="ring" aria-hidden="true">
      <svg viewBox="0 0 16 16" width="16" height="16">
        <circle className="ring-track" cx="8" cy="8" r={RADIUS} />
        <circle className="ring-left" cx="8" cy="8" r={RADIUS} transform="rotate(-90 8 8)" strokeDasharray={AROUND} strokeDashoffset={AROUND * (1 - secondsLeft / SECONDS)} />
      </svg>
      <span className="ring-seconds">{secondsLeft}</span>
    </span>
  )
}
