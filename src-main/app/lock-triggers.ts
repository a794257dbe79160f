// Turns what the computer says (idle, sleep, screen lock, another user) into calls of lock.

import { powerMonitor } from 'electron'
import type { LockReason } from '../../src-shared/contract/shell'
import { IDLE_SECONDS } from '../../src-shared/base/idle'
import { createIdleWatch } from './idle-watch'
import { watchScreenLock } from './screen-lock-signal'

export interface LockTriggerDeps {
  readonly lock: (reason: LockReason) => void
  readonly warn: (secondsLeft: number | undefined) => void
  readonly mono: () => number
  readonly platform: string
}

export interface LockTriggers {
  /** Only an unlocked vault is watched for idleness. */
  setUnlocked(state: 'unlocked' | 'locked'): void
  /** Whole seconds without anybody, as the company set it. */
  setIdleLimit(seconds: number): void
  touch(): void
  stop(): void
}

export function startLockTriggers(deps: LockTriggerDeps): LockTriggers {
  let limitSeconds: number = IDLE_SECONDS.usual
  const watch = createIdleWatch({
    systemIdleSeconds: () => powerMonitor.getSystemIdleTime(),
    mono: deps.mono,
    limitSeconds: () => limitSeconds,
    warn: deps.warn,
    lock: () => deps.lock('idle'),
  })
  let timer: NodeJS.Timeout | undefined
  const stopIdle = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  powerMonitor.on('suspend', () => deps.lock('suspend'))
  powerMonitor.on('resume', () => deps.lock('suspend')) // the word of going to sleep does not always come in time
  powerMonitor.on('lock-screen', () => deps.lock('screen-locked'))
  powerMonitor.on('user-did-resign-active', () => deps.lock('screen-locked')) // macOS: another user took the screen
  const stopSignal = deps.platform === 'linux' ? watchScreenLock(() => deps.lock('screen-locked')) : undefined
  return {
    setUnlocked: (state) => {
      stopIdle()
      if (state === 'locked') return
      watch.touch()
      timer = setInterval(watch.tick, 1000)
    },
    setIdleLimit: (seconds) => {
      limitSeconds = seconds
    },
    touch: watch.touch,
    stop: () => {
      stopIdle()
      stopSignal?.()
    },
  }
}
