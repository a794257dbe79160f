// A vault whose failures are heard by whoever can do something about the cause: the failure itself goes on to whoever asked.
import type { Tx } from './transaction'
import { overVault, type Vault } from './vault'

export function hearingFaults(vault: Vault, hear: (error: unknown) => void): Vault {
  const heard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      hear(error)
      throw error
    }
  }
  return overVault(vault, {
    transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> => heard(() => vault.transaction(work)),
    leave: (text, random) => heard(() => vault.leave(text, random)),
  })
}
