// What a step of a macro needs to know: to whom, for how long and why, or how it is decided and in which words.
import { InputNumber, Select } from 'antd'
import type { JSX } from 'react'
import type { PresetList } from '../../../src-shared/contract/preset'
import type { MacroStepDraft } from '../../../src-shared/domain/macro-steps'
import { OUTCOMES } from '../../../src-shared/domain/vocabulary'
import { LabelledField } from '../../components/day-field'
import { Field } from '../../components/field'
import { useText } from '../../text'
import { AssigneeField } from './bulk-dialog'

interface StepFieldsProps<Step extends MacroStepDraft = MacroStepDraft> {
  readonly step: Step
  readonly list: PresetList
  readonly onChange: (step: MacroStepDraft) => void
}
type StepOf<Kind extends MacroStepDraft['kind']> = StepFieldsProps<Extract<MacroStepDraft, { kind: Kind }>>

export function StepFields({ step, ...props }: StepFieldsProps): JSX.Element | null {
  switch (step.kind) {
    case 'take':
      return null
    case 'assign':
      return <div className="step-fields"><AssigneeField value={step.assigneeId} onChange={(assigneeId) => props.onChange({ ...step, assigneeId })} /></div>
    case 'pause':
      return <PauseFields step={step} {...props} />
    case 'decide':
      return <DecideFields step={step} {...props} />
    case 'snooze':
      return <div className="step-fields"><WorkingDays step={step} onChange={props.onChange} /></div>
  }
}

function WorkingDays({ step, onChange }: Pick<StepOf<'pause' | 'snooze'>, 'step' | 'onChange'>): JSX.Element {
  const { t } = useText()
  return <LabelledField label={t('macro:workingDays')}>{(id) => <InputNumber id={id} min={1} max={60} precision={0} value={step.workingDays} onChange={(days) => onChange({ ...step, workingDays: days ?? 1 })} />}</LabelledField>
}

function PauseFields({ step, list, onChange }: StepOf<'pause'>): JSX.Element {
  const { t, language } = useText()
  return (
    <div className="step-fields">
      <LabelledField label={t('clock:pause.category')}>
        {(id) => <Select id={id} value={step.category === '' ? undefined : step.category} placeholder={t('macro:choose')} onChange={(category: string) => onChange({ ...step, category })} options={list.pauseCategories.map(({ code, text }) => ({ value: code, label: text[language] }))} />}
      </LabelledField>
      <WorkingDays step={step} onChange={onChange} />
      <Field label={t('clock:pause.reason')} hint={t('macro:pauseWords')}>{(ids) => <textarea {...ids} className="text-input" rows={2} maxLength={2000} value={step.reason} onChange={(event) => onChange({ ...step, reason: event.target.value })} />}</Field>
    </div>
  )
}

function DecideFields({ step, list, onChange }: StepOf<'decide'>): JSX.Element {
  const { t, language } = useText()
  const needsGround = step.outcome === 'refused' || step.outcome === 'granted-in-part'
  return (
    <div className="step-fields">
      <LabelledField label={t('macro:outcomeField')}>
        {(id) => <Select id={id} value={step.outcome} onChange={(outcome) => onChange({ kind: 'decide', outcome, text: step.text })} options={OUTCOMES.map((value) => ({ value, label: t(`words:outcome.${value}`) }))} />}
      </LabelledField>
      {needsGround ? (
        <LabelledField label={t('request:ground')}>
          {(id) => <Select id={id} showSearch={{ optionFilterProp: 'label' }} value={step.ground} placeholder={t('request:groundPlaceholder')} onChange={(ground: string) => onChange({ ...step, ground })} options={list.grounds.map(({ code, text }) => ({ value: code, label: text[language] }))} />}
        </LabelledField>
      ) : null}
      <Field label={t('macro:text')} hint={t('macro:textWords')}>{(ids) => <textarea {...ids} className="text-input" rows={4} maxLength={8000} value={step.text} placeholder={t('macro:textEmpty')} onChange={(event) => onChange({ ...step, text: event.target.value })} />}</Field>
    </div>
  )
}
