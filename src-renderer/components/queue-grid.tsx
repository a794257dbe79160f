// The list of requests as an ARIA grid: one tab stop, the active row by id, rows made only where they are seen.
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useId, useState, type JSX, type KeyboardEvent } from 'react'
import type { RequestId } from '../../src-shared/base/ids'
import type { RequestRow, SendMark } from '../../src-shared/contract/views'
import { QUEUE_SORTS, type QueueSort, type QueueSortKey } from '../../src-shared/domain/queue-views'
import { useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import { StateShape } from '../icons/state-shape'
import { keyNameOf } from '../keyboard/keymap'
import { useText } from '../text'
import { ClockSentence } from './clock'
import { PresenceMark, usePresence, type PeopleHere } from './presence'
import { RequestStateWord } from './request-state'
import { Tag } from './tag'

const ROW_HEIGHT = 40
/** Of the head, which stays while the rows pass under it. */
const HEAD_HEIGHT = 34
const PAGE_ROWS = 10

export interface QueueGridProps {
  readonly label: string
  readonly rows: readonly RequestRow[]
  readonly total: number
  readonly selected: RequestId | undefined
  /** How the rows stand. */
  readonly sort: QueueSort | 'case-digits'
  /** Those of an act on several. */
  readonly picked: ReadonlySet<RequestId>
  readonly onSelect: (id: RequestId) => void
  readonly onSort: (sort: QueueSort) => void
  readonly onPick: (picked: ReadonlySet<RequestId>) => void
  readonly onPickAll: () => void
  readonly onOpen: () => void
  /** Called when the last loaded row comes into view. */
  readonly onEnd: () => void
}

const COLUMNS = ['mark', 'state', 'caseNo', 'right', 'name', 'assignee', 'deadline', 'updated'] as const

export function QueueGrid(props: QueueGridProps): JSX.Element {
  const { label, rows, total, selected, onSelect, onOpen } = props
  const gridId = useId()
  // The grid itself scrolls: what scrolls must be what the keyboard reaches. Kept as state: the rows are drawn again once it is there, for their own
  // effects run before it is.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  // After an unlock, or where the screen of before took the focus with it, the list has it: Enter opens what is selected. Nobody loses it to the list.
  useEffect(() => {
    if (scroller !== null && document.activeElement === document.body) scroller.focus({ preventScroll: true })
  }, [scroller])
  const at = rows.findIndex((row) => row.id === selected)
  const press = (event: KeyboardEvent): void => {
    // A press on a head is no press on a row.
    if (event.target !== event.currentTarget) return
    const name = keyNameOf(event.nativeEvent)
    const to = name === undefined ? undefined : stepOf(name, at, rows.length)
    const row = to === undefined ? undefined : rows[to]
    if (row !== undefined) onSelect(row.id)
    else if (name === 'Enter') onOpen()
    else if (!pickByKey(name, at, props)) return
    event.preventDefault()
  }
  return (
    <div
      ref={setScroller}
      className="queue-grid scroll"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={COLUMNS.length}
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={at < 0 ? undefined : `${gridId}-${at}`}
      onKeyDown={press}
    >
      <GridHead sort={props.sort} onSort={props.onSort} />
      <GridBody {...props} scroller={scroller} gridId={gridId} at={at} />
    </div>
  )
}

/** Where a key leads, as an index; undefined for every other key. */
export function stepOf(name: string, at: number, length: number): number | undefined {
  const clamp = (to: number): number => Math.min(length - 1, Math.max(0, to))
  switch (name) {
    case 'ArrowDown': return clamp(at + 1)
    case 'ArrowUp': return clamp(at - 1)
    case 'PageDown': return clamp(at + PAGE_ROWS)
    case 'PageUp': return clamp(at - PAGE_ROWS)
    case 'Home': return 0
    case 'End': return length - 1
    default: return undefined
  }
}

/** Space picks a row out or puts it back, Shift with an arrow goes on picking, Ctrl+A takes all of the list. */
function pickByKey(name: string | undefined, at: number, { rows, picked, onPick, onPickAll, onSelect }: QueueGridProps): boolean {
  const row = rows[at]
  if (name === 'Ctrl+KeyA') onPickAll()
  else if (name === 'Space' && row !== undefined) onPick(toggled(picked, row.id))
  else if ((name === 'Shift+ArrowDown' || name === 'Shift+ArrowUp') && row !== undefined) {
    const next = rows[at + (name === 'Shift+ArrowDown' ? 1 : -1)]
    onPick(new Set([...picked, row.id, ...(next === undefined ? [] : [next.id])]))
    if (next !== undefined) onSelect(next.id)
  } else return false
  return true
}

function toggled(picked: ReadonlySet<RequestId>, id: RequestId): ReadonlySet<RequestId> {
  const next = new Set(picked)
  if (!next.delete(id)) next.add(id)
  return next
}

const isSortable = (column: (typeof COLUMNS)[number]): column is QueueSortKey => (QUEUE_SORTS as readonly string[]).includes(column)

function GridHead({ sort, onSort }: Pick<QueueGridProps, 'sort' | 'onSort'>): JSX.Element {
  const { t } = useText()
  const orderOf = (column: string): 'asc' | 'desc' | undefined => (sort === 'case-digits' ? (column === 'caseNo' ? 'asc' : undefined) : sort.by === column ? sort.order : undefined)
  return (
    <div role="rowgroup" className="grid-head-place">
      <div role="row" aria-rowindex={1} className="grid-head grid-columns">
        {COLUMNS.map((column, index) => (
          <span key={column} role="columnheader" aria-colindex={index + 1} aria-sort={ARIA_SORT[orderOf(column) ?? 'none']} className={`grid-${column}`}>
            {column === 'mark' ? <span className="visually-hidden">{t('queue:column.mark')}</span> : !isSortable(column) ? t(`queue:column.${column}`) : (
              <button type="button" className="grid-sort" onClick={() => onSort({ by: column, order: orderOf(column) === 'asc' ? 'desc' : 'asc' })}>
                {t(`queue:column.${column}`)}
                {orderOf(column) === undefined ? null : <Icon name={orderOf(column) === 'asc' ? 'up' : 'down'} size={12} />}
              </button>
            )}
          </span>
        ))}
      </div>
    </div>
  )
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending', none: undefined } as const

interface GridBodyProps extends QueueGridProps {
  readonly scroller: HTMLDivElement | null
  readonly gridId: string
  readonly at: number
}

function GridBody({ scroller, rows, picked, onPick, onSelect, onOpen, onEnd, gridId, at, selected }: GridBodyProps): JSX.Element {
  // The active row is always there, wherever one has scrolled to: the grid names it by id.
  const withActive = useCallback((range: Range): number[] => {
    const seen = defaultRangeExtractor(range)
    return at < 0 || seen.includes(at) ? seen : [...seen, at].toSorted((one, other) => one - other)
  }, [at])
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller, estimateSize: () => ROW_HEIGHT, overscan: 8, scrollMargin: HEAD_HEIGHT, scrollPaddingStart: HEAD_HEIGHT, rangeExtractor: withActive,
  })
  // Measured only after the first paint, and anew with the window: before that there is nothing to scroll in.
  const height = virtual.scrollRect?.height ?? 0
  useEffect(() => {
    if (at >= 0 && height > 0) virtual.scrollToIndex(at)
  }, [at, height, virtual])
  const shown = virtual.getVirtualItems()
  const peopleAt = usePresence()
  const last = virtual.range?.endIndex ?? -1
  useEffect(() => {
    if (last >= 0 && last === rows.length - 1) onEnd()
  }, [last, rows.length, onEnd])
  return (
    <div role="rowgroup">
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {shown.map((item) => {
          const row = rows[item.index]
          return row === undefined ? null : (
            <GridRow key={row.id} id={`${gridId}-${item.index}`} row={row} index={item.index} top={item.start - HEAD_HEIGHT} people={peopleAt(row.id)} isSelected={row.id === selected} isPicked={picked.has(row.id)} onPick={() => onPick(toggled(picked, row.id))} onSelect={onSelect} onOpen={onOpen} />
          )
        })}
      </div>
    </div>
  )
}

