// The keys that work on every screen: go, back, lock, help.
import { useEffect, useRef } from 'react'
import { QUEUE_VIEWS } from '../../src-shared/contract/queue'
import { useDesk, useSession } from '../desk-context'
import { lockDesk } from '../lock-desk'
import { useKeys } from '../keyboard/use-keys'
import type { Place } from '../stores/place'

/** Long enough for the second key of `g 1`, short enough that a later digit is no surprise. */
const SECOND_KEY_MS = 1200

/** Where the second key leads, by its place on the keyboard; the tenth view is at 0. */
const VIEWS: Readonly<Record<string, Place>> = Object.fromEntries(QUEUE_VIEWS.slice(0, 10).map((view, index) => [`Digit${(index + 1) % 10}`, { screen: 'queue' as const, view }]))
const PLACES: Readonly<Record<string, Place>> = { ...VIEWS, KeyO: { screen: 'policies' }, KeyS: { screen: 'sync', part: 'state' }, KeyP: { screen: 'search' } }
const MANAGED: Readonly<Record<string, Place>> = { KeyF: { screen: 'fleet', part: 'devices' } }

export function useFrameKeys(openHelp: () => void): void {
  const desk = useDesk()
  const mayManage = useSession()?.me?.permissions.includes('manage-devices') === true
  const armed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { go, back } = desk.place.getState()
  useKeys({
    KeyG: () => {
      clearTimeout(armed.current)
      armed.current = setTimeout(() => (armed.current = undefined), SECOND_KEY_MS)
    },
    'Ctrl+KeyL': () => void lockDesk(desk),
    'Shift+Slash': openHelp,
  })
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
    // Second keys are also keys of the screens (1, 2, 3 are the ways of an item that came back), so they are taken before the screens see them.
    const press = (event: KeyboardEvent): void => {
      if (armed.current === undefined || event.isComposing) return
      const place = { ...PLACES, ...(mayManage ? MANAGED : {}) }[event.code]
      if (place === undefined) return
      event.stopImmediatePropagation()
      event.preventDefault()
      clearTimeout(armed.current)
      armed.current = undefined
      go(place)
    }
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [go, mayManage])
}
