// The vault with its anchor: after every transaction that added to the audit chain, the anchor is written and synced before anybody hears
// that it is saved.
import type { Secret } from '../keys/secret'
import { readAuditHead } from '../audit/audit-log'
import { writeAnchor } from '../vault/anchor'
import type { Tx } from '../vault/transaction'
import type { Vault } from '../vault/vault'

export function anchored(vault: Vault, dir: string, macKey: Secret): Vault {
  let written = 0
  let turn: Promise<void> = Promise.resolve()
  /** In order, newest only: a head that a later one has overtaken need not be written any more. */
  const anchor = (head: Awaited<ReturnType<typeof readAuditHead>>): Promise<void> => {
    turn = turn
      .catch(() => undefined)
      .then(async () => {
        if (head.size <= written) return
        await writeAnchor(dir, head, macKey)
        written = head.size
      })
    return turn
  }
  return {
    reader: vault.reader,
    transaction: async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
      const { result, head } = await vault.transaction(async (tx) => ({ result: await work(tx), head: await readAuditHead(tx) }))
      await anchor(head)
      return result
    },
    checkpoint: () => vault.checkpoint(),
    holdWrites: (work) => vault.holdWrites(work),
    close: async () => {
      await turn.catch(() => undefined)
      await vault.close()
    },
    get generation() {
      return vault.generation
    },
    get file() {
      return vault.file
    },
    interruptReads: () => vault.interruptReads(),
  }
}
