// What is held about people and why, which cases without consent are relied on, who receives what, and what is on hold: four parts of one record.
import type { JSX } from 'react'
import { Segments } from '../../components/field'
import { useGo } from '../../desk-context'
import type { InventoryPart } from '../../stores/place'
import { useText } from '../../text'
import { ExceptionsPart } from './exceptions-part'
import { FieldsPart } from './fields-part'
import { HoldsPart } from './holds-part'
import { RecipientsPart } from './recipients-part'

const PARTS: readonly InventoryPart[] = ['fields', 'exceptions', 'recipients', 'holds']

export function InventoryScreen({ part, entryId }: { readonly part: InventoryPart; readonly entryId?: string }): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const chosen = entryId === undefined ? {} : { entryId }
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title">{t('entries:title')}</h1>
        <Segments label={t('entries:parts')} value={part} options={PARTS.map((value) => ({ value, label: t(`entries:part.${value}`) }))} onChange={(value) => go({ screen: 'inventory', part: value })} />
        <span className="grow" />
      </div>
      {part === 'fields' ? <FieldsPart /> : part === 'exceptions' ? <ExceptionsPart {...chosen} /> : part === 'holds' ? <HoldsPart {...chosen} /> : <RecipientsPart {...chosen} />}
    </div>
  )
}
