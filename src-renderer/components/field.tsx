// A labelled field with its error tied to it, for the small forms of the desk.
import { useId, type JSX, type ReactNode } from 'react'
import { Icon } from '../icons/icon'

export interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby'?: string; readonly 'aria-invalid'?: boolean }) => ReactNode
}

export function Field({ label, hint, error, children }: FieldProps): JSX.Element {
  const id = useId()
  const noteId = `${id}-note`
  const hasNote = error !== undefined || hint !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': error === undefined ? undefined : true })}
      {hasNote ? (
        <div id={noteId} className={error === undefined ? 'meta t3' : 'field-error'}>
          {error === undefined ? hint : <><Icon name="alert" size={12} />{error}</>}
        </div>
      ) : null}
    </div>
  )
}

export interface TextFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
}

export function TextField({ label, hint, value, onChange }: TextFieldProps): JSX.Element {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}

export interface PassphraseFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string
  readonly hint?: ReactNode
  readonly autoFocus?: boolean
}

/** Pasting is allowed, and nothing remembers what was typed. */
export function PassphraseField({ label, value, onChange, error, hint, autoFocus }: PassphraseFieldProps): JSX.Element {
  return (
    <Field label={label} error={error} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          className="text-input"
          type="password"
          autoComplete="off"
          spellCheck={false}
          // The field is the one thing to do where it asks for the focus: on unlock and before an approval.
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export interface SegmentsProps<Value extends string> {
  readonly label: string
  readonly value: Value | undefined
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}

/** A radio group in one line; arrow keys move, as in any radio group. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>): JSX.Element {
  const move = (step: number): void => {
    const at = options.findIndex((option) => option.value === value)
    const next = options[(at + step + options.length) % options.length]
    if (next !== undefined) onChange(next.value)
  }
  return (
    <div
      className="segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(1)
        else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(-1)
        else return
        event.preventDefault()
      }}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value || (value === undefined && index === 0) ? 0 : -1}
          ref={(element) => {
            // The focus follows the choice while it is inside the group.
            if (option.value === value && element?.parentElement?.contains(document.activeElement) === true) element.focus()
          }}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
