// The head of a page about one case: the way back, what it is, whose, and its steps.
import type { JSX } from 'react'
import { useDesk } from '../desk-context'
import { useText } from '../text'
import { IconButton } from './button'
import { Steps, type StepsProps } from './steps'

export interface ObjectHeadProps {
  readonly title: string
  readonly about: string
  readonly steps: StepsProps
}

export function ObjectHead({ title, about, steps }: ObjectHeadProps): JSX.Element {
  const { t } = useText()
  const { place } = useDesk()
  return (
    <div className="object-head">
      <IconButton icon="left" label={t('app:back')} onClick={() => place.getState().back()} />
      <h1 className="section-title nowrap">{title}</h1>
      <span className="t3 nowrap ellipsis">{about}</span>
      <span className="grow" />
      <Steps {...steps} />
    </div>
  )
}
