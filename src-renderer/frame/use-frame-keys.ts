// The keys that work on every screen: go, back, lock, help, the palette.
import { useEffect, useRef } from 'react'
import { useAsk, useDesk, useSession } from '../desk-context'
import { FIRST_KEY_CHOICE } from '../../src-shared/domain/commands'
import { lockDesk } from '../lock-desk'
import { useKeys } from '../keyboard/use-keys'
import { useSavedWays, WAYS } from './ways'

/** Long enough for the second key of `g 1`, short enough that a later digit is no surprise. */
const SECOND_KEY_MS = 1200

interface FrameActs {
  readonly openKeys: () => void
  readonly openPalette: () => void
  readonly openPeople: () => void
  readonly openPassphrase: () => void
  readonly toggleHelp: () => void
}

export function useFrameKeys({ openKeys, openPalette, openPeople, openPassphrase, toggleHelp }: FrameActs): void {
  const desk = useDesk()
  const arm = useSecondKey()
  const { back } = desk.place.getState()
  useOwnKeys()
  useKeys({
    go: arm,
    help: openKeys,
    palette: openPalette,
    people: openPeople,
    passphrase: openPassphrase,
  })
  // It types nothing: in a field too.
  useKeys({ explain: toggleHelp }, { scope: 'always' })
  // Whoever has to leave has no time to close a dialog first.
  useKeys({ lock: () => void lockDesk(desk) }, { scope: 'over-dialogs' })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!event.altKey || event.code !== 'ArrowLeft' || event.isComposing) return
      event.preventDefault()
      back()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [back])
}

/** For the key after which one more leads somewhere; Shift with a digit leads to a saved view. */
function useSecondKey(): () => void {
  const desk = useDesk()
  const permissions = useSession()?.me?.permissions
  const saved = useSavedWays()
  const armed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { go } = desk.place.getState()
  const goBySecond = ({ code, shiftKey }: KeyboardEvent): boolean => {
    if (shiftKey) {
      const way = saved[Number(/^Digit([1-9])$/.exec(code)?.[1] ?? 0) - 1]
      way?.show()
      return way !== undefined
    }
    const way = WAYS.find(({ second, needs }) => second === code && (needs === undefined || permissions?.includes(needs) === true))
    if (way !== undefined) go(way.place)
    return way !== undefined
  }
  useEffect(() => {
    // Second keys are also keys of the screens (1, 2, 3 are the ways of an item that came back), so they are taken before the screens see them.
    const press = (event: KeyboardEvent): void => {
      if (armed.current === undefined || event.isComposing || !goBySecond(event)) return
      event.stopImmediatePropagation()
      event.preventDefault()
      clearTimeout(armed.current)
      armed.current = undefined
    }
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  })
  return () => {
    clearTimeout(armed.current)
    armed.current = setTimeout(() => (armed.current = undefined), SECOND_KEY_MS)
  }
}

/** The keys of whoever is signed in count from the moment they are known until this frame goes. */
function useOwnKeys(): void {
  const { keys } = useDesk()
  const mine = useAsk('keys.mine', {}).data
  useEffect(() => keys.setState(mine ?? FIRST_KEY_CHOICE), [keys, mine])
  useEffect(() => () => keys.setState(FIRST_KEY_CHOICE), [keys])
}
