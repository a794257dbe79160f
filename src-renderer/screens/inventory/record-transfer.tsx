// Records a handing over: to whom, which fields, for what, on which ground, about everybody or the person of one case.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { RecipientView } from '../../../src-shared/contract/recipient'
import { inventoryOf } from '../../../src-shared/domain/inventory'
import { PROCESSING_METHODS } from '../../../src-shared/domain/policy-words'
import { RECIPIENT_RELATIONS } from '../../../src-shared/domain/recipients'
import { CATEGORIES, type Category } from '../../../src-shared/domain/vocabulary'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine } from '../../components/draft-line'
import { Field, Segments, type SegmentsProps } from '../../components/field'
import { openWord } from '../../components/words'
import { useAct, useToday } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { ActError } from '../../components/entry-parts'
import { changeRelation, firstDraft, missingOf, toRequest, type TransferDraft } from './transfer-draft'

export interface RecordTransferProps {
  readonly recipients: readonly RecipientView[]
  readonly onDone: (transferId: string) => void
  readonly onClose: () => void
}
interface PartProps {
  readonly draft: TransferDraft
  readonly onChange: (draft: TransferDraft) => void
}

export function RecordTransferDialog({ recipients, onDone, onClose }: RecordTransferProps): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const record = useAct('transfer.record')
  const approved = recipients.filter(({ state }) => state !== 'proposed')
  const form = useEntryDraft('transfer', 'new', 0)
  const draft = form.body ?? firstDraft(today, approved[0]?.id)
  const setDraft = form.change
  const missing = missingOf(draft)
  const act = (): void =>
    record.mutate(toRequest(draft), {
      onAccepted: form.end,
      onSuccess: ({ transferId }) => {
        onDone(transferId)
        onClose()
      },
    })
  return (
    <Dialog title={t('entries:transfer.record')} verb={t('entries:proposeAct')} busy={record.isPending} blocked={missing === undefined ? undefined : t(`entries:transfer.missing.${missing}`)} onAct={act} onClose={onClose}>
      <Segments label={t('inventory:fieldName.relation')} value={draft.relation} options={RECIPIENT_RELATIONS.map((value) => ({ value, label: t(`consent:relation.${value}`) }))} onChange={(relation) => setDraft(changeRelation(draft, relation))} />
      <div className="field-pair">
        {draft.relation === 'disclosed' ? null : (
          <LabelledField label={t('entries:recipient.name')}>
            {(id) => <Select id={id} value={draft.recipientId} onChange={(recipientId) => setDraft({ ...draft, recipientId })} options={approved.map((one) => ({ value: one.id, label: one.name }))} />}
          </LabelledField>
        )}
        <LabelledField label={t('inventory:fieldName.method')}>{(id) => <Select id={id} value={draft.method} onChange={(method) => setDraft({ ...draft, method })} options={PROCESSING_METHODS.map((value) => ({ value, label: t(`policy:method.${value}`) }))} />}</LabelledField>
      </div>
      <WhatPart draft={draft} onChange={setDraft} />
      <div className="field-pair">
        <DayField label={t('entries:transfer.on')} value={draft.on} onChange={(on) => setDraft({ ...draft, on })} />
        <Choice label={t('inventory:fieldName.frequency')} value={draft.frequency} options={(['once', 'ongoing'] as const).map((value) => ({ value, label: t(`entries:frequency.${value}`) }))} onChange={(frequency) => setDraft({ ...draft, frequency })} />
      </div>
      <GroundPart draft={draft} onChange={setDraft} />
      <Field label={t('entries:transfer.caseNo')} hint={t(draft.ground === 'consent' ? 'entries:transfer.caseNeeded' : 'entries:transfer.caseHint')}>
        {(ids) => <input {...ids} className="text-input" maxLength={16} value={draft.caseNo} onChange={(event) => setDraft({ ...draft, caseNo: event.target.value })} />}
      </Field>
      <p className="meta t3">{t('entries:secondPersonNext')}</p>
      <DraftLine draft={form} />
      {record.error === null ? null : <ActError error={record.error.error} />}
    </Dialog>
  )
}

/** A row of choices under its name, as the other fields have theirs. */
function Choice<Value extends string>(props: SegmentsProps<Value>): JSX.Element {
  return <div className="field register-choice"><span className="field-label" aria-hidden="true">{props.label}</span><Segments {...props} /></div>
}

function WhatPart({ draft, onChange }: PartProps): JSX.Element {
  const { t } = useText()
  const entry = inventoryOf(draft.category)
  const choose = (category: Category): void => onChange({ ...draft, category, purpose: inventoryOf(category).purposes[0] ?? draft.purpose, fields: [] })
  const toggle = (field: string): void => onChange({ ...draft, fields: draft.fields.includes(field) ? draft.fields.filter((other) => other !== field) : [...draft.fields, field] })
  return (
    <>
      <div className="field-pair">
        <LabelledField label={t('inventory:fieldName.category')}>{(id) => <Select id={id} value={draft.category} onChange={choose} options={CATEGORIES.map((value) => ({ value, label: t(`words:category.${value}`) }))} />}</LabelledField>
        <LabelledField label={t('inventory:fieldName.purpose')}>{(id) => <Select id={id} value={draft.purpose} onChange={(purpose) => onChange({ ...draft, purpose })} options={entry.purposes.map((value) => ({ value, label: t(`words:purpose.${value}`) }))} />}</LabelledField>
      </div>
      <fieldset className="register-fields">
        <legend className="meta t2">{t('inventory:fieldName.fields')}</legend>
        {entry.fields.map((field) => <label key={field} className="row gap6 dense"><input type="checkbox" checked={draft.fields.includes(field)} onChange={() => toggle(field)} />{openWord(t, 'fieldName', field)}</label>)}
      </fieldset>
    </>
  )
}

function GroundPart({ draft, onChange }: PartProps): JSX.Element {
  const { t } = useText()
  const grounds = draft.relation === 'entrusted' ? (['contract', 'statute'] as const) : (['consent', 'statute'] as const)
  return (
    <>
      <Choice label={t('inventory:fieldName.ground')} value={draft.ground} options={grounds.map((value) => ({ value, label: t(`entries:groundKind.${value}`) }))} onChange={(ground) => onChange({ ...draft, ground })} />
      {draft.ground === 'contract' ? (
        <div className="field-pair">
          <Field label={t('entries:contract.reference')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.reference} onChange={(event) => onChange({ ...draft, reference: event.target.value })} />}</Field>
          <DayField label={t('entries:contract.from')} value={draft.from} onChange={(from) => onChange({ ...draft, from })} />
        </div>
      ) : null}
      {draft.ground === 'statute' ? (
        <div className="field-pair">
          <Field label={t('entries:law')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.title} onChange={(event) => onChange({ ...draft, title: event.target.value })} />}</Field>
          <Field label={t('entries:article')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.article} onChange={(event) => onChange({ ...draft, article: event.target.value })} />}</Field>
        </div>
      ) : null}
    </>
  )
}
