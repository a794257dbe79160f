// The one search box: type anywhere in the desk after `/`, and the list follows each letter; no delay, the latest answer wins.
import { useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import { CommandCap, Kbd } from '../components/button'
import { useDesk, useGo, usePlace } from '../desk-context'
import { Icon } from '../icons/icon'
import { keyNameOf } from '../keyboard/keymap'
import { useImeInput } from '../keyboard/use-ime-input'
import { useKeys } from '../keyboard/use-keys'
import { useText } from '../text'

/** What the search screen listens for while the focus stays in the box. */
export const SEARCH_KEY_EVENT = 'desk:search-key'
/** As it stands on the key, in both languages. */
const ESCAPE_CAP = 'Esc'

export function SearchBox(): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const go = useGo()
  const place = usePlace()
  const query = useStore(desk.selection, (state) => state.query)
  const box = useRef<HTMLInputElement>(null)
  // What was typed is a person's data: it stands in the box while the search is shown, and nowhere else.
  const isSearching = place.screen === 'search'
  const ime = useImeInput(isSearching ? query : '', (value) => {
    desk.selection.getState().setQuery(value)
    if (!isSearching) go({ screen: 'search' })
  })
  const [wasSearching, setWasSearching] = useState(isSearching)
  if (wasSearching !== isSearching) {
    setWasSearching(isSearching)
    ime.set(isSearching ? query : '')
  }
  useKeys({ search: () => box.current?.focus() })
  useEffect(() => {
    if (isSearching) box.current?.focus()
  }, [isSearching])

  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const name = keyNameOf(event.nativeEvent)
    if (name === undefined) return
    if (name === 'Escape') {
      if (ime.value === '') box.current?.blur()
      ime.set('')
      desk.selection.getState().setQuery('')
    } else if (['ArrowDown', 'ArrowUp', 'Enter', 'Ctrl+Enter'].includes(name)) {
      document.dispatchEvent(new CustomEvent(SEARCH_KEY_EVENT, { detail: name }))
    } else return
    event.preventDefault()
  }

  return (
    <div className="search-box" role="search">
      <Icon name="search" />
      <input
        ref={box}
        type="text"
        aria-label={t('search:label')}
        placeholder={t('search:placeholder')}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        {...ime.props}
        onKeyDown={press}
        onFocus={(event) => event.currentTarget.select()}
      />
      {ime.value === '' ? <CommandCap of="search" /> : <span className="meta t3 row gap6 nowrap">{t('search:enterOpens')}<Kbd>{ESCAPE_CAP}</Kbd></span>}
    </div>
  )
}
