// What an erasure asks of the systems beside the origin: each is asked until it has answered, with a growing wait, and the erasure is complete only then.
//
//   executed at the origin ─→ a row for each system ─asked→ done, with the origin's signed receipt
//                                                   └─────→ problem, asked again after 1, 2, 4 … minutes, once a day at the longest
//
// The row holds what the system knows the person by until it is done; then nothing of it is left here either.
import type { Selectable } from 'kysely'
import { must } from '../../src-shared/base/assert'
import { SYSTEM_PROBLEMS, type Category, type SystemProblem } from '../../src-shared/domain/vocabulary'
import { signSystemReceipt } from '../../src-shared/formats/system-receipt'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { SystemFault, type SystemConnector } from '../connectors/connector'
import type { OriginContext } from '../context'
import { lockRequest } from '../cases/locked-request'
import { eachOf } from '../each-of'
import type { Tx } from '../store/database'
import type { ErasureSystemsTable } from '../store/schema'
import { within } from '../within'
import { completeErasure } from './complete'
import { lockErasure, saveErasure } from './locked-erasure'

const PATIENCE_MS = 20_000
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 24 * 3_600_000

/** Every system that is due. What fails keeps no other from being asked; the first fault is thrown at the end. */
export async function askSystems(context: OriginContext): Promise<void> {
  const due = await context.db.selectFrom('erasure_systems').selectAll().where('done_at', 'is', null).where('ask_at', '<=', context.now()).orderBy('ask_at').execute()
  // One that is away would be waited for by every erasure in turn, and everything else of the janitor with it.
  const away = new Set<string>()
  await eachOf(due, async (row) => {
    if (away.has(row.system)) return
    const answer = await answerOf(context, row)
    if (answer === 'unreachable') away.add(row.system)
    await context.db.transaction().execute((tx) => enter(tx, context, row, answer))
  })
}

type Due = Selectable<ErasureSystemsTable>

async function answerOf({ db, systems }: OriginContext, { erasure_id: erasureId, system, account_no: accountNo, external_id: externalId }: Due): Promise<number | SystemProblem> {
  const connector = systems.find((one) => one.system === system)
  if (!connector) return 'no-connector'
  const lines = await db.selectFrom('held_lines').select(['category', 'fields']).where('erasure_id', '=', erasureId).orderBy('category').execute()
  const whole = lines.filter(({ fields }) => fields === null).map(({ category }) => category as Category)
  const parts = lines.flatMap(({ category, fields }) => (fields === null ? [] : [{ category: category as Category, fields }]))
  return ask(connector, { erasureId, accountNo: must(accountNo, 'account of an erasure that waits'), held: whole, ...(parts.length === 0 ? {} : { heldFields: parts }), ...(externalId === null ? {} : { externalId }) })
}

async function ask(connector: SystemConnector, order: Parameters<SystemConnector['erase']>[0]): Promise<number | SystemProblem> {
  const late = (): Error => new SystemFault('unreachable')
  try {
    const { removed } = await within(PATIENCE_MS, late, (signal) => connector.erase(order, signal))
    return Number.isSafeInteger(removed) && removed >= 0 ? removed : 'failed'
  } catch (error) {
    // A module of the company's has no class of ours: what it says is read by its name.
    const { problem } = error as { readonly problem?: unknown }
    return SYSTEM_PROBLEMS.find((one) => one === problem && one !== 'no-connector') ?? 'failed'
  }
}

/** Locks in the order of everybody: request, erasure, then the row. The erasure may have been lost with a database that was put back. */
async function enter(tx: Tx, context: OriginContext, { erasure_id: erasureId, system, tries: before }: Due, answer: number | SystemProblem): Promise<void> {
  const known = await tx.selectFrom('erasures').select('request_id').where('id', '=', erasureId).executeTakeFirst()
  const request = known && must(await lockRequest(tx, known.request_id), 'request of the erasure')
  const erasure = known && (await lockErasure(tx, erasureId))
  const row = await tx.selectFrom('erasure_systems').select(['tries', 'done_at']).where('erasure_id', '=', erasureId).where('system', '=', system).forUpdate().executeTakeFirstOrThrow()
  // A second janitor asked at the same time and was faster.
  if (row.done_at !== null || row.tries !== before) return
  const now = context.now()
  const tries = before + 1
  const change = typeof answer === 'number' ? done(context, { erasureId, system, removed: answer, doneAt: now }) : { problem: answer, ask_at: now + Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS) }
  await tx.updateTable('erasure_systems').set({ tries, ...change }).where('erasure_id', '=', erasureId).where('system', '=', system).execute()
  if (!request || !erasure) return
  const systems = (erasure.record.systems ?? []).map((one) => (one.system === system ? told(one, tries, answer, now) : one))
  await saveErasure(tx, { ...erasure.record, systems }, request.scope)
  if (typeof answer === 'number') await completeErasure(tx, context, erasureId)
}

function done({ keys }: OriginContext, body: { readonly erasureId: string; readonly system: string; readonly removed: number; readonly doneAt: number }) {
  const receipt = signSystemReceipt(body, keys.origin, keys.originCertificate)
  return { problem: null, removed: body.removed, done_at: body.doneAt, receipt: JSON.stringify(receipt), account_no: null, external_id: null }
}

type ToldSystem = NonNullable<ErasureRecord['systems']>[number]
function told({ system, name }: ToldSystem, tries: number, answer: number | SystemProblem, at: number): ToldSystem {
  return { system, name, tries, ...(typeof answer === 'number' ? { removed: answer, doneAt: at } : { problem: answer }) }
}
