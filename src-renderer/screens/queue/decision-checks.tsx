// What a decision says beside its outcome: the conditions of a transfer, how the answer is given, and a lawyer's word.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { RequestView } from '../../../src-shared/contract/request'
import { isForOfficer } from '../../../src-shared/domain/request-rights'
import { ANSWER_FORMS, TRANSFER_CONDITIONS } from '../../../src-shared/domain/vocabulary'
import { Field, Segments } from '../../components/field'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export interface DecisionChecksProps {
  readonly request: RequestView
  readonly draft: DraftOf<'decide'>
  readonly onChange: (draft: DraftOf<'decide'>) => void
}

export const NONE_MET: NonNullable<DraftOf<'decide'>['conditions']> = { 'identity-proved': false, 'consent-or-contract': false, feasible: false, 'harms-nobody': false }

export function TransferConditions({ draft, onChange }: Omit<DecisionChecksProps, 'request'>): JSX.Element {
  const { t } = useText()
  const conditions = draft.conditions ?? NONE_MET
  return (
    <fieldset>
      <legend className="meta t3">{t('request:conditions')} · {t('request:conditionsNote')}</legend>
      <div className="card">
        {TRANSFER_CONDITIONS.map((condition) => (
          <label key={condition} className="choice">
            <input type="checkbox" checked={conditions[condition]} onChange={(event) => onChange({ ...draft, conditions: { ...conditions, [condition]: event.target.checked } })} />
            <span>{t(`words:condition.${condition}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Where the person is there to hear it. The data process judges again, and the origin. */
export function AnswerForm({ request, draft, onChange }: DecisionChecksProps): JSX.Element | null {
  const { t } = useText()
  if (request.isMinor) return <p className="meta t2 row gap6"><Icon name="info" size={14} />{t('request:minorWritten')}</p>
  const canBeSpoken = (request.channel === 'phone' || request.channel === 'counter') && !isForOfficer(request.row.right) && request.acts['propose-erasure'] !== 'possible'
  if (!canBeSpoken) return null
  return (
    <div className="row gap8 wrap">
      <span className="meta t3">{t('request:answerForm')}</span>
      <Segments
        label={t('request:answerForm')}
        value={draft.answerForm ?? 'written'}
        options={ANSWER_FORMS.map((value) => ({ value, label: t(`words:answerForm.${value}`) }))}
        onChange={(answerForm) => onChange({ ...draft, answerForm })}
      />
    </div>
  )
}

export function LawyerField({ draft, onChange }: Omit<DecisionChecksProps, 'request'>): JSX.Element {
  const { t } = useText()
  return (
    <Field label={t('request:lawyer')} hint={t('request:lawyerHint')}>
      {(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.lawyer ?? ''} onChange={(event) => onChange({ ...draft, lawyer: event.target.value })} />}
    </Field>
  )
}