interface GridRowProps {
  readonly id: string
  readonly row: RequestRow
  readonly index: number
  readonly top: number
  readonly people: PeopleHere | undefined
  readonly isSelected: boolean
  readonly isPicked: boolean
  readonly onPick: () => void
  readonly onSelect: (id: RequestId) => void
  readonly onOpen: () => void
}

function GridRow({ id, row, index, top, people, isSelected, isPicked, onPick, onSelect, onOpen }: GridRowProps): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={['grid-row grid-columns', isSelected ? 'grid-row-on' : '', isPicked ? 'grid-row-picked' : ''].join(' ')}
      style={{ transform: `translateY(${top}px)` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        if (event.ctrlKey || event.metaKey) onPick()
        onSelect(row.id)
      }}
      onDoubleClick={onOpen}
    >
      <span role="gridcell" aria-colindex={1} className="grid-mark">{isPicked ? <PickedMark /> : <SendMarkShape mark={row.mark} />}</span>
      <span role="gridcell" aria-colindex={2} className="grid-state"><RequestStateWord state={row.state} /></span>
      <span role="gridcell" aria-colindex={3} className={isSelected ? 'medium' : ''}>{row.caseNo}</span>
      <span role="gridcell" aria-colindex={4} className="ellipsis" title={t(`words:right.${row.right}`)}>{row.test ? <><Tag tone="violet">{t('intake:test.tag')}</Tag>{' '}</> : null}{t(`words:right.${row.right}`)}</span>
      <span role="gridcell" aria-colindex={5} className="ellipsis">{row.maskedName}</span>
      <span role="gridcell" aria-colindex={6} className="ellipsis t2" title={row.assignee?.name}>{row.assignee?.name ?? '--'}</span>
      <span role="gridcell" aria-colindex={7}><ClockSentence clock={row.clock} form="row" /></span>
      <span role="gridcell" aria-colindex={8} className={people === undefined ? 'grid-updated t3' : 'grid-updated grid-present'}>
        {people === undefined ? format.recent(row.updatedAt, today) : <PresenceMark people={people} />}
      </span>
    </div>
  )
}

function PickedMark(): JSX.Element {
  const { t } = useText()
  return <span className="picked-mark"><Icon name="check" size={12} /><span className="visually-hidden">{t('queue:bulk.picked')}</span></span>
}

const MARKS: Readonly<Record<Exclude<SendMark, 'sent'>, JSX.Element>> = {
  'to-send': <span className="t3"><StateShape shape="circle" /></span>,
  refused: <span className="is-error"><StateShape shape="bang" /></span>,
  conflict: <span className="is-warning"><Icon name="swap" size={14} /></span>,
}

export function SendMarkShape({ mark }: { readonly mark: SendMark }): JSX.Element | null {
  const { t } = useText()
  if (mark === 'sent') return null
  return <>{MARKS[mark]}<span className="visually-hidden">{t(`words:mark.${mark}`)}</span></>
}
