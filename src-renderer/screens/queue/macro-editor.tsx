// Writes a macro down: which steps in which order it does, for which rights, and whether the next case follows.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { MacroView, PresetList } from '../../../src-shared/contract/preset'
import { MACRO_STEP_KINDS, macroStepSchema, stepsHold, type MacroStep, type MacroStepDraft, type MacroStepKind } from '../../../src-shared/domain/macro-steps'
import type { PresetId } from '../../../src-shared/domain/presets'
import { RIGHTS } from '../../../src-shared/domain/vocabulary'
import { LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine, EntryChangedLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct, useAsk } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { StepFields } from './macro-step-fields'

export interface MacroEditorProps {
  readonly known: MacroView | undefined
  readonly onDone: (presetId: PresetId) => void
  readonly onClose: () => void
}
type MacroDraft = DraftOf<'macro'>

export function MacroEditor({ known, onDone, onClose }: MacroEditorProps): JSX.Element {
  const { t } = useText()
  const save = useAct('preset.save')
  const list = useAsk('preset.list', {}).data
  const version = known?.version ?? 0
  const draft = useEntryDraft('macro', known?.presetId ?? 'new', version)
  const body: MacroDraft = draft.body ?? { form: 'macro', name: known?.name ?? '', ...(known?.macro ?? { kind: 'macro', steps: [], next: true }) }
  const steps = wholeSteps(body.steps)
  const missing = body.name.trim() === '' ? 'name' : body.steps.length === 0 ? 'steps' : steps === undefined ? 'fields' : undefined
  const blocked = missing !== undefined ? t(`macro:missing.${missing}`) : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void => {
    if (steps === undefined) return
    const { rights, next } = body
    save.mutate({ ...(known ? { known: { presetId: known.presetId, version: draft.base } } : {}), name: body.name.trim(), content: { kind: 'macro', steps, next, ...(rights === undefined || rights.length === 0 ? {} : { rights }) } }, {
      onAccepted: draft.end,
      onSuccess: ({ presetId }) => onDone(presetId),
    })
  }
  return (
    <Dialog title={t(known === undefined ? 'macro:new' : 'macro:edit')} verb={t('macro:save')} busy={save.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <Field label={t('macro:name')} hint={t('macro:nameHint')}>{(ids) => <input {...ids} className="text-input" maxLength={40} value={body.name} onChange={(event) => draft.change({ ...body, name: event.target.value })} />}</Field>
      <LabelledField label={t('macro:rights')}>
        {(id) => <Select id={id} mode="multiple" value={body.rights ?? []} placeholder={t('macro:everyRight')} onChange={(rights) => draft.change({ ...body, rights: rights.length === 0 ? undefined : rights })} options={RIGHTS.map((value) => ({ value, label: t(`words:rightLong.${value}`) }))} />}
      </LabelledField>
      <Steps steps={body.steps} list={list} onChange={(changed) => draft.change({ ...body, steps: changed })} />
      <label className="row gap6 dense"><input type="checkbox" checked={body.next} onChange={(event) => draft.change({ ...body, next: event.target.checked })} />{t('macro:step.next')}</label>
      <DraftLine draft={draft} />
      <EntryChangedLine draft={draft} version={version} />
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
    </Dialog>
  )
}

/** Undefined: something is still to be filled in. */
function wholeSteps(drafted: readonly MacroStepDraft[]): MacroStep[] | undefined {
  const steps = drafted.flatMap((step) => {
    const read = macroStepSchema.safeParse(step)
    return read.success ? [read.data] : []
  })
  return steps.length === drafted.length && stepsHold(steps) ? steps : undefined
}

const FIRST: { readonly [Kind in MacroStepKind]: Extract<MacroStepDraft, { kind: Kind }> } = {
  take: { kind: 'take' },
  assign: { kind: 'assign' },
  pause: { kind: 'pause', category: '', workingDays: 10, reason: '' },
  decide: { kind: 'decide', outcome: 'granted', text: '' },
  snooze: { kind: 'snooze', workingDays: 3 },
}
/** Choosing one puts the others away. */
const EXCLUDES: Readonly<Record<MacroStepKind, readonly MacroStepKind[]>> = { take: ['assign'], assign: ['take'], pause: ['decide'], decide: ['pause', 'snooze'], snooze: ['decide'] }

interface StepsProps {
  readonly steps: readonly MacroStepDraft[]
  readonly list: PresetList | undefined
  readonly onChange: (steps: MacroStepDraft[]) => void
}

function Steps({ steps, list, onChange }: StepsProps): JSX.Element {
  const { t } = useText()
  const toggle = (kind: MacroStepKind, isOn: boolean): void => {
    const others = steps.filter((step) => step.kind !== kind && !(isOn && EXCLUDES[kind].includes(step.kind)))
    const chosen = isOn ? [...others, FIRST[kind]] : others
    onChange(chosen.toSorted((one, other) => MACRO_STEP_KINDS.indexOf(one.kind) - MACRO_STEP_KINDS.indexOf(other.kind)))
  }
  return (
    <fieldset className="macro-steps">
      <legend className="meta t3">{t('macro:steps')}</legend>
      {MACRO_STEP_KINDS.map((kind) => {
        const step = steps.find((one) => one.kind === kind)
        return (
          <div key={kind}>
            <label className="row gap6 dense"><input type="checkbox" checked={step !== undefined} onChange={(event) => toggle(kind, event.target.checked)} />{t(`macro:step.${kind}`)}</label>
            {step === undefined || list === undefined ? null : <StepFields step={step} list={list} onChange={(changed) => onChange(steps.map((one) => (one.kind === kind ? changed : one)))} />}
          </div>
        )
      })}
    </fieldset>
  )
}
