// Places a hold: the matter, the person of one case or everybody, which categories or fields of them, why, and when it is looked at again.
import type { JSX } from 'react'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { HOLD_REACHES } from '../../../src-shared/domain/hold-register'
import { inventoryOf } from '../../../src-shared/domain/inventory'
import { CATEGORIES, type Category } from '../../../src-shared/domain/vocabulary'
import { DayField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine } from '../../components/draft-line'
import { Field, Segments } from '../../components/field'
import { openWord } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { ActError } from '../../components/entry-parts'

type HoldDraft = DraftOf<'hold'>
const FIRST: HoldDraft = { form: 'hold', matter: '', reach: 'person', caseNo: '', everything: true, categories: [], reason: '', reviewOn: '' }

function missingOf({ matter, reach, caseNo, everything, categories, fields = [], reason, reviewOn }: HoldDraft): 'matter' | 'caseNo' | 'categories' | 'fields' | 'reason' | 'reviewOn' | undefined {
  if (matter.trim() === '') return 'matter'
  if (reach === 'person' && caseNo.trim() === '') return 'caseNo'
  if ((reach === 'everyone' || !everything) && categories.length === 0) return 'categories'
  if ((reach === 'everyone' || !everything) && fields.some(({ names }) => names.length === 0)) return 'fields'
  if (reason.trim() === '') return 'reason'
  return reviewOn === '' ? 'reviewOn' : undefined
}

export function PlaceHoldDialog({ onDone, onClose }: { readonly onDone: (holdId: string) => void; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const place = useAct('hold.place')
  const form = useEntryDraft('hold', 'new', 0)
  const draft = form.body ?? FIRST
  const missing = missingOf(draft)
  const act = (): void => {
    const { matter, reach, caseNo, everything, categories, fields = [], reason, reviewOn } = draft
    const isAll = reach === 'person' && everything
    place.mutate({ matter, reach, ...(reach === 'person' ? { caseNo } : {}), ...(isAll ? {} : { categories, ...(fields.length === 0 ? {} : { fields }) }), reason, reviewOn }, {
      onAccepted: form.end,
      onSuccess: ({ holdId }) => {
        onDone(holdId)
        onClose()
      },
    })
  }
  return (
    <Dialog title={t('entries:hold.place')} verb={t('entries:hold.place')} busy={place.isPending} blocked={missing === undefined ? undefined : t(`entries:hold.missing.${missing}`)} onAct={act} onClose={onClose}>
      <Field label={t('inventory:fieldName.matter')} hint={t('entries:hold.matterHint')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.matter} onChange={(event) => form.change({ ...draft, matter: event.target.value })} />}</Field>
      <WhatPart draft={draft} onChange={form.change} />
      <Field label={t('inventory:fieldName.reason')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={draft.reason} onChange={(event) => form.change({ ...draft, reason: event.target.value })} />}</Field>
      <DayField label={t('inventory:fieldName.reviewOn')} value={draft.reviewOn} onChange={(reviewOn) => form.change({ ...draft, reviewOn })} />
      <p className="meta t3">{t('entries:hold.next')}</p>
      <DraftLine draft={form} />
      {place.error === null ? null : <ActError error={place.error.error} />}
    </Dialog>
  )
}

function WhatPart({ draft, onChange }: { readonly draft: HoldDraft; readonly onChange: (draft: HoldDraft) => void }): JSX.Element {
  const { t } = useText()
  const { categories, fields = [] } = draft
  const toggle = (category: Category): void =>
    onChange(categories.includes(category)
      ? { ...draft, categories: categories.filter((other) => other !== category), fields: fields.filter((one) => one.category !== category) }
      : { ...draft, categories: [...categories, category] })
  const isAll = draft.reach === 'person' && draft.everything
  return (
    <>
      <Segments label={t('inventory:fieldName.reach')} value={draft.reach} options={HOLD_REACHES.map((value) => ({ value, label: t(`entries:hold.reach.${value}`) }))} onChange={(reach) => onChange({ ...draft, reach })} />
      {draft.reach === 'person' ? <Field label={t('entries:hold.caseNo')} hint={t('entries:hold.caseHint')}>{(ids) => <input {...ids} className="text-input" maxLength={16} value={draft.caseNo} onChange={(event) => onChange({ ...draft, caseNo: event.target.value })} />}</Field> : null}
      {draft.reach === 'person' ? <label className="row gap6 dense"><input type="checkbox" checked={draft.everything} onChange={(event) => onChange({ ...draft, everything: event.target.checked })} />{t('entries:hold.everything')}</label> : null}
      {isAll ? null : (
        <fieldset className="register-fields">
          <legend className="meta t2">{t('entries:hold.keeps')}</legend>
          {CATEGORIES.map((category) => <label key={category} className="row gap6 dense"><input type="checkbox" checked={categories.includes(category)} onChange={() => toggle(category)} />{t(`words:category.${category}`)}</label>)}
        </fieldset>
      )}
      {isAll ? null : CATEGORIES.filter((category) => categories.includes(category)).map((category) => <FieldsPart key={category} category={category} draft={draft} onChange={onChange} />)}
    </>
  )
}

interface FieldsPartProps {
  readonly category: Category
  readonly draft: HoldDraft
  readonly onChange: (draft: HoldDraft) => void
}

/** Whole rows of a category, or of each the fields that are ticked. */
function FieldsPart({ category, draft, onChange }: FieldsPartProps): JSX.Element {
  const { t } = useText()
  const { fields = [] } = draft
  const named = fields.find((one) => one.category === category)?.names
  const others = fields.filter((one) => one.category !== category)
  const change = (names: readonly string[] | undefined): void => onChange({ ...draft, fields: names === undefined ? others : [...others, { category, names: [...names] }] })
  const toggle = (name: string, names: readonly string[]): void => change(names.includes(name) ? names.filter((other) => other !== name) : [...names, name])
  return (
    <div className="column gap4">
      <div className="row gap8 between">
        <span className="dense">{t(`words:category.${category}`)}</span>
        <Segments label={t(`words:category.${category}`)} value={named === undefined ? 'whole' : 'fields'} options={(['whole', 'fields'] as const).map((value) => ({ value, label: t(`entries:hold.of.${value}`) }))} onChange={(value) => change(value === 'whole' ? undefined : [])} />
      </div>
      {named === undefined ? null : (
        <fieldset className="register-fields" aria-label={t('entries:hold.fieldsOf', { what: t(`words:category.${category}`) })}>
          {inventoryOf(category).fields.map((name) => <label key={name} className="row gap6 dense"><input type="checkbox" checked={named.includes(name)} onChange={() => toggle(name, named)} />{openWord(t, 'fieldName', name)}</label>)}
        </fieldset>
      )}
    </div>
  )
}
