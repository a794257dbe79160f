// What an oracle asks of the real origin, answered from its tables by plain queries.
import { sql } from 'kysely'
import { loadGrants, loadHeads } from '../../../src-origin/feed/state'
import type { Db } from '../../../src-origin/store/database'
import { CASE_TYPES, inCaseScope, selectRecords, type Row } from '../../../src-origin/store/records'
import { DIRECTORY_SCOPE, keyOf, type Effect, type FeedExtent, type HeldRecord, type KnownErasure } from '../sim-origin'
import { OFFICE } from './office'

/** Remembered outside the database: a restored one may have lost the case. */
export interface DoneErasure {
  readonly id: string
  readonly subjectId: string
}

export abstract class PgOracle {
  protected abstract get db(): Db
  protected abstract get known(): readonly DoneErasure[]
  protected abstract baseOf(mid: string): number
  protected abstract epoch(): Promise<string>

  async grantsOf(deviceId: string): Promise<readonly string[]> {
    return (await loadGrants(this.db, deviceId)).map(({ id }) => id)
  }

  async heldBy(deviceId: string): Promise<ReadonlyMap<string, HeldRecord>> {
    const held = new Map<string, HeldRecord>()
    for (const scope of await this.grantsOf(deviceId)) {
      for (const type of scope === DIRECTORY_SCOPE ? (['directory'] as const) : CASE_TYPES) {
        const where = type === 'directory' ? sql`true` : inCaseScope(type, scope)
        const { rows } = await sql<Row>`${selectRecords(type)} where ${where}`.execute(this.db)
        for (const { id, v, body } of rows) held.set(keyOf(type, id), { type, id, v, body })
      }
    }
    return held
  }

  async unnumbered(): Promise<ReadonlySet<string>> {
    const rows = await this.db.selectFrom('outbox').select(['type', 'id']).execute()
    return new Set(rows.map(({ type, id }) => keyOf(type, id)))
  }

  async erasures(): Promise<readonly KnownErasure[]> {
    if (this.known.length === 0) return []
    const states = await this.db.selectFrom('erasures').select(['id', 'state']).execute()
    const holders = await this.db.selectFrom('erasure_devices').select(['erasure_id', 'device_id']).orderBy('device_id').execute()
    return this.known.map(({ id, subjectId }) => ({
      id, subjectId,
      // Done again without its case, it waits for nobody.
      isComplete: states.every((row) => row.id !== id || row.state === 'completed'),
      holders: holders.filter((row) => row.erasure_id === id).map((row) => row.device_id),
    }))
  }

  async effects(): Promise<readonly Effect[]> {
    const { rows } = await sql<{ device_id: string; mid: string; chain: string; from_v: number | null }>`
      select r.device_id, r.mid, r.chain, min(e.from_v) as from_v from sim_results r
        left join sim_effects e on e.tx = r.tx and r.chain = 'request:' || e.request_id::text
      where r.device_id <> ${OFFICE.deviceId} group by r.n, r.device_id, r.mid, r.chain order by r.n`.execute(this.db)
    return rows.map((row) => ({ deviceId: row.device_id, mid: row.mid, chain: row.chain, base: this.baseOf(row.mid), from: row.from_v ?? -1 }))
  }

  async feeds(): Promise<readonly FeedExtent[]> {
    const epoch = await this.epoch()
    const rows = await this.db.selectFrom('feed').select(['part', 'seq']).orderBy('part').orderBy('seq').execute()
    return [...(await loadHeads(this.db))].map(([part, { head, floor }]) => ({ part, epoch, head, floor, seqs: rows.filter((row) => row.part === part).map(({ seq }) => seq) }))
  }

  async hasResult(deviceId: string, mid: string): Promise<boolean> {
    return (await this.db.selectFrom('push_results').select('mid').where('device_id', '=', deviceId).where('mid', '=', mid).execute()).length > 0
  }
}
