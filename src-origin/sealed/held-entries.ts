// The entries of the inventory and the register that held acts are about: in the tables, or proposed by another held act.
import { sql } from 'kysely'
import { aboutOf, type ActAbout, type KnownEntries } from '../../src-shared/domain/act-about'
import { isInventoryOperation, type InventoryOperation } from '../../src-shared/domain/inventory-operations'
import { isPolicyOperation, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import { OPERATION_ARGS, pushItemSchema } from '../../src-shared/protocol/push'
import { loadPolicyEntries } from '../policies/register'
import type { Db } from '../store/database'

type EntryOperation = InventoryOperation | PolicyOperation
type Known<Kind extends keyof KnownEntries> = Map<string, NonNullable<ReturnType<KnownEntries[Kind]['get']>>>

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
  const exceptions: Known<'exceptions'> = new Map()
  const recipients: Known<'recipients'> = new Map()
  const transfers: Known<'transfers'> = new Map()
  const asked = { exceptions: new Set<string>(), transfers: new Set<string>(), recipients: new Set<string>() }
  for (const operation of operations) {
    if (operation.op === 'exception.propose@1') exceptions.set(operation.args.invocationId, operation.args)
    else if (operation.op === 'recipient.propose@1') recipients.set(operation.args.recipientId, operation.args)
    else if (operation.op === 'transfer.record@1') transfers.set(operation.args.transferId, operation.args)
    if ('invocationId' in operation.args) asked.exceptions.add(operation.args.invocationId)
    if ('transferId' in operation.args) asked.transfers.add(operation.args.transferId)
    if ('recipientId' in operation.args && operation.args.recipientId !== undefined) asked.recipients.add(operation.args.recipientId)
  }
  for (const { body } of await db.selectFrom('exceptions').select('body').where(among(asked.exceptions)).execute()) exceptions.set(body.id, body)
  for (const { body } of await db.selectFrom('transfers').select('body').where(among(asked.transfers)).execute()) {
    transfers.set(body.id, body)
    if (body.recipientId !== undefined) asked.recipients.add(body.recipientId)
  }
  for (const { body } of await db.selectFrom('recipients').select('body').where(among(asked.recipients)).execute()) recipients.set(body.id, body)
  const policies = operations.some(isPolicyOperation) ? await loadPolicyEntries(db) : []
  return { exceptions, recipients, transfers, policies: new Map(policies.map((entry) => [entry.id, entry])) }
}

const among = (ids: ReadonlySet<string>) => sql<boolean>`id = any(${[...ids]}::uuid[])`
