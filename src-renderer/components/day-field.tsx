// A day to choose, and any other field under its name.
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useId, type JSX, type ReactNode } from 'react'

export interface DayFieldProps {
  readonly label: string
  readonly value: string
  readonly clearable?: 'yes' | 'no'
  readonly onChange: (day: string) => void
}

export function DayField({ label, value, clearable = 'no', onChange }: DayFieldProps): JSX.Element {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <DatePicker
        id={id}
        value={value === '' ? null : dayjs(value)}
        allowClear={clearable === 'yes'}
        // A calendar date is plain text everywhere else; only the picker needs a moment.
        onChange={(date: dayjs.Dayjs | null) => onChange(date === null ? '' : date.format('YYYY-MM-DD'))}
      />
    </div>
  )
}

export function LabelledField({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }): JSX.Element {
  const id = useId()
  return <div className="field"><label htmlFor={id}>{label}</label>{children(id)}</div>
}
