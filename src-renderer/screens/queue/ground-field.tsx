// The ground of a refusal: its words, its provision, its rank, and a warning where a lawyer has to agree first.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import type { GroundView } from '../../../src-shared/contract/request'
import { Tag } from '../../components/tag'
import { useText } from '../../text'

export interface GroundFieldProps {
  readonly label: string
  readonly grounds: readonly GroundView[]
  readonly value: string | undefined
  readonly onChange: (code: string) => void
}

export function GroundField({ label, grounds, value, onChange }: GroundFieldProps): JSX.Element {
  const { t, language } = useText()
  const id = useId()
  const ground = grounds.find((candidate) => candidate.code === value)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={value}
        placeholder={t('request:groundPlaceholder')}
        onChange={onChange}
        options={grounds.map((option) => ({ value: option.code, label: option.text[language] }))}
      />
      {ground === undefined ? null : (
        <div className="meta t2 row gap8 wrap"><span>{ground.provision[language]}</span><Tag tone={ground.approval === undefined ? 'outline' : 'warning'}>{t(`words:rank.${ground.rank}`)}</Tag></div>
      )}
      {ground?.approval === undefined ? null : <p className="meta is-warning">{t('request:lawyerBefore')}</p>}
    </div>
  )
}
