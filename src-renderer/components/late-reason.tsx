// The reason that an answer after its target needs; nothing while it is in time.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { CodedText } from '../../src-shared/contract/request-clock'
import { useText } from '../text'
import { LabelledField } from './day-field'

export interface LateReasonFieldProps {
  readonly reasons: readonly CodedText[] | undefined
  readonly value: string | undefined
  readonly onChange: (code: string) => void
}

export function LateReasonField({ reasons, value, onChange }: LateReasonFieldProps): JSX.Element | null {
  const { t, language } = useText()
  if (reasons === undefined) return null
  return (
    <LabelledField label={t('clock:late.label')}>
      {(id) => <Select id={id} value={value} placeholder={t('clock:late.placeholder')} onChange={onChange} options={reasons.map((one) => ({ value: one.code, label: one.text[language] }))} />}
    </LabelledField>
  )
}
