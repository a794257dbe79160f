// The window before unlock: the masked-line backdrop, the window buttons, and nothing from the encrypted store.
import type { JSX, ReactNode } from 'react'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { MaskedBackdrop } from './masked-backdrop'
import { SettingsMenu } from './settings-menu'
import { WindowButtons } from './window-buttons'

export interface OutsideFrameProps {
  readonly children: ReactNode
  readonly foot?: ReactNode
  /** Something of it is still to come. */
  readonly isBusy?: boolean
}

export function OutsideFrame({ children, foot, isBusy = false }: OutsideFrameProps): JSX.Element {
  const { t } = useText()
  return (
    <div className="outside">
      <MaskedBackdrop />
      <header className="title-bar"><div className="grow" /><WindowButtons /></header>
      <main className="outside-main scroll" aria-busy={isBusy}>{children}</main>
      <footer className="outside-foot meta t2">
        {foot}
        <span className="grow" />
        <SettingsMenu
          placement="above"
          button={(toggle) => <button type="button" className="link row gap6" {...toggle}><Icon name="globe" size={14} />{t('app:settings.open')}</button>}
        />
      </footer>
    </div>
  )
}
