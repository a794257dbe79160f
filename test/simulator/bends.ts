// Where a mutant of the desk's side takes hold: thin wrappers around the real parts, each giving one of them a fault that the real code
// does not have. Without a mutant they change nothing.
import type { OriginClient } from '../../src-main/sync/origin-client'
import type { SyncSteps } from '../../src-main/sync/sync-loop'
import type { LeaseKeeper } from '../../src-main/usecases/lease'
import { clearMeta, getMeta, setMeta } from '../../src-main/vault/repositories/meta'
import type { Vault } from '../../src-main/vault/vault'
import type { Clock } from '../../src-shared/base/clock'
import { sql } from 'kysely'
import type { Mutant } from './model/mutants'

export interface Bends {
  readonly client: (real: OriginClient, vault: Vault) => OriginClient
  readonly steps: (real: SyncSteps, vault: Vault) => SyncSteps
  readonly lease: (real: LeaseKeeper, deps: { readonly vault: Vault; readonly clock: Clock }) => LeaseKeeper
}

export function bend(mutant: Mutant | undefined): Bends {
  return {
    client: (real, vault) => (mutant === 'cursor-before-rows' ? cursorFirst(real, vault) : real),
    steps: (real, vault) => (mutant === 'outbox-cleared' ? clearedOnReset(real, vault) : mutant === 'scope-ignored' ? scopeKept(real, vault) : real),
    lease: (real, deps) => (mutant === 'lease-by-wall-clock' ? byWallClock(real, deps) : real),
  }
}

function cursorFirst(real: OriginClient, vault: Vault): OriginClient {
  return {
    ...real,
    changes: async (cursor, limit, waitMs, signal) => {
      const answer = await real.changes(cursor, limit, waitMs, signal)
      if (answer.ok && 'page' in answer.value) {
        const { page } = answer.value
        await vault.transaction((tx) => setMeta(tx, 'cursor', page.end.cursor))
      }
      return answer
    },
  }
}

function clearedOnReset(real: SyncSteps, vault: Vault): SyncSteps {
  return {
    ...real,
    follow: async (wait, signal) => {
      const followed = await real.follow(wait, signal)
      if (followed.ok && followed.value === 'reset') await vault.transaction((tx) => tx.deleteFrom('outbox').execute())
      return followed
    },
  }
}

interface HeldRow {
  readonly type: string
  readonly id: string
  readonly scope: string
  readonly v: number
  readonly subject_id: string | null
  readonly body: string
  readonly gen: number
}

/** A revoked scope still counts as holding what another one held then; when that one is revoked too, what both held stays. */
function scopeKept(real: SyncSteps, vault: Vault): SyncSteps {
  const keyOf = ({ type, id }: HeldRow): string => `${type} ${id}`
  const stale = new Set<string>()
  const keeping = async <T>(step: () => Promise<T>): Promise<T> => {
    const { rows } = await sql<HeldRow>`select r.*, s.scope from records r join record_scopes s on s.type = r.type and s.id = r.id`.execute(vault.reader)
    const done = await step()
    const granted = (await vault.reader.selectFrom('scopes').select('id').execute()).map(({ id }) => id)
    const lost = rows.filter((row) => !granted.includes(row.scope))
    const isHeld = (row: HeldRow): boolean => rows.some((other) => keyOf(other) === keyOf(row) && granted.includes(other.scope))
    const kept = lost.filter((row) => !isHeld(row) && (stale.has(keyOf(row)) || lost.some((other) => keyOf(other) === keyOf(row) && other.scope !== row.scope)))
    for (const row of lost) if (isHeld(row)) stale.add(keyOf(row))
    await vault.transaction(async (tx) => {
      for (const { type, id, v, subject_id: subjectId, body, gen } of kept) {
        await sql`insert into records (type, id, v, subject_id, body, gen) values (${type}, ${id}, ${v}, ${subjectId}, ${body}, ${gen}) on conflict do nothing`.execute(tx)
      }
    })
    return done
  }
  return { ...real, greet: () => keeping(() => real.greet()), follow: (wait, signal) => keeping(() => real.follow(wait, signal)) }
}

function byWallClock(real: LeaseKeeper, { vault, clock }: { readonly vault: Vault; readonly clock: Clock }): LeaseKeeper {
  return {
    ...real,
    look: async () => {
      const lease = await getMeta(vault.reader, 'lease')
      if (!lease) return 'none'
      await vault.transaction((tx) => clearMeta(tx, ['highWater']))
      return clock.now() > lease.notAfter ? 'ended' : 'running'
    },
  }
}
