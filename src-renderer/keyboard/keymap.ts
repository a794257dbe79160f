// Turns a key press into a key name of ours: by its place on the keyboard, so that ？ and 中文标点 work in every input method.
import type { CommandId } from '../../src-shared/domain/commands'

/** `KeyJ`, `Ctrl+Enter`, `Shift+Slash` …; Ctrl stands for ⌘ on a Mac. */
export type KeyName = string

/** Keys that nobody can give another meaning: they mean the same in every window. */
export type FixedKey = 'Escape' | 'ArrowDown' | 'ArrowUp'

/** Undefined: known here, but not possible now. */
export type KeyActs = Readonly<Partial<Record<CommandId | FixedKey, (() => unknown) | undefined>>>

const SIGNS: Readonly<Record<string, string>> = {
  Slash: '/', Period: '.', Comma: ',', Semicolon: ';', Quote: "'", Backquote: '`', BracketLeft: '[', BracketRight: ']', Minus: '-', Equal: '=', Enter: '↵',
}
const SHIFTED: Readonly<Record<string, string>> = { Slash: '?' }

/** As it stands on the key caps: `Ctrl ↵`, `⇧A`, `?`. */
export function capOf(name: KeyName): string {
  const code = name.slice(name.lastIndexOf('+') + 1)
  const hasShift = name.includes('Shift+')
  const sign = hasShift ? SHIFTED[code] : undefined
  const cap = sign ?? `${hasShift ? '⇧' : ''}${SIGNS[code] ?? code.replace(/^(Key|Digit)/, '')}`
  return name.startsWith('Ctrl+') ? `Ctrl ${cap}` : cap
}

export interface KeyPress {
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/** Undefined while an input method composes: those presses belong to it (229 is what it reports where isComposing is not set). */
export function keyNameOf(press: KeyPress): KeyName | undefined {
  if (press.isComposing || press.keyCode === 229) return undefined
  if (press.altKey) return undefined
  const ctrl = press.ctrlKey || press.metaKey ? 'Ctrl+' : ''
  const shift = press.shiftKey ? 'Shift+' : ''
  return `${ctrl}${shift}${press.code === 'NumpadEnter' ? 'Enter' : press.code}`
}

/** Where single keys must type, not act. */
export function isTextPlace(element: Element | null): boolean {
  if (element === null) return false
  if (element instanceof HTMLElement && element.isContentEditable) return true
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(element.type)
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement || element.closest('[role=combobox]') !== null
}

/** A dialog, menu or open list takes all keys; a list that has been chosen from and only fades away does not. */
export function isOverlayOpen(page: Document): boolean {
  return page.querySelector('[role=dialog], .ant-select-dropdown:not(.ant-select-dropdown-hidden, [class*="-leave"]), [role=menu]') !== null
}
