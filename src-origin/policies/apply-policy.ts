// Carries out one operation on the register of policies: under its lock, on the version that was seen, by the domain's decision.
import { err, ok } from '../../src-shared/base/result'
import { decidePolicy, type PolicyEntry, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import { policyHashes } from '../../src-shared/formats/policy-hash'
import type { PolicyRecord } from '../../src-shared/protocol/records'
import type { ItemResult, Pusher } from '../cases/locked-request'
import { reject } from '../cases/rejection'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import type { Tx } from '../store/database'
import { loadPolicyEntries, lockRegister, tellPolicy } from './register'

export interface PolicyItem {
  readonly operation: PolicyOperation
  readonly base: number
}

export async function applyPolicyOperation(tx: Tx, context: OriginContext, pusher: Pusher, { operation, base }: PolicyItem): Promise<ItemResult> {
  // A desk of the directory alone holds none of this and has seen nothing of it.
  if (pusher.caseScopes.length === 0) return err(reject('scope_lost'))
  await lockRegister(tx)
  const entries = await loadPolicyEntries(tx)
  const by = { staffId: pusher.staffId, role: pusher.role, at: context.now() }
  const decided = decidePolicy(entries, operation, by, policyHashes(nodeCrypto))
  if (operation.op === 'policy.propose@1') return decided.ok ? ok({ v: await insert(tx, decided.value) }) : err(reject(decided.error.code, decided.error.fields))
  const { policyId } = operation.args
  const row = await tx.selectFrom('policies').select(['v', 'body']).where('id', '=', policyId).executeTakeFirst()
  const isSeen = row?.v === base
  if (row && !isSeen) return err({ ...reject('version_conflict'), current: { v: row.v, body: { ...row.body } } })
  if (!decided.ok) return err(reject(decided.error.code, decided.error.fields))
  // What binds everybody asks for the passphrase now; declining takes nothing from anybody.
  if (operation.op === 'policy.approve@1' && !pusher.isFresh) return err(reject('needs_online_auth'))
  return ok({ v: await save(tx, decided.value) })
}

/** The cast is safe: the schema of the operation read what is entered, and the wire's arrays are plain where the domain's are readonly. */
function written(entry: PolicyEntry): string {
  return JSON.stringify(entry satisfies { readonly id: PolicyRecord['id'] })
}

async function insert(tx: Tx, entry: PolicyEntry): Promise<number> {
  await tx.insertInto('policies').values({ id: entry.id, body: written(entry) }).execute()
  await tellPolicy(tx, entry.id, 1)
  return 1
}

async function save(tx: Tx, entry: PolicyEntry): Promise<number> {
  const row = await tx
    .updateTable('policies')
    .set((eb) => ({ body: written(entry), v: eb('v', '+', 1) }))
    .where('id', '=', entry.id)
    .returning('v')
    .executeTakeFirstOrThrow()
  await tellPolicy(tx, entry.id, row.v)
  return row.v
}
