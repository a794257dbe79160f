// One button: plain, primary, danger or quiet, with its icon and the key that does the same.
import type { ButtonHTMLAttributes, JSX, ReactNode, Ref } from 'react'
import { useStore } from 'zustand'
import { isCommandId, keyOf, type CommandId } from '../../src-shared/domain/commands'
import { useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'
import { capOf } from '../keyboard/keymap'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly size?: 'normal' | 'small' | 'large'
  readonly icon?: IconName
  /** The command that does the same, or a key that means the same everywhere. */
  readonly shortcut?: CommandId | FixedCap | undefined
  readonly stretch?: 'yes' | 'no'
  readonly children: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
}

export function Button({ kind = 'plain', size = 'normal', icon, shortcut, stretch = 'no', children, ...rest }: ButtonProps): JSX.Element {
  const classes = ['btn', kind === 'plain' ? '' : `btn-${kind}`, size === 'normal' ? '' : `btn-${size}`, stretch === 'yes' ? 'grow' : '']
  return (
    <button type="button" className={classes.filter(Boolean).join(' ')} {...rest}>
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {children}
      {shortcut === undefined ? null : isCommandId(shortcut) ? <CommandCap of={shortcut} /> : <Kbd>{shortcut}</Kbd>}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly icon: IconName
  /** Said by a screen reader and shown as a tooltip. */
  readonly label: string
  readonly size?: 'normal' | 'small'
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ icon, label, size = 'normal', ...rest }: IconButtonProps): JSX.Element {
  return (
    <button type="button" className={size === 'small' ? 'icon-btn icon-btn-small' : 'icon-btn'} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  )
}

/** Keys that keep their meaning, as they stand on the caps. */
export type FixedCap = '↵' | 'Esc' | 'Ctrl ↵'

/** The cap of a command's key as the person at the desk has it; nothing where no key does it. */
export function CommandCap({ of }: { readonly of: CommandId }): JSX.Element | null {
  const key = useStore(useDesk().keys, (choice) => keyOf(of, choice))
  return key === undefined ? null : <Kbd>{capOf(key)}</Kbd>
}

/** A key cap; decoration, because the button's own name says the act. */
export function Kbd({ children }: { readonly children: string }): JSX.Element {
  return <span className="kbd" aria-hidden="true">{children}</span>
}
