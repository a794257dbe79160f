// Which of several mobiles or e-mails a granted correction takes the place of.
import type { JSX } from 'react'
import { Segments } from '../../components/field'
import { useText } from '../../text'
import type { DecisionChecksProps } from './decision-checks'
import { replaceable } from './decision-draft'

/** Of several mobiles or e-mails: the one that the granted value takes the place of. */
export function ReplacedIdentifiers({ request, draft, onChange }: DecisionChecksProps): JSX.Element | null {
  const { t } = useText()
  const lines = replaceable(request, draft)
  if (lines.length === 0) return null
  return (
    <>
      {lines.map(({ field, candidates }) => {
        const others = (draft.replaces ?? []).filter((id) => !candidates.some((one) => one.id === id))
        const label = t('request:replaces', { field: t(`words:personField.${field}`) })
        return (
          <div key={field} className="row gap8 wrap">
            <span className="meta t3">{label}</span>
            <Segments
              label={label} value={candidates.find(({ id }) => draft.replaces?.includes(id))?.id} options={candidates.map(({ id, masked }) => ({ value: id, label: masked }))}
              onChange={(id) => onChange({ ...draft, replaces: [...others, id] })}
            />
          </div>
        )
      })}
    </>
  )
}
