// What was shown that each granted value is right: one kind of evidence for each field, and a few words where they help.
import type { JSX } from 'react'
import { evidenceFor } from '../../../src-shared/domain/field-evidence'
import type { FieldShown } from '../../../src-shared/domain/request'
import type { PersonField } from '../../../src-shared/domain/vocabulary'
import { Segments } from '../../components/field'
import { useText } from '../../text'
import type { DecisionChecksProps } from './decision-checks'
import { shownIn, toBeShown, type HalfShown } from './decision-draft'

export function FieldEvidenceLines({ request, draft, onChange }: DecisionChecksProps): JSX.Element | null {
  const { t } = useText()
  const fields = toBeShown(request, draft)
  if (fields.length === 0) return null
  const shown = draft.shown ?? []
  const set = (next: HalfShown): void => onChange({ ...draft, shown: [...shown.filter(({ field }) => field !== next.field), next] })
  return (
    <fieldset>
      <legend className="meta t3">{t('request:shown.title')} · {t('request:shown.note')}</legend>
      <div className="card decision-items">
        {fields.map((field) => <EvidenceLine key={field} field={field} shown={shownIn(draft, field)} onChange={set} />)}
      </div>
    </fieldset>
  )
}

interface LineProps {
  readonly field: PersonField
  readonly shown: HalfShown
  readonly onChange: (next: HalfShown) => void
}

function EvidenceLine({ field, shown, onChange }: LineProps): JSX.Element {
  const { t } = useText()
  const name = t(`words:personField.${field}`)
  return (
    <div className="decision-item">
      <span className="medium">{name}</span>
      <Segments
        label={t('request:shown.of', { field: name })} value={shown.kind} options={evidenceFor(field).map((kind) => ({ value: kind, label: t(`words:fieldEvidence.${kind}`) }))}
        onChange={(kind) => onChange({ ...shown, kind })}
      />
      {shown.kind === undefined ? null : (
        <input
          className="text-input" maxLength={400} aria-label={t('request:shown.words', { field: name })} placeholder={t(`request:shown.hint.${shown.kind}`)}
          value={shown.words ?? ''} onChange={(event) => onChange({ ...shown, words: event.target.value })}
        />
      )}
    </div>
  )
}

interface ShownProps {
  readonly shown: readonly FieldShown[] | undefined
}

/** In a decision that was made: which kind for which field. */
export function ShownLines({ shown }: ShownProps): JSX.Element | null {
  const { t } = useText()
  if (shown === undefined || shown.length === 0) return null
  return (
    <p className="meta t2">{t('request:shown.title')} · {shown.map(({ field, kind }) => `${t(`words:personField.${field}`)} ${t(`words:fieldEvidence.${kind}`)}`).join(t('app:listComma'))}</p>
  )
}
