// Looks that are written down while the writer is busy. Nothing is shown before its line is on the disk, and a line need not wait for an import or
// an index: while the writer is free it goes straight into the chain, else it is left beside the store, and the next transaction, whatever it
// is, takes it over before its own work (docs/decisions/0039).
//
// On a full disk nothing gets into the chain, and people must still be able to look: then the line is left too, in room that was kept for it.
//
// What is typed into a search is left so that its letters become one entry when it has settled (audit/one-search.ts).
//
// The entry then carries the time of the look. It stands before every entry of a later time: whatever else is entered takes over first.
import { stampAudit, appendAudit, type AuditContext } from '../audit/audit-log'
import { readLeftLine, writeLeftLine } from '../audit/left-line'
import { inOneGo, isTyped, SETTLED_MS } from '../audit/one-search'
import type { Ballast } from '../vault/ballast'
import { isDiskFull } from '../vault/purge'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Tx } from '../vault/transaction'
import { overVault, type Vault } from '../vault/vault'
import { NO_LINES } from '../vault/waiting-lines'
import { createAuditWriter, nameable } from './audit-writer'
import type { UnlockedDesk } from './unlocked-desk'

export interface AuditedVault {
  /** Every transaction takes over what waits; so does closing. */
  readonly vault: Vault
  /** Of an effect, in its transaction. */
  readonly auditBy: (actor: string) => UnlockedDesk['audit']
  /** Of a look, which has no effect. */
  readonly lookBy: (actor: string) => UnlockedDesk['auditLook']
}

/** Lines of looks that a full disk is to take: some hundreds. */
const LOOK_BYTES = 262_144
/** Let go of the ballast for them: four times as much, since others on this disk are waiting for room too. */
const SPARED_BYTES = 4 * LOOK_BYTES

/** `ballast`: without it a look on a full disk is refused. */
export async function withAudit(inner: Vault, context: AuditContext, ballast?: Pick<Ballast, 'spare'>): Promise<AuditedVault> {
  const { waiting } = inner
  await waiting.follow((await getMeta(inner.reader, 'waitingTaken')) ?? NO_LINES)
  const take = (tx: Tx): Promise<void> => takeOver(tx, inner, context)
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const { result, taken } = await inner.transaction(async (tx) => {
      await take(tx)
      return { result: await work(tx), taken: waiting.list().length > 0 ? await getMeta(tx, 'waitingTaken') : undefined }
    })
    if (taken) await waiting.follow(taken)
    return result
  }
  const takeAll = (): Promise<void> => transaction(() => Promise.resolve())
  let settling: NodeJS.Timeout | undefined
  const vault = overVault(inner, {
    transaction,
    close: async () => {
      clearTimeout(settling)
      await waiting.settled()
      // Where that fails (a full disk) the lines stay where they are, and the next opening takes them over.
      if (waiting.list().length > 0) await takeAll().catch(() => undefined)
      await inner.close()
    },
  })
  let isTaking = false
  /** Behind what the writer is at. A fault is met again by whoever writes next, who can tell it to somebody. */
  const takeSoon = (): void => {
    if (isTaking) return
    isTaking = true
    takeAll().then(
      () => {
        isTaking = false
        if (waiting.list().length > 0) takeSoon()
      },
      () => (isTaking = false),
    )
  }
  const takeWhenSettled = (): void => {
    clearTimeout(settling)
    settling = setTimeout(takeSoon, SETTLED_MS)
  }
  const auditBy = createAuditWriter(context, take)
  return {
    vault,
    auditBy,
    lookBy: (actor) => async (event) => {
      const isLetter = isTyped(event)
      // In one breath with the question: nobody gets the writer in between.
      if (!isLetter && !vault.isBusy() && (await orOnFullDisk(() => vault.transaction((tx) => auditBy(actor)(tx, event))))) return
      // Judged again when it is taken over; but the id of somebody erased is not even left.
      const named = await nameable(vault.reader, event)
      const line = writeLeftLine({ event: { ...named, actor }, stamp: stampAudit(context) })
      const leave = (): Promise<unknown> => vault.leave(line, context.random)
      if (!(await orOnFullDisk(leave))) {
        if (await ballast?.spare(SPARED_BYTES)) await vault.waiting.claim(LOOK_BYTES)
        await leave()
      }
      if (isLetter) takeWhenSettled()
      else takeSoon()
    },
  }
}

/** False: the disk is full. */
async function orOnFullDisk(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (isDiskFull(error)) return false
    throw error
  }
}

/** Inside a transaction: what it takes is gone from the file once that is committed, and in the chain or still in the file if it never is. */
async function takeOver(tx: Tx, { waiting }: Vault, context: AuditContext): Promise<void> {
  await waiting.settled()
  const lines = waiting.list()
  if (lines.length === 0) return
  const taken = (await getMeta(tx, 'waitingTaken')) ?? NO_LINES
  const open = lines.filter(({ n }) => n > taken.n)
  for (const { event, stamp } of inOneGo(open.map(({ text }) => readLeftLine(text)))) {
    const { actor, ...named } = event
    await appendAudit(tx, { ...(await nameable(tx, named)), actor }, context, stamp)
  }
  const last = open.at(-1)
  if (last) await setMeta(tx, 'waitingTaken', { n: last.n, hash: last.hash })
}
