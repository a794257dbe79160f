// Does by itself what time and approved erasures ask of the origin: sweeps, completion, release days, retention.
//
//   woken by the notification of an approval (of a device taken away: for the ledger alone), by the minute, at start and after every break of the connection
//     → one round at a time in all processes (lead.ts) → erasures whose cooling-off is over begin → erasures and devices taken away into the ledger file → their sweeps → systems beside
//     the origin that are due → erasures that nobody need answer any
//     more → what was on hold and is no longer → some slices of what is over that two people agreed to → once a day, beside it, retention
import type { OriginContext } from '../context'
import { TAKEN_AWAY_CHANNEL } from '../devices/revoke'
import { completeWaiting } from '../erasure/complete'
import { runCooled } from '../erasure/cooling-off'
import type { ErasureLedger } from '../erasure/ledger'
import { releaseHeld } from '../erasure/held-release'
import { recordDevices } from '../erasure/record-devices'
import { recordErasures } from '../erasure/record-erasures'
import { resumeSweeps, SWEEP_CHANNEL } from '../erasure/sweep'
import { askSystems } from '../erasure/systems'
import type { OriginDatabase } from '../store/database'
import { runBatches } from '../retention/let-go'
import { startListening } from '../store/listen'
import { leadWork } from './lead'
import { runRetention } from './retention'

/** A sweep that failed (the database was away), and one whose notification was lost, is found after this. */
const ROUND_EVERY_MS = 60_000
/** Everything that is kept is kept for days. */
const RETENTION_EVERY_MS = 24 * 3_600_000

export interface Janitor {
  /** Lets the round that runs come to its end. What is left of a sweep goes on at the next start. */
  stop(): Promise<void>
}
type Report = (error: unknown) => void

export async function startJanitor(context: OriginContext, database: OriginDatabase, ledger: ErasureLedger, onError: Report): Promise<Janitor> {
  const rounds = createRounds(onError)
  const round = (): void => rounds.request('round', () =>
    leadWork(database, 'round', async () => {
      // At the end of whatever waits; none comes after a stop.
      if ((await workRound(context, ledger, onError)) === 'more') round()
    }))
  const record = (): void => rounds.request('record', () => leadWork(database, 'round', () => recordDevices(context, ledger)))
  const retention = (): void => rounds.request('retention', () => leadWork(database, 'retention', () => runRetention(context)))
  const timers = [setInterval(round, ROUND_EVERY_MS), setInterval(retention, RETENTION_EVERY_MS)]
  // Whatever was approved while nobody listened is found by the round at the beginning of listening.
  const listener = await startListening(database, { handlers: { [SWEEP_CHANNEL]: round, [TAKEN_AWAY_CHANNEL]: record }, onListening: round, onError })
  retention()
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await listener.stop()
      await rounds.stop()
    },
  }
}

/** `more`: another round has work at once. A fault of one part does not keep the others from being done, but no sweep goes on that is not in the ledger. */
async function workRound(context: OriginContext, ledger: ErasureLedger, onError: Report): Promise<'more' | 'done'> {
  const sweep = async (): Promise<void> => {
    const recorded = await recordErasures(context, ledger)
    await resumeSweeps(context, (erasureId) => recorded.has(erasureId))
  }
  for (const part of [() => runCooled(context), sweep, () => recordDevices(context, ledger), () => askSystems(context), () => completeWaiting(context), () => releaseHeld(context)]) await part().catch(onError)
  return runBatches(context).catch((error: unknown) => {
    onError(error)
    return 'done'
  })
}

/** One after the other; what is requested while the same kind waits already is done by the one that waits. */
function createRounds(onError: Report) {
  let last: Promise<unknown> = Promise.resolve()
  let isStopped = false
  const waiting = new Set<string>()
  return {
    request: (kind: string, work: () => Promise<unknown>): void => {
      if (waiting.has(kind)) return
      waiting.add(kind)
      last = last.then(async () => {
        waiting.delete(kind)
        if (!isStopped) await work()
      }).catch(onError)
    },
    stop: async () => {
      isStopped = true
      await last
    },
  }
}
