// One minute before the idle lock: a line that says so, and one act that keeps the desk open.
import { useEffect, useState, type JSX } from 'react'
import { Button } from '../components/button'
import { useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'

export function LockWarning(): JSX.Element | null {
  const { shell } = useDesk()
  const { t } = useText()
  const [seconds, setSeconds] = useState<number>()
  useEffect(() => shell.onLockWarning(setSeconds), [shell])
  if (seconds === undefined) return null
  return (
    <div className="lock-warning" role="alert">
      <Icon name="lock" />
      <span className="grow">{t('app:lockWarning', { count: seconds })}</span>
      <Button size="small" onClick={() => void shell.stayUnlocked()}>{t('app:stayUnlocked')}</Button>
    </div>
  )
}
