// What can be done by a key: the name of each command, where it counts, its key to begin with, and what a person made of that.

/** Places in which commands count together: two of them may share a key only where they never meet. */
export const COMMAND_PLACES = ['everywhere', 'list', 'queue', 'person', 'policies', 'items', 'devices'] as const
export type CommandPlace = (typeof COMMAND_PLACES)[number]

/** A key by its place on the keyboard, as the renderer's keymap names it: `KeyJ`, `Shift+Slash`, `Ctrl+Enter`. */
export type CommandKey = string

interface Command {
  readonly at: CommandPlace
  readonly key: CommandKey
}

const TABLE = {
  palette: { at: 'everywhere', key: 'Ctrl+KeyK' },
  search: { at: 'everywhere', key: 'Slash' },
  submit: { at: 'everywhere', key: 'Ctrl+Enter' },
  undo: { at: 'everywhere', key: 'KeyZ' },
  go: { at: 'everywhere', key: 'KeyG' },
  lock: { at: 'everywhere', key: 'Ctrl+KeyL' },
  people: { at: 'everywhere', key: 'Ctrl+Shift+KeyL' },
  passphrase: { at: 'everywhere', key: 'Ctrl+Shift+KeyK' },
  help: { at: 'everywhere', key: 'Shift+Slash' },
  explain: { at: 'everywhere', key: 'F1' },
  next: { at: 'list', key: 'KeyJ' },
  previous: { at: 'list', key: 'KeyK' },
  nextCase: { at: 'queue', key: 'KeyN' },
  filter: { at: 'queue', key: 'KeyF' },
  assign: { at: 'queue', key: 'Shift+KeyA' },
  snooze: { at: 'queue', key: 'KeyS' },
  macro: { at: 'queue', key: 'KeyM' },
  take: { at: 'queue', key: 'KeyA' },
  verify: { at: 'queue', key: 'KeyV' },
  settleCheck: { at: 'queue', key: 'KeyC' },
  decide: { at: 'queue', key: 'KeyD' },
  erasure: { at: 'queue', key: 'KeyE' },
  package: { at: 'queue', key: 'KeyX' },
  reopen: { at: 'queue', key: 'KeyR' },
  timing: { at: 'queue', key: 'KeyT' },
  limit: { at: 'queue', key: 'KeyL' },
  escalate: { at: 'queue', key: 'KeyU' },
  evidence: { at: 'queue', key: 'KeyI' },
  withdraw: { at: 'queue', key: 'KeyW' },
  stepBack: { at: 'queue', key: 'KeyB' },
  letter: { at: 'queue', key: 'KeyO' },
  note: { at: 'queue', key: 'KeyH' },
  openPerson: { at: 'queue', key: 'KeyP' },
  newRequest: { at: 'person', key: 'KeyN' },
  day: { at: 'person', key: 'KeyD' },
  print: { at: 'person', key: 'KeyP' },
  reveal: { at: 'person', key: 'KeyV' },
  newPolicy: { at: 'policies', key: 'KeyN' },
  firstWay: { at: 'items', key: 'Digit1' },
  secondWay: { at: 'items', key: 'Digit2' },
  thirdWay: { at: 'items', key: 'Digit3' },
  revoke: { at: 'devices', key: 'KeyR' },
  wipe: { at: 'devices', key: 'KeyW' },
} as const satisfies Readonly<Record<string, Command>>

export type CommandId = keyof typeof TABLE
export const COMMANDS: Readonly<Record<CommandId, Command>> = TABLE
export const COMMAND_IDS = Object.keys(TABLE) as readonly CommandId[]
export const isCommandId = (id: string): id is CommandId => Object.hasOwn(TABLE, id)

/** What a person made of the keys; `null`: that command has none. */
export interface KeyChoice {
  /** Keys that would type something act at all; off for whoever speaks to the computer or touches keys unwillingly (WCAG 2.1.4). */
  readonly single: boolean
  readonly own: Readonly<Partial<Record<CommandId, CommandKey | null>>>
}
export const FIRST_KEY_CHOICE: KeyChoice = { single: true, own: {} }

/** Undefined: no key does it, only the palette. */
export function keyOf(id: CommandId, { single, own }: KeyChoice): CommandKey | undefined {
  const key = own[id] === undefined ? COMMANDS[id].key : own[id]
  return key === null || (!single && !key.startsWith('Ctrl+') && key !== FUNCTION_KEY) ? undefined : key
}

const LETTER_OR_DIGIT = /^(Ctrl\+)?(Shift\+)?(Key[A-Z]|Digit\d)$/
const SIGN = /^(Ctrl\+)?(Shift\+)?(Slash|Period|Comma|Semicolon|Quote|Backquote|BracketLeft|BracketRight|Minus|Equal)$/
/** What every window of every system does with Ctrl, and the zoom of this one. */
const OF_THE_SYSTEM = ['KeyA', 'KeyC', 'KeyV', 'KeyX', 'KeyY', 'KeyZ', 'KeyQ', 'KeyW', 'KeyR', 'KeyP', 'Minus', 'Equal', 'Digit0'] as const
/** Which types nothing, like a key with Ctrl; others belong to the system or to a browser. */
const FUNCTION_KEY = 'F1'
const ENTER = /^Ctrl\+(Shift\+)?Enter$/
export const MOST_KEY_LENGTH = 24

/** Whether a key can be given to a command: arrows, Tab, Space, Enter and Escape keep what they mean everywhere. */
export function isCommandKey(key: string): boolean {
  if (OF_THE_SYSTEM.some((code) => key === `Ctrl+${code}` || key === `Ctrl+Shift+${code}`)) return false
  return key === FUNCTION_KEY || LETTER_OR_DIGIT.test(key) || SIGN.test(key) || ENTER.test(key)
}

const LISTS: readonly CommandPlace[] = ['queue', 'policies', 'devices']

function doMeet(one: CommandPlace, other: CommandPlace): boolean {
  if (one === other || one === 'everywhere' || other === 'everywhere') return true
  return (one === 'list' && LISTS.includes(other)) || (other === 'list' && LISTS.includes(one))
}

/** The command that has this key where `id` counts. */
export function takenBy(id: CommandId, key: CommandKey, choice: KeyChoice): CommandId | undefined {
  const all = { ...choice, single: true }
  return COMMAND_IDS.find((other) => other !== id && keyOf(other, all) === key && doMeet(COMMANDS[id].at, COMMANDS[other].at))
}

/** With another key for one command; `undefined` gives back the one to begin with. */
export function withKey(choice: KeyChoice, id: CommandId, key: CommandKey | null | undefined): KeyChoice {
  const { [id]: _former, ...own } = choice.own
  return { ...choice, own: key === undefined || key === COMMANDS[id].key ? own : { ...own, [id]: key } }
}
