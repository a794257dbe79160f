// The rows of the systems that an erasure waits for (systems.ts): made when the origin has done its own part, read when everything is to be certified.
import type { ErasureRecord } from '../../src-shared/protocol/records'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'

/** In the transaction that says what the origin did: from then on nothing is complete before they have answered. */
export async function planSystems(tx: Tx, { systems, now }: OriginContext, person: { readonly erasureId: string; readonly accountNo: string; readonly externalId: string | null }): Promise<NonNullable<ErasureRecord['systems']>> {
  if (systems.length === 0) return []
  const { erasureId, accountNo, externalId } = person
  await tx
    .insertInto('erasure_systems')
    .values(systems.map(({ system, name }) => ({ erasure_id: erasureId, system, name: JSON.stringify(name), account_no: accountNo, external_id: externalId, tries: 0, ask_at: now(), problem: null, removed: null, done_at: null, receipt: null })))
    // A replay may do it twice.
    .onConflict((conflict) => conflict.columns(['erasure_id', 'system']).doNothing())
    .execute()
  return systems.map(({ system, name }) => ({ system, name, tries: 0 }))
}

/** What each of them answered; undefined while one has not. */
export async function systemAnswers(tx: Tx, erasureId: string): Promise<readonly { readonly system: string; readonly name: { 'zh-CN': string; en: string }; readonly receipt: unknown }[] | undefined> {
  const rows = await tx.selectFrom('erasure_systems').select(['system', 'name', 'done_at', 'receipt']).where('erasure_id', '=', erasureId).orderBy('system').execute()
  if (rows.some(({ done_at }) => done_at === null)) return undefined
  return rows.map(({ system, name, receipt }) => ({ system, name, receipt }))
}
