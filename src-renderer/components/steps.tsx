// The steps of a long act: done, current, to come.
import type { JSX } from 'react'
import { Icon } from '../icons/icon'

export interface StepsProps {
  readonly label: string
  readonly names: readonly string[]
  /** Index of the current step; equal to the number of steps when all are done. */
  readonly current: number
}

export function Steps({ label, names, current }: StepsProps): JSX.Element {
  return (
    <ol className="steps" aria-label={label}>
      {names.map((name, index) => (
        <li key={name} className={index < current ? 'step-done' : index === current ? 'step-current' : ''} aria-current={index === current ? 'step' : undefined}>
          <i>{index < current ? <Icon name="check" size={12} /> : index + 1}</i>
          <span>{name}</span>
        </li>
      ))}
    </ol>
  )
}
