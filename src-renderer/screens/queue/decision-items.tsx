// Decides the things of a request one by one; what they make of the whole is said, not chosen.
import type { JSX } from 'react'
import type { ItemView, RequestView } from '../../../src-shared/contract/request'
import type { ItemDecision } from '../../../src-shared/domain/request'
import { outcomeOfItems } from '../../../src-shared/domain/request-items'
import { ITEM_OUTCOMES, type ItemOutcome } from '../../../src-shared/domain/vocabulary'
import { Segments } from '../../components/field'
import { useText } from '../../text'
import { itemName, nothingShown } from './asked-section'
import { GroundField } from './ground-field'

export interface DecisionItemsProps {
  readonly request: RequestView
  readonly items: readonly ItemDecision[]
  readonly onChange: (items: ItemDecision[]) => void
}

export function DecisionItems({ request, items, onChange }: DecisionItemsProps): JSX.Element {
  const { t } = useText()
  const replace = (next: ItemDecision): void => onChange(items.map((one) => (one.item === next.item ? next : one)))
  return (
    <fieldset>
      <legend className="meta t3">{t('request:decideItems')}</legend>
      <div className="card decision-items">
        {request.items.map((item) => {
          const decided = items.find((one) => one.item === item.key)
          return decided === undefined ? null : <ItemLine key={item.key} request={request} item={item} decided={decided} onChange={replace} />
        })}
        <p className="meta t2 decision-whole">{t('request:whole')} · {t(`words:outcome.${outcomeOfItems(items)}`)}</p>
      </div>
    </fieldset>
  )
}

interface ItemLineProps {
  readonly request: RequestView
  readonly item: ItemView
  readonly decided: ItemDecision
  readonly onChange: (next: ItemDecision) => void
}

function ItemLine({ request, item, decided, onChange }: ItemLineProps): JSX.Element {
  const text = useText()
  const { t } = text
  const name = itemName(text, item)
  const choose = (outcome: ItemOutcome): void => onChange({ item: item.key, outcome, ...(outcome === 'refused' && decided.ground !== undefined ? { ground: decided.ground } : {}) })
  return (
    <div className="decision-item">
      <div className="row gap8 wrap">
        <span className="grow medium">{name}</span>
        <Segments label={name} value={decided.outcome} options={ITEM_OUTCOMES.map((value) => ({ value, label: t(`words:outcome.${value}`) }))} onChange={choose} />
      </div>
      {item.kind === 'field' ? <p className="dense t2 quote">{item.before ?? t(nothingShown(request))} → {item.value}</p> : null}
      {decided.outcome === 'refused' ? (
        <GroundField label={t('request:itemGround', { item: name })} grounds={request.grounds} value={decided.ground} onChange={(ground) => onChange({ ...decided, ground })} />
      ) : null}
    </div>
  )
}
