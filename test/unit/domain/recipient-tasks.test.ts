// Whom an erasure has to reach: whoever received something about the person, as far as it is known when the person goes.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { ErasureId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { applyTelling, recipientTasks, settleAwaiting, type TellOperation } from '../../../src-shared/domain/recipient-tasks'
import type { RecipientId, TransferId } from '../../../src-shared/domain/recipients'
import type { TransferEntry } from '../../../src-shared/domain/transfer-register'

const [zhang, li] = ['zhang', 'li'] as readonly string[] as readonly SubjectId[]
const [zheng, wu] = ['zheng', 'wu'] as readonly string[] as readonly StaffId[]
const at = dayStart('2026-03-01')
const id = (text: string) => text as TransferId
const approved = { approvedBy: wu!, approvedAt: at + 1 }
const entrusted: TransferEntry = {
  id: id('t1'), recipientId: 'hosting' as RecipientId, relation: 'entrusted', category: 'browsing', fields: ['page', 'at'], purpose: 'pages-and-search', method: 'store', at, frequency: 'ongoing',
  ground: { by: 'contract', reference: 'HT-2026-7', from: '2026-01-01' }, reach: 'everyone', recordedBy: zheng!, recordedAt: at, ...approved,
}
const provided: TransferEntry = { ...entrusted, id: id('t2'), relation: 'provided', method: 'provide', frequency: 'once', ground: { by: 'consent' }, reach: 'listed', people: 1 }
const shares = [{ transferId: provided.id, subjectId: zhang! }]
const waits = ({ approvedBy: _by, approvedAt: _at, ...entry }: TransferEntry): TransferEntry => entry
const tasksOf = (entries: readonly TransferEntry[], registered = '2020-01-01') => recipientTasks({ subjectId: zhang!, registeredAt: dayStart(registered) }, entries, shares)

describe('an erasure', () => {
  test('gives every recipient one task a duty, with the categories that were handed over', () => {
    const again = { ...entrusted, id: id('t3'), category: 'search-query' as const, fields: ['query'] }
    expect(tasksOf([entrusted, provided, again])).toEqual([
      { recipientId: 'hosting', duty: 'delete-or-return', categories: ['browsing', 'search-query'] },
      { recipientId: 'hosting', duty: 'tell', categories: ['browsing'] },
    ])
    const { recipientId: _nobody, ...disclosed } = { ...provided, relation: 'disclosed' as const }
    expect(tasksOf([disclosed])).toEqual([{ duty: 'take-down', categories: ['browsing'] }])
  })
  test('reaches whom it was handed over to once, though it has ended; not before the person was here, nor about somebody else alone', () => {
    const ended = { ...entrusted, until: dayStart('2026-04-01') }
    expect(tasksOf([ended], '2026-04-01')).toHaveLength(1)
    expect(tasksOf([ended], '2026-04-02')).toEqual([])
    expect(tasksOf([{ ...entrusted, frequency: 'once' as const }], '2026-03-02')).toEqual([])
    expect(recipientTasks({ subjectId: li! }, [ended, provided], shares)).toEqual([{ recipientId: 'hosting', duty: 'delete-or-return', categories: ['browsing'] }])
  })
  test('reaches them too where the record waits for its second person, and says so until one record is confirmed', () => {
    const other = { ...waits(provided), id: id('t4') }
    const listed = [...shares, { transferId: other.id, subjectId: zhang! }]
    const all = (entries: readonly TransferEntry[]) => recipientTasks({ subjectId: zhang! }, entries, listed)
    expect(all([waits(provided), other])).toEqual([{ recipientId: 'hosting', duty: 'tell', categories: ['browsing'], awaiting: ['t2', 't4'] }])
    expect(all([provided, other])).toEqual([{ recipientId: 'hosting', duty: 'tell', categories: ['browsing'] }])
    expect(all([other, { ...provided, at: at + 1 }])[0]).not.toHaveProperty('awaiting')
    expect(all([{ ...other, declined: { reason: '误录', by: wu!, at } }])).toEqual([])
  })
})

describe('a task that waits', () => {
  const task = { recipientId: 'hosting' as RecipientId, duty: 'tell' as const, categories: ['browsing' as const] }
  test('is one once a record that it rests on is confirmed, and none once all are declined', () => {
    expect(settleAwaiting([{ ...task, awaiting: [id('t2'), id('t4')] }], id('t2'), 'approved')).toEqual([task])
    const [left] = settleAwaiting([{ ...task, awaiting: [id('t2'), id('t4')] }], id('t2'), 'declined')
    expect(left).toEqual({ ...task, awaiting: ['t4'] })
    expect(settleAwaiting([left!], id('t4'), 'declined')).toEqual([])
    const tasks = [task]
    expect(settleAwaiting(tasks, id('t2'), 'declined')).toBe(tasks)
  })
})

describe('that a recipient was told', () => {
  const task = { recipientId: 'hosting' as RecipientId, duty: 'tell' as const, categories: ['browsing' as const], awaiting: [id('t2')] }
  const erasure = { approvedAt: at, recipients: [task, { duty: 'take-down' as const, categories: ['browsing' as const] }] }
  const by = { staffId: zheng!, role: 'agent' as const, at: dayStart('2026-06-15') }
  const tell = (more: Partial<TellOperation['args']> = {}): TellOperation => ({ op: 'erasure.tell@1', args: { erasureId: 'e' as ErasureId, recipientId: 'hosting' as RecipientId, duty: 'tell', on: '2026-06-15', way: 'letter', ...more } })
  const told = (state: Parameters<typeof applyTelling>[0], operation: TellOperation) => {
    const result = applyTelling(state, operation, by)
    return result.ok ? result.value : result.error
  }

  test('is added to the one task, and added to again', () => {
    const once = told(erasure, tell())
    expect(once).toEqual([{ ...task, told: [{ on: '2026-06-15', way: 'letter', by: zheng, at: by.at }] }, erasure.recipients[1]])
    if (!Array.isArray(once)) throw new Error('it was added')
    expect(told({ ...erasure, recipients: once }, tell({ way: 'phone' }))).toMatchObject([{ told: [{ way: 'letter' }, { way: 'phone' }] }, {}])
    // What the company told in vain is not made undone by declining the record.
    expect(settleAwaiting(once, id('t2'), 'declined')[0]).toMatchObject({ duty: 'tell', told: [{ way: 'letter' }] })
  })
  test('of what was disclosed to everybody names no recipient', () => {
    const { recipientId: _nobody, ...args } = tell({ duty: 'take-down' }).args
    expect(told(erasure, { op: 'erasure.tell@1', args })).toMatchObject([{ duty: 'tell' }, { told: [{ way: 'letter' }] }])
  })
  test('is refused for a day to come, for a task that there is not, before the approval, and without bound', () => {
    expect(told(erasure, tell({ on: '2026-06-16' }))).toEqual({ code: 'invalid', fields: ['on'] })
    expect(told(erasure, tell({ duty: 'delete-or-return' }))).toEqual({ code: 'precondition' })
    expect(told({ recipients: erasure.recipients }, tell())).toEqual({ code: 'precondition' })
    const often = { ...task, told: Array.from({ length: 20 }, () => ({ on: '2026-06-15', way: 'letter' as const, by: zheng!, at })) }
    expect(told({ approvedAt: at, recipients: [often] }, tell())).toEqual({ code: 'precondition' })
  })
})
