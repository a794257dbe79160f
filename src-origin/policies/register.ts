// The register of policies as the tables have it, locked or read; and the version that an act of today refers to.
import { sql } from 'kysely'
import type { Day } from '../../src-shared/base/clock'
import { registerOf, type PolicyEntry } from '../../src-shared/domain/policy-proposal'
import { channelsOf, versionInForce, type PolicyLine, type PolicyVersion } from '../../src-shared/domain/policy-register'
import { isServiceChannel } from '../../src-shared/domain/policy-words'
import type { Product } from '../../src-shared/domain/vocabulary'
import { emitChanges } from '../feed/emit'
import type { Db, Tx } from '../store/database'

/** What is decided about one version hangs on all others: two that enter at once wait for each other. After the push result, before any row. */
export async function lockRegister(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('privacy-desk policy register'))`.execute(tx)
}

/** There are some dozens in a company's whole history. */
export async function loadPolicyEntries(db: Db | Tx): Promise<readonly PolicyEntry[]> {
  return (await db.selectFrom('policies').select('body').orderBy('id').execute()).map((row) => row.body)
}

/** A policy binds everybody: every case scope holds it. */
export async function tellPolicy(tx: Tx, id: string, v: number): Promise<void> {
  const scopes = await tx.selectFrom('scopes').select('id').where('kind', '=', 'case').execute()
  await emitChanges(tx, scopes.map((scope) => ({ scope: scope.id, type: 'policy', id, ver: v, op: 'put' })))
}

/** The version of the product's own line to which an act of the day refers; where it has none, of the general one. */
export function versionFor(entries: readonly PolicyEntry[], product: Product | undefined, channel: string, day: Day): PolicyVersion | undefined {
  const own = product === undefined ? undefined : lineVersionFor(entries, product, channel, day)
  return own ?? generalVersionFor(entries, channel, day)
}

/**
 * The general version to which an act of the day refers: in force where the act was made, else in force anywhere, else the last that began
 * (a withdrawal is good although nothing is in force). Undefined: the company has no general policy at all.
 */
export function generalVersionFor(entries: readonly PolicyEntry[], channel: string, day: Day): PolicyVersion | undefined {
  return lineVersionFor(entries, undefined, channel, day)
}

function lineVersionFor(entries: readonly PolicyEntry[], line: PolicyLine, channel: string, day: Day): PolicyVersion | undefined {
  const register = registerOf(entries)
  const channels = isServiceChannel(channel) ? [channel, ...channelsOf(register)] : channelsOf(register)
  for (const one of channels) {
    const version = versionInForce(line, one, day, register)
    if (version) return version
  }
  const begun = register.versions.filter((version) => version.product === line && version.effectiveFrom <= day)
  return begun.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0]
}
