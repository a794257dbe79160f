// What a macro says it does, and what it does to one case, in words.
import type { JSX } from 'react'
import { MACRO_REASONS, type MacroChange, type MacroLine } from '../../../src-shared/contract/preset'
import type { Macro } from '../../../src-shared/domain/presets'
import type { Translate } from '../../../src-shared/text/translate'
import { useToday } from '../../desk-context'
import { useText } from '../../text'

/** Its steps in one line, as they were written down. */
export function macroSentence(t: Translate, { steps, next, rights }: Macro): string {
  const words = [
    ...(rights ? [rights.map((right) => t(`words:right.${right}`)).join(t('queue:presence.join'))] : []),
    ...steps.map((step) => (step.kind === 'decide' ? t('macro:step.decideAs', { outcome: t(`words:outcome.${step.outcome}`) }) : t(`macro:step.${step.kind}`))),
    ...(next ? [t('macro:step.next')] : []),
  ]
  return words.join(' → ')
}

/** What became of a case, or why it cannot take part; what keeps it from any act on several is said as there. */
export function outcomeText(t: Translate, outcome: MacroLine['outcome']): string {
  return isMacroReason(outcome) ? t(`macro:outcome.${outcome}`) : t(`queue:bulk.outcome.${outcome}`)
}

function isMacroReason(outcome: MacroLine['outcome']): outcome is (typeof MACRO_REASONS)[number] {
  return (MACRO_REASONS as readonly string[]).includes(outcome)
}

export function ChangeList({ changes }: { readonly changes: readonly MacroChange[] }): JSX.Element {
  return <ul className="change-list dense">{changes.map((change) => <li key={change.kind}><Change change={change} /></li>)}</ul>
}

function Change({ change }: { readonly change: MacroChange }): JSX.Element {
  const { t, format, language } = useText()
  const today = useToday()
  switch (change.kind) {
    case 'take':
      return <>{t('macro:change.take')}</>
    case 'assign':
      return <>{t('macro:change.assign', { name: change.to.name })}</>
    case 'pause':
      return (
        <>
          {t('macro:change.pause', { from: format.dayLong(change.from, today), to: format.dayLong(change.to, today), category: change.category.text[language] })}
          {change.targetOn === undefined ? null : <div className="meta t3">{t('macro:change.target', { day: format.dayLong(change.targetOn, today) })}</div>}
          <p className="quote sunken">{change.reason}</p>
        </>
      )
    case 'decide':
      return (
        <>
          {t('macro:change.decide', { outcome: t(`words:outcome.${change.outcome}`) })}
          {change.ground === undefined ? null : <div className="meta t3">{change.ground.text[language]}</div>}
          <p className="quote sunken">{change.text}</p>
        </>
      )
    case 'snooze':
      return <>{t('macro:change.snooze', { day: format.dayLong(change.untilOn, today) })}</>
  }
}
