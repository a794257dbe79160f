// What the palette offers: the commands that are possible here and now, the places, the saved views, and the search for what was typed.
import { useMemo } from 'react'
import { COMMAND_IDS, COMMANDS, keyOf, type CommandId } from '../../src-shared/domain/commands'
import { useDesk, useGo, useSession } from '../desk-context'
import { capOf } from '../keyboard/keymap'
import { createDeskText } from '../desk-text'
import { useText } from '../text'
import { useSavedWays, WAYS } from './ways'

export interface PaletteEntry {
  readonly id: string
  readonly text: string
  readonly part: 'here' | 'places' | 'views' | 'people'
  readonly caps?: string
  /** Small letters, in both languages. */
  readonly findable: string
  readonly run: () => void
}

/** What belongs to the screen stands before what is everywhere. Not offered: the palette itself, and the first key of two, which does nothing alone. */
const OFFERED: readonly CommandId[] = COMMAND_IDS.filter((id) => id !== 'palette' && id !== 'go').toSorted((one, other) => rankOf(one) - rankOf(other))
function rankOf(id: CommandId): number {
  return COMMANDS[id].at === 'everywhere' ? 1 : 0
}

export function usePaletteEntries(): readonly PaletteEntry[] {
  const { t, language } = useText()
  const desk = useDesk()
  const go = useGo()
  const permissions = useSession()?.me?.permissions
  const saved = useSavedWays()
  const choice = desk.keys.getState()
  // Made once for the palette, not with each letter that is typed.
  const other = useMemo(() => createDeskText(language === 'en' ? 'zh-CN' : 'en').t, [language])
  const acts = new Map<CommandId, () => unknown>()
  for (const { current } of desk.bound) {
    for (const id of OFFERED) {
      const act = current[id]
      if (act !== undefined) acts.set(id, act)
    }
  }
  const capsOf = (id: CommandId): { readonly caps?: string } => {
    const key = keyOf(id, choice)
    return key === undefined ? {} : { caps: capOf(key) }
  }
  const goCap = keyOf('go', choice)
  const secondCaps = (second: string | undefined): { readonly caps?: string } => (second === undefined || goCap === undefined ? {} : { caps: `${capOf(goCap)} ${capOf(second)}` })
  return [
    ...OFFERED.flatMap((id): PaletteEntry[] => {
      const act = acts.get(id)
      if (act === undefined) return []
      const text = t(`keys:command.${id}`)
      return [{ id, text, part: 'here', ...capsOf(id), findable: `${text} ${other(`keys:command.${id}`)}`.toLowerCase(), run: () => void act() }]
    }),
    ...WAYS.filter(({ needs }) => needs === undefined || permissions?.includes(needs) === true).map((way): PaletteEntry => {
      const text = t(way.text)
      return { id: way.text, text, part: 'places', ...secondCaps(way.second), findable: `${text} ${other(way.text)}`.toLowerCase(), run: () => go(way.place) }
    }),
    ...saved.map((view, index): PaletteEntry => ({ id: view.id, text: view.name, part: 'views', ...secondCaps(index < 9 ? `Shift+Digit${index + 1}` : undefined), findable: view.name.toLowerCase(), run: view.show })),
  ]
}

/** All words in any order. */
export function fitting(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  return entries.filter(({ findable }) => words.every((word) => findable.includes(word)))
}
