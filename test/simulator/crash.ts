// The process of a desk ends before or after the commit of one of its transactions; what was in memory is gone.
import type { Tx } from '../../src-main/vault/transaction'
import { overVault, type Vault } from '../../src-main/vault/vault'

export class SimulatedCrash extends Error {
  constructor() {
    super('simulated crash')
  }
}
export interface PlannedCrash {
  readonly when: 'before-commit' | 'after-commit'
  /** Which transaction of the step, from 0. */
  readonly nth: number
}

export interface CrashingVault {
  readonly vault: Vault
  plan(crash: PlannedCrash | undefined): void
  /** True from the crash on; whoever catches the exception changes nothing about it. */
  readonly hasCrashed: () => boolean
}

export function withCrashes(real: Vault): CrashingVault {
  let planned: PlannedCrash | undefined
  let count = 0
  let isDead = false
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    if (isDead) throw new SimulatedCrash()
    const crash = planned && planned.nth === count++ ? planned : undefined
    const result = await real.transaction(async (tx) => {
      const done = await work(tx)
      if (crash?.when === 'before-commit') {
        isDead = true
        throw new SimulatedCrash()
      }
      return done
    })
    if (crash) {
      isDead = true
      throw new SimulatedCrash()
    }
    return result
  }
  return {
    vault: overVault(real, {
      transaction,
      holdWrites: (work) => (isDead ? Promise.reject(new SimulatedCrash()) : real.holdWrites(work)),
    }),
    plan: (crash) => {
      planned = crash
      count = 0
    },
    hasCrashed: () => isDead,
  }
}
