// The first steps of somebody who is new: a card in the sidebar with the next one, and the whole list beside the work. Nothing is ticked that was not done.
import type { JSX } from 'react'
import type { FirstSteps } from '../../src-shared/contract/steps'
import { STEPS, type StepId } from '../../src-shared/domain/first-steps'
import { Button, CommandCap } from '../components/button'
import { useAct, useAsk, useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { HelpPanel } from './help-panel'

const doneOf = ({ steps }: FirstSteps): number => steps.filter(({ isDone }) => isDone).length

/** Nothing once it was put away. */
export function StepsCard({ onOpen }: { readonly onOpen: () => void }): JSX.Element | null {
  const { t } = useText()
  const mine = useAsk('steps.mine', {}, { former: 'keep' }).data
  if (mine === undefined || mine.isPutAway) return null
  const next = mine.steps.find(({ isDone }) => !isDone)
  return (
    <button type="button" className="steps-card" onClick={onOpen} aria-label={t('steps:card', { done: doneOf(mine), all: mine.steps.length })}>
      <span className="row gap6"><Icon name="spark" size={14} /><span className="medium grow ellipsis">{t('steps:title')}</span><span className="meta t3">{doneOf(mine)}/{mine.steps.length}</span></span>
      <Progress of={mine} />
      <span className="meta t2 steps-next">{next === undefined ? t('steps:all') : t(`steps:short.${next.id}`)}{next === undefined ? null : <StepCap id={next.id} />}</span>
    </button>
  )
}

export function StepsPanel({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { isPractice } = useDesk().shell.start
  const mine = useAsk('steps.mine', {}, { former: 'keep' }).data
  const putAway = useAct('steps.putAway')
  const isPutAway = mine?.isPutAway === true
  const turn = (): void => putAway.mutate({ isPutAway: !isPutAway }, { onSuccess: isPutAway ? undefined : onClose })
  const lines = (which: 'keys' | 'work'): FirstSteps['steps'] => (mine?.steps ?? []).filter(({ id }) => (STEPS[id].inPractice === undefined) === (which === 'keys'))
  return (
    <HelpPanel
      label={t('steps:title')} title={t('steps:title')} onClose={onClose}
      foot={<><Button size="small" kind="quiet" onClick={turn}>{t(isPutAway ? 'steps:bringBack' : 'steps:putAway')}</Button>{mine === undefined ? null : <span className="meta t3" role="status">{t('steps:count', { done: doneOf(mine), all: mine.steps.length })}</span>}</>}
    >
      <p className="t2">{t(isPractice ? 'steps:whatPractice' : 'steps:what')}</p>
      <StepList steps={lines('keys')} />
      {isPractice ? <><h3 className="label-line">{t('steps:work')}</h3><StepList steps={lines('work')} /></> : null}
    </HelpPanel>
  )
}

function StepList({ steps }: Pick<FirstSteps, 'steps'>): JSX.Element {
  const { t } = useText()
  return (
    <ol className="step-list">
      {steps.map(({ id, isDone }) => (
        <li key={id} className={isDone ? 'is-done' : undefined}>
          <span className="step-mark" aria-hidden="true">{isDone ? <Icon name="check" size={12} /> : null}</span>
          <span className="grow">{t(`steps:long.${id}`)}{isDone ? <span className="visually-hidden">{t('steps:done')}</span> : null}</span>
          <StepCap id={id} />
        </li>
      ))}
    </ol>
  )
}

function StepCap({ id }: { readonly id: StepId }): JSX.Element | null {
  const { key } = STEPS[id]
  return key === undefined ? null : <CommandCap of={key} />
}

function Progress({ of }: { readonly of: FirstSteps }): JSX.Element {
  // One part for each step: styles are sheets alone here, so no width is written into the page.
  return <span className="steps-progress" aria-hidden="true">{of.steps.map(({ id }, at) => <i key={id} className={at < doneOf(of) ? 'is-done' : undefined} />)}</span>
}
