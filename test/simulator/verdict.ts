// What must hold when the faults have stopped and everybody has come to rest.
import { sql } from 'kysely'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { SimDesk } from './desk'
import { markOf } from './model/bodies'
import { keyOf, type Effect, type KnownErasure, type SimOrigin } from './sim-origin'
import { Violation } from './violation'
import type { Watch } from './watch'

export async function judge(origin: SimOrigin, desks: readonly { readonly desk: SimDesk; readonly watch: Watch }[], history: { readonly restores: number }): Promise<void> {
  const [effects, erasures] = [await origin.effects(), await origin.erasures()]
  judgeEffects(effects)
  for (const { id, isComplete } of erasures) if (!isComplete) throw new Violation(19, `erasure ${id} never became complete`)
  for (const { desk, watch } of desks) {
    await judgeConvergence(origin, desk)
    await judgeErasures(origin, desk, erasures)
    judgeOrder(effects, desk, watch)
    if (history.restores === 0) judgeActs(effects, desk, watch)
  }
  await judgeFeed(origin)
}

/** What is visible of a feed is contiguous from the floor to the head. */
async function judgeFeed(origin: SimOrigin): Promise<void> {
  for (const { part, floor, head, seqs } of await origin.feeds()) {
    const isWhole = seqs.length === head - floor && seqs.every((seq, place) => seq === floor + 1 + place)
    if (!isWhole) throw new Violation(3, `the feed of ${part} has ${String(seqs.length)} rows between ${String(floor)} and ${String(head)}`)
  }
}

/** One effect an act, on the version its maker saw, in the order made. */
function judgeEffects(effects: readonly Effect[]): void {
  const seen = new Set<string>()
  for (const { mid, base, from } of effects) {
    if (seen.has(mid)) throw new Violation(7, `act ${mid} took effect twice`)
    seen.add(mid)
    if (base !== from) throw new Violation(11, `act ${mid} was made on v${String(base)} and applied on v${String(from)}`)
  }
}

/** Acts on one record take effect in the order in which they were made. */
function judgeOrder(effects: readonly Effect[], desk: SimDesk, watch: Watch): void {
  const made = [...watch.acts.keys()]
  const last = new Map<string, number>()
  for (const { deviceId, mid, chain } of effects) {
    if (deviceId !== desk.deviceId) continue
    const place = made.indexOf(mid)
    if (place < (last.get(chain) ?? -1)) throw new Violation(13, `chain ${chain} out of order`)
    last.set(chain, place)
  }
}

/** What the desk believes became of an act is what became of it. */
function judgeActs(all: readonly Effect[], desk: SimDesk, watch: Watch): void {
  const effects = new Set(all.filter((effect) => effect.deviceId === desk.deviceId).map(({ mid }) => mid))
  for (const [mid, fate] of watch.acts) {
    // `gone_erased` stands for whatever had become of it: nothing of that person's case is left to tell.
    if (fate.startsWith('refused') && !fate.endsWith('gone_erased') && effects.has(mid) && !watch.settled.has(mid)) throw new Violation(7, `act ${mid} took effect and is shown as refused`)
    if (fate === 'applied' && !effects.has(mid)) throw new Violation(9, `act ${mid} is shown as applied and never took effect`)
    if (fate === 'to-send' || fate === 'sending') throw new Violation(26, `act ${mid} still waits`)
  }
}

async function judgeConvergence(origin: SimOrigin, desk: SimDesk): Promise<void> {
  const { wanted, here } = await compared(origin, desk)
  for (const [key, text] of wanted) judgeRow(key, text, here.get(key))
  for (const key of here.keys()) if (!wanted.has(key)) throw new Violation(1, `${key} is here and not there`)
}

/** Every row that the origin grants it stands on the desk with its content, nothing else does, and no act waits. */
export async function isEqual(origin: SimOrigin, desk: SimDesk): Promise<boolean> {
  const waiting = (await sql<{ n: number }>`select count(*) as n from outbox where state in ('to-send', 'sending')`.execute(desk.open.keyed.vault.reader)).rows[0]?.n
  if (waiting !== 0) return false
  try {
    await judgeConvergence(origin, desk)
    return true
  } catch (error) {
    if (error instanceof Violation) return false
    throw error
  }
}

