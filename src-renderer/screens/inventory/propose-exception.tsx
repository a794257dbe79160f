// Proposes the use of a case without consent: category, purpose, law and article, reason; only what the inventory has can be chosen.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { ExceptionList } from '../../../src-shared/contract/exception'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { InvocationId } from '../../../src-shared/domain/exceptions'
import { inventoryOf } from '../../../src-shared/domain/inventory'
import { CATEGORIES, type Category } from '../../../src-shared/domain/vocabulary'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { DraftLine } from '../../components/draft-line'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { ActError } from '../../components/entry-parts'

const FIRST: DraftOf<'exception'> = { form: 'exception', case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', title: '', article: '', reason: '', until: '' }

export interface ProposeExceptionProps {
  readonly catalogue: ExceptionList['catalogue']
  readonly onDone: (invocationId: InvocationId) => void
  readonly onClose: () => void
}

export function ProposeExceptionDialog({ catalogue, onDone, onClose }: ProposeExceptionProps): JSX.Element {
  const { t, language } = useText()
  const propose = useAct('exception.propose')
  const form = useEntryDraft('exception', 'new', 0)
  const draft = form.body ?? FIRST
  const setDraft = form.change
  const rule = catalogue.find((one) => one.case === draft.case)
  const missing = draft.title.trim() === '' || draft.article.trim() === '' ? 'statute' : draft.reason.trim() === '' ? 'reason' : undefined
  const act = (): void => {
    const { form: _form, until, ...rest } = draft
    propose.mutate({ ...rest, ...(until === '' ? {} : { until }) }, {
      onAccepted: form.end,
      onSuccess: ({ invocationId }) => {
        onDone(invocationId)
        onClose()
      },
    })
  }
  const chooseCategory = (category: Category): void => setDraft({ ...draft, category, purpose: inventoryOf(category).purposes[0] ?? draft.purpose })
  return (
    <Dialog title={t('entries:exception.propose')} verb={t('entries:proposeAct')} busy={propose.isPending} blocked={missing === undefined ? undefined : t(`entries:exception.missing.${missing}`)} onAct={act} onClose={onClose}>
      <LabelledField label={t('entries:exception.case')}>
        {(id) => (
          <Select
            id={id} value={draft.case} onChange={(value) => setDraft({ ...draft, case: value })}
            options={catalogue.map((one) => ({ value: one.case, label: t(`consent:exceptionCase.${one.case}`), disabled: one.carriedBy === 'consent' }))}
          />
        )}
      </LabelledField>
      {rule === undefined ? null : <p className="sunken dense">{rule.provision[language]} {rule.text[language]}</p>}
      <div className="field-pair">
        <LabelledField label={t('inventory:fieldName.category')}>{(id) => <Select id={id} value={draft.category} onChange={chooseCategory} options={CATEGORIES.map((value) => ({ value, label: t(`words:category.${value}`) }))} />}</LabelledField>
        <LabelledField label={t('inventory:fieldName.purpose')}>{(id) => <Select id={id} value={draft.purpose} onChange={(purpose) => setDraft({ ...draft, purpose })} options={inventoryOf(draft.category).purposes.map((value) => ({ value, label: t(`words:purpose.${value}`) }))} />}</LabelledField>
      </div>
      <div className="field-pair">
        <Field label={t('entries:law')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.title} onChange={(event) => setDraft({ ...draft, title: event.target.value })} />}</Field>
        <Field label={t('entries:article')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={draft.article} onChange={(event) => setDraft({ ...draft, article: event.target.value })} />}</Field>
      </div>
      <Field label={t('inventory:fieldName.reason')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={draft.reason} onChange={(event) => setDraft({ ...draft, reason: event.target.value })} />}</Field>
      <DayField label={t('entries:exception.untilOptional')} value={draft.until} clearable="yes" onChange={(until) => setDraft({ ...draft, until })} />
      <p className="meta t3">{t('entries:secondPersonNext')}</p>
      <DraftLine draft={form} />
      {propose.error === null ? null : <ActError error={propose.error.error} />}
    </Dialog>
  )
}
