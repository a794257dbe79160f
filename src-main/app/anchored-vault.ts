// The vault with its anchor: after every transaction that added to the audit chain the anchor is written and synced before anybody hears that it
// is saved. It follows a line that was left beside the store at once, but nobody waits for it: the line is on the disk, and whoever looks
// something up beside an import would wait for two files instead of one. Where it fails (a full disk) the act is committed all the same and will be pushed,
// so the answer does not deny it: the anchor stays owed and is tried again with the next transaction and on close. Meanwhile the store is ahead
// of it, which is safe.
import type { Secret } from '../keys/secret'
import { EMPTY_CHAIN, type ChainHead } from '../../src-shared/formats/audit-entry'
import { readAuditHead } from '../audit/audit-log'
import { writeAnchor } from '../vault/anchor'
import type { Tx } from '../vault/transaction'
import { overVault, type Vault } from '../vault/vault'
import { NO_LINES, type WaitingHead } from '../vault/waiting-lines'

interface Reached {
  readonly head: ChainHead
  readonly waiting: WaitingHead
}

/** `onFault` hears of the first failure of a row of them, not of every act while the disk stays full. */
export function anchored(vault: Vault, dir: string, macKey: Secret, onFault: (error: unknown) => void): Vault {
  let written: Reached = { head: EMPTY_CHAIN, waiting: NO_LINES }
  /** The newest seen; owed while it is beyond what was written. */
  let newest: Reached | undefined
  let isFailing = false
  let turn: Promise<void> = Promise.resolve()
  const reach = (head: ChainHead, waiting: WaitingHead): void => {
    newest ??= { head, waiting }
    newest = { head: head.size > newest.head.size ? head : newest.head, waiting: waiting.n > newest.waiting.n ? waiting : newest.waiting }
  }
  const writeOwed = async (): Promise<void> => {
    const reached = newest
    if (!reached || (reached.head.size <= written.head.size && reached.waiting.n <= written.waiting.n)) return
    try {
      await writeAnchor(dir, reached.head, macKey, reached.waiting.n > 0 && vault.waiting.list().length > 0 ? reached.waiting : undefined)
      written = reached
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
      reach(head, NO_LINES)
      await settle()
      return result
    },
    leave: async (text, random) => {
      const waiting = await vault.leave(text, random)
      reach(newest?.head ?? (await readAuditHead(vault.reader)), waiting)
      void settle()
      return waiting
    },
    close: async () => {
      await settle()
      await vault.close()
    },
  })
}
