// What a right is asked for in particular: fields and their values, purposes, products, and the one line that some rights need.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import { normaliseValue } from '../../src-shared/domain/person-values'
import { needsField } from '../../src-shared/domain/request-rights'
import { EXPLAINED, PERSON_FIELDS, PRODUCTS, PURPOSES } from '../../src-shared/domain/vocabulary'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { Button, IconButton } from './button'
import { lacksMaker, type CreateDraft, type CreateDraftProps } from './create-draft'
import { Field, Segments } from './field'

type Missing = 'text' | 'madeBy' | 'correction' | 'badValue' | 'purposes' | 'products' | 'transferTo' | 'authority'

/** The first thing that the draft lacks; undefined: it can be sent. */
export function missingOf(draft: CreateDraft, today: string): Missing | undefined {
  if (draft.text.trim() === '') return 'text'
  const asks = (field: Parameters<typeof needsField>[1]): boolean => needsField(draft.right, field)
  if (asks('corrections')) {
    if (linesOf(draft).some(({ value }) => value.trim() === '')) return 'correction'
    if (linesOf(draft).some(({ field, value }) => normaliseValue(field, value, today) === undefined)) return 'badValue'
  }
  if (asks('purposes') && draft.purposes.length === 0) return 'purposes'
  if (asks('products') && draft.products.length === 0) return 'products'
  if (asks('transferTo') && (draft.transferTo ?? '').trim() === '') return 'transferTo'
  if (asks('authority') && (draft.authority ?? '').trim() === '') return 'authority'
  return lacksMaker(draft) ? 'madeBy' : undefined
}

/** Of what was filled in only what the right is about: a slip into another right leaves nothing behind. */
export function askedIn(draft: CreateDraft): Partial<Pick<CreateDraft, 'corrections' | 'purposes' | 'products' | 'explains' | 'transferTo' | 'authority'>> {
  const { right, purposes, products, explains = 'rules', transferTo = '', authority = '' } = draft
  return {
    ...(needsField(right, 'corrections') ? { corrections: linesOf(draft).map(({ field, value }) => ({ field, value: value.trim() })) } : {}),
    ...(needsField(right, 'purposes') ? { purposes } : {}),
    ...(needsField(right, 'products') ? { products } : {}),
    ...(needsField(right, 'explains') ? { explains } : {}),
    ...(needsField(right, 'transferTo') ? { transferTo: transferTo.trim() } : {}),
    ...(needsField(right, 'authority') ? { authority: authority.trim() } : {}),
  }
}

export function RightFields({ draft, today, onChange }: CreateDraftProps): JSX.Element {
  const { t } = useText()
  const { right } = draft
  return (
    <>
      {needsField(right, 'corrections') ? <CorrectionLines draft={draft} today={today} onChange={onChange} /> : null}
      {needsField(right, 'purposes') ? (
        <Choices
          label={t('request:askedPurposes')} chosen={draft.purposes} onChange={(purposes) => onChange({ ...draft, purposes })}
          options={PURPOSES.map((value) => ({ value, label: t(`words:purpose.${value}`) }))}
        />
      ) : null}
      {needsField(right, 'products') ? (
        <Choices
          label={t('request:askedProducts')} chosen={draft.products} onChange={(products) => onChange({ ...draft, products })}
          options={PRODUCTS.map((value) => ({ value, label: t(`words:product.${value}`) }))}
        />
      ) : null}
      {needsField(right, 'explains') ? (
        <Segments
          label={t('request:explains')} value={draft.explains ?? 'rules'} onChange={(explains) => onChange({ ...draft, explains })}
          options={EXPLAINED.map((value) => ({ value, label: t(`words:explained.${value}`) }))}
        />
      ) : null}
      {needsField(right, 'transferTo') ? <Line label={t('request:transferTo')} value={draft.transferTo ?? ''} onChange={(transferTo) => onChange({ ...draft, transferTo })} /> : null}
      {needsField(right, 'authority') ? (
        <>
          <Line label={t('request:authority')} value={draft.authority ?? ''} onChange={(authority) => onChange({ ...draft, authority })} />
          <p className="note note-error"><Icon name="alert" size={14} /><span>{t('request:foreignBlocked')}</span></p>
        </>
      ) : null}
    </>
  )
}

function Line({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }): JSX.Element {
  return <Field label={label}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />}</Field>
}

type Lines = CreateDraft['corrections']
/** There is always one to fill in. */
const linesOf = ({ corrections }: CreateDraft): Lines => (corrections.length === 0 ? [{ field: 'name', value: '' }] : corrections)

function CorrectionLines({ draft, today, onChange }: CreateDraftProps): JSX.Element {
  const { t } = useText()
  const lines = linesOf(draft)
  const free = PERSON_FIELDS.filter((field) => !lines.some((line) => line.field === field))
  const [next] = free
  const set = (corrections: Lines): void => onChange({ ...draft, corrections })
  return (
    <div className="correction-lines">
      {lines.map((line, place) => (
        <CorrectionLine
          key={line.field} line={line} free={free} today={today} right={draft.right}
          onChange={(changed) => set(lines.map((one, at) => (at === place ? changed : one)))}
          onRemove={lines.length === 1 ? undefined : () => set(lines.filter((_, at) => at !== place))}
        />
      ))}
      {next === undefined ? null : <Button kind="quiet" size="small" icon="plus" onClick={() => set([...lines, { field: next, value: '' }])}>{t('request:create.addField')}</Button>}
    </div>
  )
}

interface CorrectionLineProps {
  readonly line: Lines[number]
  readonly free: readonly Lines[number]['field'][]
  readonly today: string
  readonly right: CreateDraft['right']
  readonly onChange: (line: Lines[number]) => void
  readonly onRemove: (() => void) | undefined
}

function CorrectionLine({ line, free, today, right, onChange, onRemove }: CorrectionLineProps): JSX.Element {
  const { t } = useText()
  const id = useId()
  const isBad = line.value.trim() !== '' && normaliseValue(line.field, line.value, today) === undefined
  const fields = PERSON_FIELDS.filter((field) => field === line.field || free.includes(field))
  return (
    <div className="field-pair correction-line">
      <div className="field">
        <label htmlFor={id}>{t('request:field')}</label>
        <Select id={id} value={line.field} onChange={(field) => onChange({ ...line, field })} options={fields.map((value) => ({ value, label: t(`words:personField.${value}`) }))} />
      </div>
      <Field label={t(right === 'supplement' ? 'request:supplementTo' : 'request:correctTo')} error={isBad ? t(`request:create.badValue.${line.field}`) : undefined}>
        {(ids) => (
          <span className="row gap6">
            <input {...ids} className="text-input grow" maxLength={4000} placeholder={line.field === 'birthDay' ? 'YYYY-MM-DD' : undefined} value={line.value} onChange={(event) => onChange({ ...line, value: event.target.value })} />
            {onRemove === undefined ? null : <IconButton icon="x" size="small" label={t('request:create.removeField', { field: t(`words:personField.${line.field}`) })} onClick={onRemove} />}
          </span>
        )}
      </Field>
    </div>
  )
}

interface ChoicesProps<Value extends string> {
  readonly label: string
  readonly chosen: readonly Value[]
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (chosen: Value[]) => void
}

function Choices<Value extends string>({ label, chosen, options, onChange }: ChoicesProps<Value>): JSX.Element {
  const toggle = (value: Value): void => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  return (
    <fieldset className="card">
      <legend className="visually-hidden">{label}</legend>
      {options.map(({ value, label: text }) => (
        <label key={value} className="choice">
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}
