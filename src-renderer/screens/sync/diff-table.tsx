// My version against the origin's, differing fields only; changed words stand in ［ ］, tinted and underlined, never by colour alone.
import type { JSX } from 'react'
import type { DifferenceField, OutboxItemView } from '../../../src-shared/contract/sync'
import { OUTCOMES, REQUEST_STATES, type Outcome, type RequestState } from '../../../src-shared/domain/vocabulary'
import { Icon } from '../../icons/icon'
import { useText, type Text } from '../../text'
import { markChanges, type Piece } from './mark-changes'

type Field = DifferenceField

const isOutcome = (value: string): value is Outcome => (OUTCOMES as readonly string[]).includes(value)
const isState = (value: string): value is RequestState => (REQUEST_STATES as readonly string[]).includes(value)

/** Outcomes and states come as codes; grounds, names and texts as they are. */
export function differenceText({ t }: Text, field: Field, value: string): string {
  if (field === 'outcome' && isOutcome(value)) return t(`words:outcome.${value}`)
  if (field === 'state' && isState(value)) return t(`words:state.${value}`)
  return value
}

export function DiffTable({ item }: { readonly item: OutboxItemView }): JSX.Element | null {
  const { t } = useText()
  if (item.differences.length === 0) return item.ways.includes('take-origin') ?  <p className="note note-neutral"><Icon name="info" size={14} />{t('sync:noDifference')}</p> : null
  return (
    <>
      <div className="card diff-card">
        <table className="diff">
          <thead>
            <tr>
              <th>{t('request:field')}</th>
              <th><span className="medium is-primary">{t('sync:mine')}</span> {t('sync:basedOn', { version: item.base })}</th>
              <th><span className="medium t1">{t('sync:origin')}</span> {item.originBy}</th>
            </tr>
          </thead>
          <tbody>{item.differences.map((difference) => <DiffRow key={difference.field} difference={difference} />)}</tbody>
        </table>
      </div>
      <p className="row gap16 meta t3 diff-legend">
        <span><ins>［ ］</ins> {t('sync:mineDiffers')}</span><span><del>［ ］</del> {t('sync:originDiffers')}</span><span>{t('sync:onlyDiffering')}</span>
      </p>
    </>
  )
}

function DiffRow({ difference }: { readonly difference: OutboxItemView['differences'][number] }): JSX.Element {
  const text = useText()
  const { field } = difference
  const mine = difference.mine === undefined ? undefined : differenceText(text, field, difference.mine)
  const origin = difference.origin === undefined ? undefined : differenceText(text, field, difference.origin)
  const pieces = field === 'text' ? markChanges(mine ?? '', origin ?? '') : { mine: [{ text: mine ?? '', changed: true }], origin: [{ text: origin ?? '', changed: true }] }
  return (
    <tr>
      <th scope="row" className="t2">{text.t(`sync:fieldName.${field}`)}</th>
      <td className="diff-mine quote">{mine === undefined ? <span className="t3">--</span> : <Pieces pieces={pieces.mine} side="mine" />}</td>
      <td className="quote">{origin === undefined ? <span className="t3">--</span> : <Pieces pieces={pieces.origin} side="origin" />}</td>
    </tr>
  )
}

function Pieces({ pieces, side }: { readonly pieces: readonly Piece[]; readonly side: 'mine' | 'origin' }): JSX.Element {
  const Mark = side === 'mine' ? 'ins' : 'del'
  // Pieces are cut from one text and never reordered, so the index is a true key.
  return <>{pieces.map((piece, index) => (piece.changed ? <Mark key={index}>［{piece.text}］</Mark> : <span key={index}>{piece.text}</span>))}</>
}
