// Brings into the ledger file what the database knows of erasures and the file does not; afterwards their sweeps may go on.
import type { ErasurePlan } from '../../src-shared/domain/erasure-plan'
import type { OriginContext } from '../context'
import type { ErasureLedger, LedgerEntry } from './ledger'

/** Answers the erasures that are on the disk. Compared anew every time, so a file that was lost, or is new on this machine, becomes whole. */
export async function recordErasures(context: OriginContext, ledger: ErasureLedger): Promise<ReadonlySet<string>> {
  const known = await ledger.read()
  const rows = await context.db.selectFrom('erased_ids').select('erasure_id').distinct().execute()
  const missing = rows.map((row) => row.erasure_id).filter((id) => !known.has(id))
  if (missing.length > 0) await ledger.append(await loadEntries(context, missing))
  return new Set((await ledger.read()).keys())
}

async function loadEntries(context: OriginContext, erasureIds: readonly string[]): Promise<readonly LedgerEntry[]> {
  const rows = await context.db
    .selectFrom('erased_ids as i')
    .leftJoin('erasures as e', 'e.id', 'i.erasure_id')
    .select(['i.erasure_id', 'i.kind', 'i.hash', 'i.at', 'e.body'])
    .where('i.erasure_id', 'in', erasureIds)
    .orderBy('i.at')
    .execute()
  return rows.filter((row) => row.kind === 'subject').map((row): LedgerEntry => {
    // Without a record the erasure was applied again from a ledger elsewhere, its case lost with the database: what it knew of a plan is there.
    const plan = row.body?.plan as ErasurePlan | undefined
    const external = rows.find((one) => one.erasure_id === row.erasure_id && one.kind === 'external')
    return {
      v: 1, erasureId: row.erasure_id, subject: row.hash.toString('base64url'), ...(external ? { external: external.hash.toString('base64url') } : {}),
      at: row.at, planHash: row.body?.planHash ?? '', approvedBy: row.body?.approvedBy ?? '', rulesPack: plan?.rulesPack ?? '',
      actions: (plan?.lines ?? []).map(({ category, action, ground, then, holds }) => ({
        category, action, ...(ground === undefined ? {} : { ground }), ...(then === undefined ? {} : { then }), ...(holds ? { holds: holds.map(({ id, fields }) => ({ id, ...(fields ? { fields: [...fields] } : {}) })) } : {}),
      })),
    }
  })
}
