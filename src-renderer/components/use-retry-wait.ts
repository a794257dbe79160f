// What a passphrase that did not open says: that it is wrong, and how many seconds to wait before the next try.
import { useEffect, useState } from 'react'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'

/** Said at the field; whatever else went wrong is said below it. */
export const isPassphraseError = (kind: DeskErrorKind | undefined): boolean => kind === 'wrong-passphrase' || kind === 'wait-before-retry'

/** The data process says how long (it keeps the time); here it is only counted down. */
export function useRetryWait(error: DeskError | undefined): number {
  // What was counted belongs to the answer it was counted for: the next one starts anew.
  const [counted, setCounted] = useState({ error, seconds: 0 })
  const left = Math.max(0, secondsOf(error) - (counted.error === error ? counted.seconds : 0))
  const isWaiting = left > 0
  useEffect(() => {
    if (!isWaiting) return undefined
    const timer = setInterval(() => setCounted((before) => ({ error, seconds: before.error === error ? before.seconds + 1 : 1 })), 1000)
    return () => clearInterval(timer)
  }, [error, isWaiting])
  return left
}

function secondsOf(error: DeskError | undefined): number {
  const seconds = error?.params?.['seconds']
  return typeof seconds === 'number' ? Math.ceil(seconds) : 0
}
