// Two people behind every change of an exception, a recipient, a transfer or a hold, whatever the order of the acts; and what is left after an erasure.
import { fc } from '../../fixtures/laws'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { dayStart } from '../../../src-shared/base/clock'
import type { StaffId, SubjectId } from '../../../src-shared/base/ids'
import { exceptionState, MOST_REVIEWS, type ExceptionEntry } from '../../../src-shared/domain/exception-register'
import type { InvocationId } from '../../../src-shared/domain/exceptions'
import type { HoldId } from '../../../src-shared/domain/hold-register'
import { applyInventory, type InventoryEntry } from '../../../src-shared/domain/inventory-machine'
import { needsFreshSignIn, targetOf, type InventoryOperation } from '../../../src-shared/domain/inventory-operations'
import type { RecipientId, TransferId } from '../../../src-shared/domain/recipients'
import type { Role } from '../../../src-shared/domain/vocabulary'
import { INVENTORY_OPERATIONS } from '../../../src-shared/domain/vocabulary'
import { recipientState, transferOf, transferState, type RecipientEntry, type TransferEntry } from '../../../src-shared/domain/transfer-register'
import type { exceptionEntrySchema, recipientEntrySchema, transferEntrySchema } from '../../../src-shared/protocol/inventory-records'
import { INVENTORY_ARGS } from '../../../src-shared/protocol/inventory-operations'
import { repositoryPack } from '../../fixtures/rules'

const { exceptions: catalogue } = repositoryPack()
const [a, b, c] = ['a', 'b', 'c'] as readonly string[] as readonly [StaffId, StaffId, StaffId]
const today = '2026-06-15'
const invocationId = 'i' as InvocationId
const recipientId = 'r' as RecipientId
const transferId = 't' as TransferId
const holdId = 'h' as HoldId
const person = 'p' as SubjectId
const recipient: RecipientEntry = { id: recipientId, name: '甲', contact: 'x', proposedBy: a, proposedAt: 0, approvedBy: b, approvedAt: 1 }
const at = dayStart(today) + 3_600_000

type Who = { readonly staffId: StaffId; readonly role: Role }
const step = (current: InventoryEntry | undefined, operation: InventoryOperation, who: Who) => applyInventory(current, operation, { ...who, at }, { catalogue, facts: { recipient, events: [] } })

const PROPOSALS: Readonly<Record<string, InventoryOperation>> = {
  exception: { op: 'exception.propose@1', args: { invocationId, case: 'legal-duty', category: 'access-log', purpose: 'abnormal-status', statute: { title: '法', article: '条' }, reason: '由' } },
  recipient: { op: 'recipient.propose@1', args: { recipientId, name: '甲', contact: 'x' } },
  transfer: {
    op: 'transfer.record@1',
    args: { transferId, recipientId, relation: 'entrusted', category: 'registration', fields: ['mobile'], purpose: 'account', method: 'transmit', at: at - 1, frequency: 'ongoing', ground: { by: 'contract', reference: 'HT', from: '2026-01-01' } },
  },
  hold: { op: 'hold.place@1', args: { holdId, matter: '案号', reach: 'everyone', categories: ['browsing'], reason: '由', reviewOn: '2026-12-01' } },
}
const OPERATIONS: readonly InventoryOperation[] = [
  ...Object.values(PROPOSALS),
  { op: 'exception.approve@1', args: { invocationId } },
  { op: 'exception.review@1', args: { invocationId, note: '看过' } },
  { op: 'exception.end@1', args: { invocationId, until: today, reason: '止' } },
  { op: 'recipient.propose@1', args: { recipientId, name: '乙', contact: 'y' } },
  { op: 'recipient.approve@1', args: { recipientId } },
  { op: 'transfer.approve@1', args: { transferId } },
  { op: 'transfer.end@1', args: { transferId, until: at, reason: '止' } },
  { op: 'hold.approve@1', args: { holdId } },
  { op: 'hold.extend@1', args: { holdId, reviewOn: '2027-01-01', reason: '延' } },
  { op: 'hold.lift@1', args: { holdId, reason: '止' } },
]

test('the entries are the wire’s records, to the field', () => {
  expectTypeOf<ExceptionEntry>().toExtend<z.infer<typeof exceptionEntrySchema>>()
  expectTypeOf<z.infer<typeof exceptionEntrySchema>>().toExtend<ExceptionEntry>()
  expectTypeOf<RecipientEntry>().toExtend<z.infer<typeof recipientEntrySchema>>()
  expectTypeOf<z.infer<typeof recipientEntrySchema>>().toExtend<RecipientEntry>()
  expectTypeOf<TransferEntry>().toExtend<z.infer<typeof transferEntrySchema>>()
  expectTypeOf<z.infer<typeof transferEntrySchema>>().toExtend<TransferEntry>()
})