/**
 * A desk that is told that it has caught up has caught up, in the middle of everything: what is committed and has no number yet, and what a
 * sweep of the directory will still take, aside. A later change or a reset would hide what is missing now.
 */
export async function judgeCaughtUp(origin: SimOrigin, desk: SimDesk): Promise<void> {
  const granted = [...(await origin.grantsOf(desk.deviceId))].sort().join()
  const scopes = (await sql<{ id: string; ready: number }>`select id, ready from scopes order by id`.execute(desk.open.keyed.vault.reader)).rows
  if (scopes.some(({ ready }) => ready === 0) || scopes.map(({ id }) => id).join() !== granted) return
  const unnumbered = await origin.unnumbered()
  const { wanted, here } = await compared(origin, desk)
  for (const [key, text] of wanted) if (!unnumbered.has(key)) judgeRow(key, text, here.get(key))
  for (const key of here.keys()) if (!wanted.has(key) && !unnumbered.has(key) && !key.startsWith('directory ')) throw new Violation(1, `${key} is here and not there`)
}

interface Compared {
  readonly wanted: ReadonlyMap<string, string>
  readonly here: ReadonlyMap<string, string>
}

/** Key → version and content (of a row of the directory what it is found by: its version counts other things too), of what the origin says and of what the desk has. */
async function compared(origin: SimOrigin, desk: SimDesk): Promise<Compared> {
  const { reader } = desk.open.keyed.vault
  const held = await origin.heldBy(desk.deviceId)
  const rows = (await sql<{ type: string; id: string; v: number; body: string }>`select type, id, v, body from records`.execute(reader)).rows
  const people = (await sql<{ id: string; name: string }>`select id, name from people`.execute(reader)).rows
  return {
    wanted: new Map([...held.values()].map(({ type, id, v, body }) => [keyOf(type, id), type === 'directory' ? String(body['name']) : `v${String(v)} ${canonicalJson(body)}`])),
    here: new Map([
      ...rows.map(({ type, id, v, body }): [string, string] => [keyOf(type, id), `v${String(v)} ${canonicalJson(JSON.parse(body) as Readonly<Record<string, unknown>>)}`]),
      ...people.map(({ id, name }): [string, string] => [keyOf('directory', id), name]),
    ]),
  }
}

function judgeRow(key: string, wanted: string, here: string | undefined): void {
  if (here === undefined) throw new Violation(1, `${key} is missing on a desk`)
  const version = (text: string): string => (key.startsWith('directory ') ? 'another' : (text.split(' ')[0] ?? ''))
  if (here !== wanted) throw new Violation(1, `${key} is ${version(here)} here and ${version(wanted)} there${version(here) === version(wanted) ? ', with another content' : ''}`)
}

/** No row of any table names somebody who was erased, by id or by a word of theirs. */
async function judgeErasures({ keepsCases }: SimOrigin, desk: SimDesk, erasures: readonly KnownErasure[]): Promise<void> {
  const { reader } = desk.open.keyed.vault
  const { rows: tables } = await sql<{ name: string }>`select name from sqlite_schema where type = 'table' and sql not like 'CREATE VIRTUAL%'`.execute(reader)
  const texts: string[] = []
  for (const { name } of tables) texts.push(JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(reader)).rows))
  const store = texts.join('\n')
  for (const { id: erasureId, subjectId, holders } of erasures) {
    if (!holders.includes(desk.deviceId)) continue
    for (const trace of [...(keepsCases ? [] : [subjectId]), markOf(subjectId)]) if (store.includes(trace)) throw new Violation(17, `erasure ${erasureId} left ${trace}`)
    const { rows } = await sql<{ purged_at: number | null }>`select purged_at from erasures where erasure_id = ${erasureId}`.execute(reader)
    if ((rows[0]?.purged_at ?? null) === null) throw new Violation(19, `a receipt for erasure ${erasureId}, which was never purged`)
  }
}
