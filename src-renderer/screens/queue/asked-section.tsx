// What is asked: the person's own words, each thing by itself with what is held now, and the block where nothing may be given.
import type { JSX } from 'react'
import type { ItemView, RequestView } from '../../../src-shared/contract/request'
import { Tag, type Tone } from '../../components/tag'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText, type Text } from '../../text'
import { Section } from './request-sections'

/** One item by its own name: the field, the purpose, the product. */
export function itemName({ t }: Pick<Text, 't'>, item: ItemView): string {
  switch (item.kind) {
    case 'field': return t(`words:personField.${item.field}`)
    case 'purpose': return t(`words:purpose.${item.purpose}`)
    case 'product': return t(`words:product.${item.product}`)
  }
}

/** Where no value of now stands beside the one that is asked for. */
export function nothingShown({ held }: Pick<RequestView, 'held'>): `identity:held.cell.${Extract<RequestView['held'], { readonly t: 'hidden' }>['needs']}` | 'request:nothingHeld' {
  return held.t === 'hidden' ? `identity:held.cell.${held.needs}` : 'request:nothingHeld'
}

const TONES: Readonly<Record<NonNullable<ItemView['decided']>['outcome'], Tone>> = { granted: 'success', refused: 'error', 'already-done': 'neutral', 'not-theirs': 'error' }

export function AskedSection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const fields = request.items.flatMap((item) => (item.kind === 'field' ? [item] : []))
  const others = request.items.filter((item) => item.kind !== 'field')
  return (
    <Section icon="note" title={t('request:asked')} end={t('request:asWritten', { channel: t(`words:channel.${request.channel}`) })}>
      <div className="sunken quote">{request.text}</div>
      {fields.length === 0 ? null : <FieldTable request={request} fields={fields} />}
      {others.length === 0 ? null : (
        <div className="row gap6 wrap asked-purposes">
          <span className="meta t3">{t(others[0]?.kind === 'product' ? 'request:askedProducts' : 'request:askedPurposes')}</span>
          {others.map((item) => <ItemTag key={item.key} item={item} />)}
        </div>
      )}
      <AskedFacts request={request} />
    </Section>
  )
}

function ItemTag({ item }: { readonly item: ItemView }): JSX.Element {
  const text = useText()
  const { decided } = item
  const name = itemName(text, item)
  return decided === undefined ? <Tag>{name}</Tag> : <Tag tone={TONES[decided.outcome]}>{name} · {text.t(`words:outcome.${decided.outcome}`)}</Tag>
}

interface FieldTableProps {
  readonly request: RequestView
  readonly fields: readonly Extract<ItemView, { readonly kind: 'field' }>[]
}

function FieldTable({ request, fields }: FieldTableProps): JSX.Element {
  const { t } = useText()
  const isDecided = fields.some((item) => item.decided !== undefined)
  return (
    <table className="table card asked-table">
      <thead>
        <tr>
          <th>{t('request:field')}</th><th>{t('request:held')}</th><th>{t(request.row.right === 'supplement' ? 'request:supplementTo' : 'request:correctTo')}</th>
          {isDecided ? <th>{t('request:decision')}</th> : null}
        </tr>
      </thead>
      <tbody>
        {fields.map((item) => (
          <tr key={item.key}>
            <td>{t(`words:personField.${item.field}`)}</td>
            <td className="t2">{item.before ?? <span className="t3">{t(nothingShown(request))}</span>}</td>
            <td className="quote">{item.value}</td>
            {isDecided ? <td>{item.decided === undefined ? null : <Tag tone={TONES[item.decided.outcome]}>{t(`words:outcome.${item.decided.outcome}`)}</Tag>}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function AskedFacts({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t, format } = useText()
  const { explains, transferTo, authority, escalation, stops, runsOn } = request
  const today = useToday()
  return (
    <>
      {explains === undefined ? null : <Fact label={t('request:explains')} value={t(`words:explained.${explains}`)} />}
      {transferTo === undefined ? null : <Fact label={t('request:transferTo')} value={transferTo} />}
      {authority === undefined ? null : <Fact label={t('request:authority')} value={authority} />}
      {stops === undefined ? null : (
        <p className="meta t2 row gap6 asked-purposes"><Icon name="clock" size={14} />{t('request:stops', { day: format.dayLong(stops.on, today), basis: t(`words:stops.${stops.basis}`) })}</p>
      )}
      {runsOn === undefined ? null : <p className="note note-warning asked-purposes"><Icon name="clock" size={14} /><span>{t('request:runsOn', { day: format.dayLong(runsOn, today) })}</span></p>}
      {authority === undefined ? null : <p className="note note-error asked-purposes"><Icon name="alert" size={14} /><span>{t('request:foreignBlocked')}</span></p>}
      {escalation === undefined ? null : (
        <div className="asked-purposes">
          <p className="meta t3">{t('request:escalated', { who: escalation.by.name, time: format.recent(escalation.at, today) })}</p>
          <p className="quote dense">{escalation.reason}</p>
        </div>
      )}
    </>
  )
}

function Fact({ label, value }: { readonly label: string; readonly value: string }): JSX.Element {
  return <p className="row gap8 dense asked-purposes"><span className="meta t3 nowrap">{label}</span><span className="quote">{value}</span></p>
}
