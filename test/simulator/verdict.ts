// What must hold when the faults have stopped and everybody has come to rest.
import { sql } from 'kysely'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { SimDesk } from './desk'
import { markOf } from './model/bodies'
import { heldBy } from './model/feed-pages'
import type { ModelOrigin } from './model/origin'
import { Violation, type Watch } from './watch'

export async function judge(origin: ModelOrigin, desks: readonly { readonly desk: SimDesk; readonly watch: Watch }[], history: { readonly restores: number }): Promise<void> {
  judgeEffects(origin)
  for (const [erasureId, { isComplete }] of origin.state.erasures) if (!isComplete) throw new Violation(19, `erasure ${erasureId} never became complete`)
  for (const { desk, watch } of desks) {
    await judgeConvergence(origin, desk)
    await judgeErasures(origin, desk)
    judgeOrder(origin, desk, watch)
    if (history.restores === 0) judgeActs(origin, desk, watch)
  }
}

/** One effect an act, on the version its maker saw, in the order made. */
function judgeEffects({ state }: ModelOrigin): void {
  const seen = new Set<string>()
  for (const { mid, base, from } of state.effects) {
    if (seen.has(mid)) throw new Violation(7, `act ${mid} took effect twice`)
    seen.add(mid)
    if (base !== from) throw new Violation(11, `act ${mid} was made on v${String(base)} and applied on v${String(from)}`)
  }
}

/** Acts on one record take effect in the order in which they were made. */
function judgeOrder({ state }: ModelOrigin, desk: SimDesk, watch: Watch): void {
  const made = [...watch.acts.keys()]
  const last = new Map<string, number>()
  for (const { deviceId, mid, chain } of state.effects) {
    if (deviceId !== desk.deviceId) continue
    const place = made.indexOf(mid)
    if (place < (last.get(chain) ?? -1)) throw new Violation(13, `chain ${chain} out of order`)
    last.set(chain, place)
  }
}

/** What the desk believes became of an act is what became of it. */
function judgeActs({ state }: ModelOrigin, desk: SimDesk, watch: Watch): void {
  const effects = new Set(state.effects.filter((effect) => effect.deviceId === desk.deviceId).map(({ mid }) => mid))
  for (const [mid, fate] of watch.acts) {
    // `gone_erased` stands for whatever had become of it: nothing of that person's case is left to tell.
    if (fate.startsWith('refused') && !fate.endsWith('gone_erased') && effects.has(mid) && !watch.settled.has(mid)) throw new Violation(7, `act ${mid} took effect and is shown as refused`)
    if (fate === 'applied' && !effects.has(mid)) throw new Violation(9, `act ${mid} is shown as applied and never took effect`)
    if (fate === 'to-send' || fate === 'sending') throw new Violation(26, `act ${mid} still waits`)
  }
}

async function judgeConvergence(origin: ModelOrigin, desk: SimDesk): Promise<void> {
  const { reader } = desk.open.keyed.vault
  const wanted = heldBy(origin.state, desk.deviceId)
  const rows = (await sql<{ type: string; id: string; v: number; body: string }>`select type, id, v, body from records`.execute(reader)).rows
  const here = new Map(rows.map((row) => [`${row.type} ${row.id}`, row]))
  const people = new Map((await sql<{ id: string; v: number; name: string }>`select id, v, name from people`.execute(reader)).rows.map((row) => [`directory ${row.id}`, row]))
  for (const [key, record] of wanted) {
    const row = record.type === 'directory' ? people.get(key) : here.get(key)
    if (!row) throw new Violation(1, `${key} is missing on a desk`)
    const isSame = 'body' in row ? row.body === canonicalJson(record.body) : row.name === record.body['name']
    if (row.v !== record.v || !isSame) throw new Violation(1, `${key} is v${String(row.v)} here and v${String(record.v)} there`)
  }
  for (const key of [...here.keys(), ...people.keys()]) if (!wanted.has(key)) throw new Violation(1, `${key} is here and not there`)
}

/** No row of any table names somebody who was erased, by id or by a word of theirs. */
async function judgeErasures(origin: ModelOrigin, desk: SimDesk): Promise<void> {
  const { reader } = desk.open.keyed.vault
  const { rows: tables } = await sql<{ name: string }>`select name from sqlite_schema where type = 'table' and sql not like 'CREATE VIRTUAL%'`.execute(reader)
  const texts: string[] = []
  for (const { name } of tables) texts.push(JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(reader)).rows))
  const store = texts.join('\n')
  for (const [erasureId, { subjectId, holders }] of origin.state.erasures) {
    if (!holders.has(desk.deviceId)) continue
    for (const trace of [subjectId, markOf(subjectId)]) if (store.includes(trace)) throw new Violation(17, `erasure ${erasureId} left ${trace}`)
    const { rows } = await sql<{ purged_at: number | null }>`select purged_at from erasures where erasure_id = ${erasureId}`.execute(reader)
    if ((rows[0]?.purged_at ?? null) === null) throw new Violation(19, `a receipt for erasure ${erasureId}, which was never purged`)
  }
}
