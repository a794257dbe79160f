// The rules packs of this origin: the one in force, signed by the organisation key, and the earlier ones that past decisions name.
import { comparePackVersions, rulesPackBodySchema, type RulesPackBody } from '../../src-shared/domain/rules'
import type { Signer } from '../../src-shared/formats/crypto'
import { signRulesPack, type SignedRulesPack } from '../../src-shared/formats/rules-pack'
import { nodeCrypto } from '../devices/node-crypto'
import type { Db } from '../store/database'

export interface RulesBook {
  readonly inForce: RulesPackBody
  readonly signed: SignedRulesPack
  /** Undefined for a version this origin never had. */
  readonly byVersion: (version: string) => RulesPackBody | undefined
}

/** `bodies`: the packs that came with this program. A pack once stored is kept and never rewritten, so decisions stay explainable. */
export async function openRulesBook(db: Db, bodies: readonly unknown[], org: Signer, now: number): Promise<RulesBook> {
  for (const body of bodies.map((one) => rulesPackBodySchema.parse(one))) {
    await db
      .insertInto('rules')
      .values({ version: body.version, body: JSON.stringify(body), added_at: now })
      .onConflict((conflict) => conflict.column('version').doNothing())
      .execute()
  }
  const rows = await db.selectFrom('rules').select('body').execute()
  const packs = rows.map((row) => rulesPackBodySchema.parse(row.body)).sort((a, b) => comparePackVersions(b.version, a.version))
  const inForce = packs[0]
  if (!inForce) throw new Error('invariant: an origin has at least one rules pack')
  const byVersion = new Map(packs.map((pack) => [pack.version, pack]))
  return { inForce, signed: signRulesPack(inForce, org, nodeCrypto), byVersion: (version) => byVersion.get(version) }
}
