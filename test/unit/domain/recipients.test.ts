// Who received what: on which ground, kept how long, and what an erasure asks of them.
import { describe, expect, test } from 'vitest'
import { dayStart } from '../../../src-shared/base/clock'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { ConsentEvent } from '../../../src-shared/domain/consent-events'
import { checkTransfer, mayGo, transferKeptUntil, transfersOf, type Transfer, type TransferId } from '../../../src-shared/domain/recipients'
import { repositoryPack } from '../../fixtures/rules'

const rules = repositoryPack()
const [zhang, li] = ['zhang', 'li'] as readonly string[] as readonly SubjectId[]
const at = dayStart('2026-03-01')
const entrusted: Transfer = {
  id: 't1' as TransferId, recipientId: 'hosting' as Transfer['recipientId'], relation: 'entrusted', category: 'browsing', fields: ['page', 'at'], purpose: 'pages-and-search', method: 'store', at, frequency: 'ongoing',
  ground: { by: 'contract', reference: 'HT-2026-7', from: '2026-01-01', until: '2026-12-31' }, people: 'everyone',
}
const event = (kind: ConsentEvent['kind'], id: string, time: number): ConsentEvent => ({ id: id as ConsentEvent['id'], kind, purpose: 'pages-and-search', policyId: 'p' as ConsentEvent['policyId'], channel: 'website', at: time, wordingHash: '' })
const consent = event('separate-consent', 'c1', at - 1)
const provided: Transfer = { ...entrusted, id: 't2' as TransferId, relation: 'provided', method: 'provide', frequency: 'once', ground: { by: 'consent', eventId: consent.id }, people: [zhang!] }
const fault = (transfer: Transfer, events: readonly ConsentEvent[] = [consent]) => {
  const checked = checkTransfer(transfer, events)
  return checked.ok ? undefined : checked.error.kind
}

describe('a transfer', () => {
  test('is entrusted under a contract that runs', () => {
    expect(fault(entrusted)).toBeUndefined()
    expect(fault({ ...entrusted, ground: { by: 'contract', reference: 'HT', from: '2026-03-02' } })).toBe('contract-not-running')
    expect(fault({ ...entrusted, ground: { by: 'contract', reference: ' ', from: '2026-01-01' } })).toBe('contract-not-running')
    expect(fault({ ...entrusted, people: [zhang!], ground: { by: 'consent', eventId: consent.id } })).toBe('contract-needed')
  })
  test('is provided or disclosed with the separate consent of the one person, not withdrawn', () => {
    expect(fault(provided)).toBeUndefined()
    expect(fault({ ...provided, relation: 'disclosed', recipientId: undefined })).toBeUndefined()
    expect(fault({ ...provided, ground: entrusted.ground })).toBe('separate-consent-needed')
    expect(fault({ ...provided, people: 'everyone' })).toBe('consent-is-one-person')
    expect(fault(provided, [])).toBe('separate-consent-needed')
    expect(fault(provided, [event('explicit-grant', 'c1', at - 1)])).toBe('separate-consent-needed')
    expect(fault(provided, [consent, event('withdrawal', 'c2', at)])).toBe('separate-consent-needed')
    expect(fault(provided, [consent, event('withdrawal', 'c2', at + 1)])).toBeUndefined()
  })
  test('or on a statute that is cited', () => {
    expect(fault({ ...provided, ground: { by: 'statute', statute: { title: '某法', article: '第一条' } } })).toBeUndefined()
    expect(fault({ ...provided, ground: { by: 'statute', statute: { title: '某法', article: '' } } })).toBe('statute-missing')
  })
  test('names fields and a purpose of its category, and a recipient', () => {
    expect(fault({ ...entrusted, fields: ['query'] })).toBe('field-not-of-category')
    expect(fault({ ...entrusted, purpose: 'account' })).toBe('purpose-not-of-category')
    expect(fault({ ...entrusted, recipientId: undefined })).toBe('recipient-missing')
    expect(fault({ ...entrusted, until: at - 1 })).toBe('ends-before-it-begins')
  })
})

describe('the record of a transfer', () => {
  test('is kept three years after the last handing over, and for good while it goes on', () => {
    expect(transferKeptUntil(provided, rules)).toBe('2029-03-01')
    expect(['2029-02-28', '2029-03-01'].map((today) => mayGo(provided, today, rules))).toEqual([false, true])
    expect(transferKeptUntil(entrusted, rules)).toBeUndefined()
    expect(transferKeptUntil({ ...entrusted, until: dayStart('2026-12-31') }, rules)).toBe('2029-12-31')
    expect(mayGo(provided, '2099-01-01', { retention: [] })).toBe(false)
  })
  test('concerns who is named, or of whom the category is held', () => {
    expect(transfersOf(zhang!, ['browsing'], [provided, entrusted]).map((one) => one.id)).toEqual(['t1', 't2'])
    expect(transfersOf(zhang!, ['search-query'], [provided, entrusted]).map((one) => one.id)).toEqual(['t2'])
    expect(transfersOf(li!, ['browsing'], [provided, entrusted]).map((one) => one.id)).toEqual(['t1'])
  })
})
