// Whom an erasure has to reach beyond our own systems, and whether they were told: as of now, or as the origin wrote it down with the
// approval, when the person went, with the marks of this desk that wait.
import type { SubjectId } from '../../src-shared/base/ids'
import type { RecipientTaskView, ToldView } from '../../src-shared/contract/erasure'
import type { ActVerdict } from '../../src-shared/contract/inventory'
import type { OpenTaskView } from '../../src-shared/contract/recipient'
import { recipientTasks, type RecipientTask, type TellOperation } from '../../src-shared/domain/recipient-tasks'
import { isBegun } from '../../src-shared/domain/request-erasure'
import type { ErasureRecord } from '../../src-shared/protocol/records'
import { listOutbox, type OutboxItem } from '../vault/repositories/outbox'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import { readRecipients } from '../vault/repositories/transfers'
import type { Reader } from '../vault/transaction'
import { beginVerdict } from './act-on-request'
import { readStaffNames, type StaffName } from './inventory-acts'
import type { UnlockedDesk } from './unlocked-desk'

interface Planned {
  readonly record: ErasureRecord | undefined
  readonly subjectId: SubjectId
}

export async function recipientTaskViews(reader: Reader, planned: Planned): Promise<readonly RecipientTaskView[]> {
  const see = await createSight(reader)
  return (await tasksOf(reader, planned)).map((task) => see(task, planned.record))
}

async function tasksOf(reader: Reader, { record, subjectId }: Planned): Promise<readonly RecipientTask[]> {
  if (record && isBegun(record.state)) return record.recipients ?? []
  const registeredAt = (await getRecord(reader, 'subject', subjectId))?.body.registeredAt
  const entries = (await listRecords(reader, 'transfer')).map(({ body }) => body)
  const shares = (await listRecordsOfSubject(reader, 'transfer-share', subjectId)).map(({ body }) => body)
  return recipientTasks({ subjectId, ...(registeredAt === undefined ? {} : { registeredAt }) }, entries, shares)
}

/** Of all erasures that are held here; what nobody was told of comes first. */
export async function openTaskViews(reader: Reader): Promise<readonly OpenTaskView[]> {
  const see = await createSight(reader)
  const caseNos = new Map((await listRecords(reader, 'request')).map(({ body }) => [body.id, body.caseNo]))
  const tasks = (await listRecords(reader, 'erasure')).flatMap(({ body }) =>
    !isBegun(body.state) ? [] : (body.recipients ?? []).map((task): OpenTaskView => {
      const caseNo = caseNos.get(body.requestId)
      return { ...see(task, body), erasureId: body.id, requestId: body.requestId, since: body.approvedAt ?? 0, ...(caseNo === undefined ? {} : { caseNo }) }
    }),
  )
  return tasks.toSorted((a, b) => Number(a.told.length > 0) - Number(b.told.length > 0) || b.since - a.since || (a.erasureId < b.erasureId ? -1 : 1))
}

export function tellVerdict(deps: Pick<UnlockedDesk, 'me' | 'loop'>): ActVerdict {
  return beginVerdict(deps, 'propose-erasure')
}

/** Names, contacts and pending marks are read once for all the tasks of a view. */
async function createSight(reader: Reader): Promise<(task: RecipientTask, record: ErasureRecord | undefined) => RecipientTaskView> {
  const recipients = await readRecipients(reader)
  const staffName = await readStaffNames(reader)
  const waiting = (await listOutbox(reader)).filter((item) => item.op === 'erasure.tell@1' && item.args !== undefined && item.state !== 'refused')
  return (task, record) => {
    const { recipientId, duty, categories, awaiting } = task
    const named = recipientId === undefined ? undefined : recipients.get(recipientId)
    return {
      ...(recipientId === undefined ? {} : { recipientId }), ...(named ? { name: named.name, contact: named.contact } : {}), duty, categories, isConfirmed: awaiting === undefined,
      told: [
        ...(task.told ?? []).map(({ on, way, by }): ToldView => ({ on, way, by: staffName(by), mark: 'sent' })),
        ...(record ? waiting.flatMap((item) => pendingMark(item, task, record, staffName)) : []),
      ],
    }
  }
}

/** Until the origin's own record shows it; the moment at which it was entered there is not the one at which it was made here. */
function pendingMark(item: OutboxItem, task: RecipientTask, record: ErasureRecord, staffName: StaffName): readonly ToldView[] {
  const { args } = { op: item.op, args: item.args } as unknown as TellOperation
  if (args.erasureId !== record.id || args.duty !== task.duty || args.recipientId !== task.recipientId) return []
  const isHere = (task.told ?? []).some(({ on, way, by }) => item.state === 'applied' && on === args.on && way === args.way && by === item.staffId)
  return isHere ? [] : [{ on: args.on, way: args.way, by: staffName(item.staffId), mark: item.state === 'applied' ? 'sent' : 'to-send' }]
}
