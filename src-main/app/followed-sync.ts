// What goes on with the sync: at contact what waited for it, and in passing what is due.
import type { FileCarrier } from '../sync/file-carrier'
import type { Presence } from '../sync/presence'
import type { SyncSteps } from '../sync/sync-loop'
import type { AuditWitnesses } from '../usecases/audit-witness'
import type { ErasureRunner } from '../usecases/carry-out-erasure'
import type { Rechecker } from '../usecases/recheck-residue'
import type { StoreCare } from './store-care'

interface Following {
  readonly runner: ErasureRunner
  readonly presence: Presence
  readonly files: FileCarrier
  readonly rechecker: Rechecker
  readonly witnesses: AuditWitnesses
  /** What the origin has not heard yet of a chain that does not hold together. */
  readonly tell: () => void
  readonly care: StoreCare
  /** Of a store that was set aside, once all that it held is here anew. */
  readonly endQuarantine: () => Promise<void>
}

/** A purge that failed of itself (a full disk) is tried once more whenever the origin is reached; where one is, it forgot with the line. */
export function followed(steps: SyncSteps, { runner, presence, files, rechecker, witnesses, tell, care, endQuarantine }: Following): SyncSteps {
  return {
    ...steps,
    greet: async () => {
      const greeted = await steps.greet()
      if (!greeted.ok) return greeted
      runner.retry()
      presence.again()
      files.look()
      rechecker.look()
      witnesses.look('contact')
      tell()
      void care.index.goOn()
      return greeted
    },
    rows: async () => {
      await endQuarantine()
      return steps.rows()
    },
    ack: () => {
      witnesses.look('in-passing')
      return steps.ack()
    },
  }
}
