// Everything that can be done here by its name: type a part of it, Enter does it; the key that does the same stands beside it.
import { Modal } from 'antd'
import { useId, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { Kbd } from '../components/button'
import { stepOf } from '../components/queue-grid'
import { useInSight } from '../components/use-in-sight'
import { useDesk, useGo } from '../desk-context'
import { Icon } from '../icons/icon'
import { keyNameOf } from '../keyboard/keymap'
import { useImeInput } from '../keyboard/use-ime-input'
import { useText } from '../text'
import { fitting, usePaletteEntries, type PaletteEntry } from './palette-entries'

export function Palette({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const opener = useRef(document.activeElement)
  const box = useRef<HTMLInputElement>(null)
  const listId = useId()
  const { query, entries, search } = useFitting()
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, entries.length - 1)
  const ime = useImeInput('', (value) => {
    search(value)
    setChosen(0)
  })
  const close = (): void => {
    // Gone before the act begins, so that its dialog finds the focus where the palette found it.
    flushSync(onClose)
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus()
  }
  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return
    close()
    entry.run()
  }
  const press = (event: KeyboardEvent): void => {
    const name = keyNameOf(event.nativeEvent)
    const to = name === undefined || name === 'Home' || name === 'End' ? undefined : stepOf(name, at, entries.length)
    if (to !== undefined) setChosen(to)
    else if (name === 'Enter') run(entries[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal open title={t('keys:palette.title')} className="palette" width={560} footer={null} onCancel={close} closable={{ 'aria-label': t('app:close') }} afterOpenChange={(isOpen) => isOpen && box.current?.focus()}>
      <div className="palette-box">
        <Icon name="search" />
        <input
          ref={box}
          className="palette-input"
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={at < 0 ? undefined : `${listId}-${at}`}
          aria-label={t('keys:palette.label')}
          placeholder={t('keys:palette.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          // It is what the palette is for.
          autoFocus
          {...ime.props}
          onKeyDown={press}
        />
      </div>
      <ul id={listId} role="listbox" aria-label={t('keys:palette.title')} className="palette-list scroll">
        {entries.map((entry, index) => <Line key={`${entry.part} ${entry.id}`} id={`${listId}-${index}`} entry={entry} isFirst={entries[index - 1]?.part !== entry.part} isChosen={index === at} onRun={() => run(entry)} />)}
      </ul>
      <p className="visually-hidden" role="status">{query === '' ? '' : t('keys:palette.count', { count: entries.length })}</p>
    </Modal>
  )
}

/** What fits, and at the end the way into the search with the same words. */
function useFitting(): { readonly query: string; readonly entries: readonly PaletteEntry[]; readonly search: (query: string) => void } {
  const { t } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const [query, search] = useState('')
  const all = usePaletteEntries()
  const typed = query.trim()
  const lookFor = (): void => {
    selection.getState().setQuery(typed)
    go({ screen: 'search' })
  }
  const people: readonly PaletteEntry[] = typed === '' ? [] : [{ id: 'people', text: t('keys:palette.people', { query: typed }), part: 'people', findable: '', run: lookFor }]
  return { query, entries: [...fitting(all, query), ...people], search }
}

interface LineProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly isFirst: boolean
  readonly isChosen: boolean
  readonly onRun: () => void
}

function Line({ id, entry: { text, part, caps }, isFirst, isChosen, onRun }: LineProps): JSX.Element {
  const { t } = useText()
  const line = useInSight<HTMLLIElement>(isChosen)
  return (
    <>
      {isFirst ? <li role="presentation" className="palette-part meta t3">{t(`keys:palette.part.${part}`)}</li> : null}
      <li ref={line} id={id} role="option" aria-selected={isChosen} className={isChosen ? 'palette-line palette-line-on' : 'palette-line'} onClick={onRun}>
        <span className="grow ellipsis">{text}</span>
        {caps === undefined ? null : caps.split(' ').map((cap) => <Kbd key={cap}>{cap}</Kbd>)}
      </li>
    </>
  )
}
