// What must hold of a desk's store after every single step, read past the code that wrote it. Numbers are the invariants of docs/sync.md.
import { sql } from 'kysely'
import type { SimDesk } from './desk'
import { DIRECTORY_SCOPE, type SimOrigin } from './sim-origin'
import { Violation } from './violation'

interface Seen {
  readonly outbox: ReadonlyMap<string, string>
  readonly records: ReadonlyMap<string, { readonly gen: number; readonly v: number }>
  readonly scopes: string
}

/** Keeps what was seen before, so that what may not go back or go away is noticed. */
export class Watch {
  #before: Seen = { outbox: new Map(), records: new Map(), scopes: '' }
  /** mid → its last state here and the code of its refusal; also of those that were settled or forgotten. */
  readonly acts = new Map<string, string>()
  readonly settled = new Set<string>()

  async look(desk: SimDesk, deed: string, erasedSubjectOf: (erasureId: string) => string | undefined, { keepsCases }: Pick<SimOrigin, 'keepsCases'>): Promise<void> {
    const { reader } = desk.open.keyed.vault
    const outbox = new Map((await sql<{ mid: string; state: string }>`select mid, state || coalesce(' ' || json_extract(rejection, '$.code'), '') as state from outbox order by seq`.execute(reader)).rows.map((row) => [row.mid, row.state]))
    const rows = (await sql<{ type: string; id: string; v: number; gen: number; subject_id: string | null }>`select type, id, v, gen, subject_id from records`.execute(reader)).rows
    const records = new Map(rows.map((row) => [`${row.type} ${row.id}`, { gen: row.gen, v: row.v }]))
    const scopes = (await sql<{ id: string }>`select id from scopes order by id`.execute(reader)).rows.map(({ id }) => id)
    this.#watchOutbox(outbox, deed)
    this.#watchVersions(records, scopes.join())
    await this.#watchScopes(desk, scopes)
    const named = keepsCases ? rows.filter(({ type }) => type !== 'request' && type !== 'erasure') : rows
    const erased = (await sql<{ erasure_id: string }>`select erasure_id from erasures`.execute(reader)).rows.map((row) => erasedSubjectOf(row.erasure_id))
    const people = new Set((await sql<{ id: string }>`select id from people`.execute(reader)).rows.map(({ id }) => id))
    for (const subjectId of erased) {
      if (subjectId !== undefined && (people.has(subjectId) || named.some((row) => row.subject_id === subjectId))) throw new Violation(18, `${subjectId} is back`)
    }
    this.#before = { outbox, records, scopes: scopes.join() }
  }

  #watchOutbox(outbox: ReadonlyMap<string, string>, deed: string): void {
    for (const [mid, state] of this.#before.outbox) {
      if (outbox.has(mid) || state === 'applied') continue
      if (deed !== 'settle' || !state.startsWith('refused')) throw new Violation(9, `act ${mid} (${state}) is gone after ${deed}`)
      this.settled.add(mid)
    }
    for (const [mid, state] of outbox) this.acts.set(mid, state)
  }

  #watchVersions(records: Seen['records'], scopes: string): void {
    if (scopes !== this.#before.scopes) return
    for (const [key, now] of records) {
      const then = this.#before.records.get(key)
      if (then && (now.gen < then.gen || (now.gen === then.gen && now.v < then.v))) throw new Violation(4, `${key} went from v${String(then.v)} to v${String(now.v)}`)
    }
  }

  async #watchScopes(desk: SimDesk, scopes: readonly string[]): Promise<void> {
    const { reader } = desk.open.keyed.vault
    const orphans = await sql<{ id: string }>`
      select r.type || ' ' || r.id as id from records r where not exists (select 1 from record_scopes s where s.type = r.type and s.id = r.id)
      union select s.type || ' ' || s.id from record_scopes s where s.scope not in (select id from scopes)
      union select 'index ' || i.request_id from request_index i where not exists (select 1 from records r where r.type = 'request' and r.id = i.request_id)
        and not exists (select 1 from outbox o where o.chain = 'request:' || i.request_id)`.execute(reader)
    if (orphans.rows.length > 0) throw new Violation(14, `held by no granted scope: ${orphans.rows.map(({ id }) => id).join(', ')}`)
    if (scopes.includes(DIRECTORY_SCOPE)) return
    const people = await sql<{ n: number }>`select n from people`.execute(reader)
    if (people.rows.length > 0) throw new Violation(14, 'people without the directory scope')
  }
}
