// The entries of the inventory and the register that held acts are about: in the tables, or proposed by another held act.
import { sql } from 'kysely'
import { aboutOf, proposedEntries, type ActAbout, type KnownEntries } from '../../src-shared/domain/act-about'
import { isInventoryOperation, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import { isPolicyOperation, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import { OPERATION_ARGS, pushItemSchema } from '../../src-shared/protocol/push'
import { loadPolicyEntries } from '../policies/register'
import type { Db } from '../store/database'

type EntryOperation = InventoryOperation | PolicyOperation

/** One reading for the whole list. */
export async function readAbout(db: Db, bodies: readonly (object | null)[]): Promise<(body: object | null) => ActAbout | undefined> {
  const known = await readKnown(db, bodies.flatMap((body) => operationIn(body) ?? []))
  return (body) => {
    const operation = operationIn(body)
    return operation && aboutOf(operation, known)
  }
}

/** A device wrote it: only an act whose arguments are those of its operation says anything. */
function operationIn(body: object | null): EntryOperation | undefined {
  const item = pushItemSchema.safeParse(body)
  if (!item.success || !(isInventoryOperation(item.data) || isPolicyOperation(item.data))) return undefined
  const args = OPERATION_ARGS[item.data.op].safeParse(item.data.args)
  // The cast is safe: the arguments were read by the schema of the operation.
  return args.success ? ({ op: item.data.op, args: args.data } as EntryOperation) : undefined
}

async function readKnown(db: Db, operations: readonly EntryOperation[]): Promise<KnownEntries> {
  const known = proposedEntries(operations)
  const { exceptions, recipients, transfers, presets, holds, policies } = known
  const asked = { exceptions: new Set<string>(), transfers: new Set<string>(), recipients: new Set<string>(), presets: new Set<string>(), holds: new Set<string>() }
  for (const { args } of operations) {
    if ('invocationId' in args) asked.exceptions.add(args.invocationId)
    if ('presetId' in args) asked.presets.add(args.presetId)
    if ('holdId' in args) asked.holds.add(args.holdId)
    if ('transferId' in args) asked.transfers.add(args.transferId)
    if ('recipientId' in args && args.recipientId !== undefined) asked.recipients.add(args.recipientId)
  }
  for (const { body } of await db.selectFrom('exceptions').select('body').where(among(asked.exceptions)).execute()) exceptions.set(body.id, body)
  for (const { body } of await db.selectFrom('presets').select('body').where(among(asked.presets)).execute()) presets.set(body.id, body)
  for (const { body } of await db.selectFrom('holds').select('body').where(among(asked.holds)).execute()) holds.set(body.id, body)
  for (const { body } of await db.selectFrom('transfers').select('body').where(among(asked.transfers)).execute()) {
    transfers.set(body.id, body)
    if (body.recipientId !== undefined) asked.recipients.add(body.recipientId)
  }
  for (const { body } of await db.selectFrom('recipients').select('body').where(among(asked.recipients)).execute()) recipients.set(body.id, body)
  if (operations.some(isPolicyOperation)) for (const entry of await loadPolicyEntries(db)) policies.set(entry.id, entry)
  return known
}

const among = (ids: ReadonlySet<string>) => sql<boolean>`id = any(${[...ids]}::uuid[])`
