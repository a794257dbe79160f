// The vault with its anchor: after every transaction that added to the audit chain, the anchor is written and synced before anybody hears
// that it is saved. Where that fails (a full disk) the act is committed all the same and will be pushed, so the answer does not deny it:
// the anchor stays owed and is tried again with the next transaction and on close. Meanwhile the store is ahead of it, which is safe.
import type { Secret } from '../keys/secret'
import type { ChainHead } from '../../src-shared/formats/audit-entry'
import { readAuditHead } from '../audit/audit-log'
import { writeAnchor } from '../vault/anchor'
import type { Tx } from '../vault/transaction'
import { overVault, type Vault } from '../vault/vault'

/** `onFault` hears of the first failure of a row of them, not of every act while the disk stays full. */
export function anchored(vault: Vault, dir: string, macKey: Secret, onFault: (error: unknown) => void): Vault {
  let written = 0
  /** The newest head seen; owed while it is larger than what was written. */
  let newest: ChainHead | undefined
  let isFailing = false
  let turn: Promise<void> = Promise.resolve()
  const writeOwed = async (): Promise<void> => {
    const head = newest
    if (!head || head.size <= written) return
    try {
      await writeAnchor(dir, head, macKey)
      written = head.size
      isFailing = false
    } catch (error) {
      if (!isFailing) onFault(error)
      isFailing = true
    }
  }
  /** In order, newest only: a head that a later one has overtaken need not be written any more. */
  const settle = (): Promise<void> => {
    turn = turn.then(writeOwed)
    return turn
  }
  return overVault(vault, {
    transaction: async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
      const { result, head } = await vault.transaction(async (tx) => ({ result: await work(tx), head: await readAuditHead(tx) }))
      if (!newest || head.size > newest.size) newest = head
      await settle()
      return result
    },
    close: async () => {
      await settle()
      await vault.close()
    },
  })
}
