// The keys that work on every screen: go, back, lock, help.
import { useRef } from 'react'
import { QUEUE_VIEWS } from '../../src-shared/contract/queue'
import { useDesk, useSession } from '../desk-context'
import { lockDesk } from '../lock-desk'
import { NOT_MINE, useKeys, type KeyActs } from '../keyboard/use-keys'
import { useEffect } from 'react'

/** Long enough for the second key of `g 1`, short enough that a later digit is no surprise. */
const SECOND_KEY_MS = 1200

export function useFrameKeys(openHelp: () => void): void {
  const desk = useDesk()
  const mayManage = useSession()?.me?.permissions.includes('manage-devices') === true
  const { place } = desk
  const armed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { go, back } = place.getState()
  // Without the first key the second belongs to the screen: 1, 2, 3 are the ways of an item that came back.
  const second = (act: () => void) => (): unknown => {
    if (armed.current === undefined) return NOT_MINE
    clearTimeout(armed.current)
    armed.current = undefined
    act()
    return undefined
  }
  const views = Object.fromEntries(QUEUE_VIEWS.map((view, index) => [`Digit${(index + 1) % 10}`, second(() => go({ screen: 'queue', view }))]))
  const acts: KeyActs = {
    ...views,
    KeyG: () => {
      clearTimeout(armed.current)
      armed.current = setTimeout(() => (armed.current = undefined), SECOND_KEY_MS)
    },
    KeyO: second(() => go({ screen: 'policies' })),
    KeyS: second(() => go({ screen: 'sync', part: 'state' })),
    ...(mayManage ? { KeyF: second(() => go({ screen: 'fleet', part: 'devices' })) } : {}),
    'Ctrl+KeyL': () => void lockDesk(desk),
    'Shift+Slash': openHelp,
  }
  useKeys(acts)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!event.altKey || event.code !== 'ArrowLeft' || event.isComposing) return
      event.preventDefault()
      back()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [back])
  useEffect(() => {
    // `g p` shares its second letter with a screen's own key, so it is taken before the screens see it.
    const press = (event: KeyboardEvent): void => {
      if (armed.current === undefined || event.code !== 'KeyP' || event.isComposing) return
      event.stopImmediatePropagation()
      event.preventDefault()
      clearTimeout(armed.current)
      armed.current = undefined
      go({ screen: 'search' })
    }
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [go])
}