describe('whatever is done by whom in whatever order', () => {
  const who = fc.record({ staffId: fc.constantFrom(a, b, c), role: fc.constantFrom<Role>('agent', 'reviewer', 'officer') })
  for (const [type, proposal] of Object.entries(PROPOSALS)) {
    test(`nothing of an ${type} is in force, changed or over by one person alone, and an agent changes nothing`, () => {
      const fitting = OPERATIONS.filter((operation) => targetOf(operation).type === type)
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.constantFrom(...fitting), who), { maxLength: 12 }), (acts) => {
          let current: InventoryEntry | undefined
          for (const [operation, by] of [[proposal, { staffId: a, role: 'officer' as const }] as const, ...acts]) {
            const next = step(current, operation, by)
            if (by.role === 'agent') expect(next.ok).toBe(false)
            if (next.ok) {
              expectTwoPeople(next.value)
              current = next.value
            }
          }
          expect(current).toBeDefined()
        }),
      )
    })
  }

  function expectTwoPeople(entry: InventoryEntry): void {
    // What the team keeps for its own work asks for no second person.
    if ('owner' in entry) return
    // Of an incident its end alone is two people's: test/property/incidents.property.test.ts.
    if ('measures' in entry) return
    if ('placedBy' in entry) {
      if (entry.approvedBy !== undefined) expect(entry.approvedBy).not.toBe(entry.placedBy)
      for (const settled of [...entry.extensions, ...(entry.lifted ? [entry.lifted] : [])]) expect(settled.approvedBy).not.toBe(settled.by)
      if (entry.lifted) expect(entry.approvedBy).toBeDefined()
      return
    }
    if (entry.approvedBy === undefined) {
      if ('decidedBy' in entry) expect(['proposed', 'declined']).toContain(exceptionState(entry, today))
      return
    }
    const by = 'decidedBy' in entry ? entry.decidedBy : 'recordedBy' in entry ? entry.recordedBy : undefined
    if (by !== undefined) expect(entry.approvedBy).not.toBe(by)
    if ('reviews' in entry) for (const review of entry.reviews) expect(review.by).not.toBe(entry.decidedBy)
    if ('ending' in entry && entry.ending?.approvedBy !== undefined) expect(entry.ending.approvedBy).not.toBe(entry.ending.by)
    if (!('proposedBy' in entry) && entry.until !== undefined) expect(entry.ending?.approvedBy).toBeDefined()
  }
})

describe('approvals', () => {
  test('alone ask for a fresh sign-in', () => {
    expect(INVENTORY_OPERATIONS.filter(needsFreshSignIn)).toEqual(['exception.approve@1', 'recipient.approve@1', 'transfer.approve@1', 'hold.approve@1', 'incident.approve@1'])
  })
  test('of a recipient’s new name are not the proposer’s, and until then the former name stands', () => {
    const changing = step(recipient, { op: 'recipient.propose@1', args: { recipientId, name: '乙', contact: 'y' } }, { staffId: c, role: 'officer' })
    if (!changing.ok) throw new Error('a change can be proposed')
    expect([recipientState(changing.value as RecipientEntry), (changing.value as RecipientEntry).name]).toEqual(['changing', '甲'])
    const approve: InventoryOperation = { op: 'recipient.approve@1', args: { recipientId } }
    expect(step(changing.value, approve, { staffId: c, role: 'officer' })).toEqual({ ok: false, error: { code: 'needs_second_person' } })
    expect(step(changing.value, approve, { staffId: a, role: 'reviewer' })).toMatchObject({ ok: true, value: { name: '乙', contact: 'y', approvedBy: a } })
  })
})

describe('a transfer', () => {
  const listed: TransferEntry = {
    id: transferId, relation: 'provided', category: 'registration', fields: ['mobile'], purpose: 'account', method: 'provide', at: 0, frequency: 'once', ground: { by: 'consent' }, reach: 'listed', people: 1, recordedBy: a, recordedAt: 0, approvedBy: b, approvedAt: 1,
  }
  test('says whose consent carried it only through the person’s own share, and after an erasure nowhere', () => {
    const consentId = 'consent-7' as NonNullable<Parameters<typeof transferOf>[1][number]['consentId']>
    const whole = transferOf(listed, [{ transferId, subjectId: person, consentId }])
    expect(whole).toMatchObject({ people: [person], ground: { by: 'consent', eventId: consentId } })
    expect(JSON.stringify(transferOf(listed, []))).not.toContain(consentId)
    expect(transferState(listed)).toBe('in-force')
  })
  test('does not begin in the future, without a field, or at a recipient that nobody approved', () => {
    const { args } = PROPOSALS['transfer'] as Extract<InventoryOperation, { op: 'transfer.record@1' }>
    const record = (more: Partial<typeof args>) => step(undefined, { op: 'transfer.record@1', args: { ...args, ...more } }, { staffId: a, role: 'officer' })
    expect(record({})).toMatchObject({ ok: true })
    // A desk's clock is ahead by a minute: that is no future.
    expect(record({ at: at + 60_000 })).toMatchObject({ ok: true })
    expect(record({ at: at + 86_400_000 })).toEqual({ ok: false, error: { code: 'invalid', fields: ['at'] } })
    expect(record({ fields: [] })).toEqual({ ok: false, error: { code: 'invalid', fields: ['fields'] } })
    expect(record({ recipientId: 'other' as RecipientId })).toEqual({ ok: false, error: { code: 'precondition', fields: ['recipientId'] } })
  })
})

test('a review more than a line of the feed can carry is refused, and the wire says no to a moment beyond four-digit years', () => {
  const kept = PROPOSALS['exception'] && step(undefined, PROPOSALS['exception'], { staffId: a, role: 'officer' })
  if (!kept?.ok) throw new Error('not proposed')
  let entry = { ...kept.value, approvedBy: b, approvedAt: at } as InventoryEntry
  const review: InventoryOperation = { op: 'exception.review@1', args: { invocationId, note: '看过' } }
  for (let n = 0; n < MOST_REVIEWS; n++) {
    const reviewed = step(entry, review, { staffId: b, role: 'reviewer' })
    if (!reviewed.ok) throw new Error(`refused at ${String(n)}`)
    entry = reviewed.value
  }
  expect(step(entry, review, { staffId: b, role: 'reviewer' })).toMatchObject({ ok: false, error: { code: 'precondition' } })
  const { at: moment } = INVENTORY_ARGS['transfer.record@1'].shape
  expect([0, at, 253_402_271_999_999].every((one) => moment.safeParse(one).success)).toBe(true)
  expect([-1, 253_402_272_000_000, 3e14].some((one) => moment.safeParse(one).success)).toBe(false)
})
