// How somebody's training stands, by shape, colour and word.
import type { JSX } from 'react'
import type { StaffMember } from '../../../src-shared/contract/staff'
import type { TrainingState } from '../../../src-shared/domain/training'
import { StateShape, type Shape } from '../../icons/state-shape'
import { useText } from '../../text'

const LOOKS: Readonly<Record<TrainingState, { readonly shape: Shape; readonly text: string }>> = {
  untracked: { shape: 'dashed', text: 't2' },
  valid: { shape: 'check', text: 'is-success' },
  'ends-soon': { shape: 'triangle', text: 'is-warning' },
  grace: { shape: 'triangle', text: 'is-warning' },
  expired: { shape: 'square', text: 'is-error' },
  missing: { shape: 'square', text: 'is-error' },
}

export function TrainingWord({ member: { training } }: { readonly member: Pick<StaffMember, 'training'> }): JSX.Element {
  const { t } = useText()
  const { state, until } = training
  const { shape, text } = LOOKS[state]
  const word = t(`staff:state.${state}`)
  return <span className={`row gap6 nowrap ${text}`}><StateShape shape={shape} />{until === undefined ? word : t('staff:until', { state: word, day: until })}</span>
}
