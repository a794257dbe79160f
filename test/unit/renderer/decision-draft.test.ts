// A decision that was begun fits what can be decided now: item by item only where something can be granted.
import { expect, test } from 'vitest'
import type { ItemView } from '../../../src-shared/contract/request'
import type { Outcome } from '../../../src-shared/domain/vocabulary'
import { fittingDraft, isByItem, type DecideDraft } from '../../../src-renderer/screens/queue/decision-draft'

const field = (name: 'mobile' | 'region'): ItemView => ({ key: `field:${name}`, kind: 'field', field: name, value: '…' })
const ITEMS = [field('mobile'), field('region')]
const open = { items: ITEMS, outcomes: ['granted', 'granted-in-part', 'refused'] satisfies Outcome[] }
const unshown = { items: ITEMS, outcomes: ['refused'] satisfies Outcome[] }
const draft = (more: Partial<DecideDraft>): DecideDraft => ({ form: 'decide', outcome: 'granted', text: '', follows: true, ...more })

test('several things are decided one by one, unless there is one answer to all of them', () => {
  expect(isByItem(open)).toBe(true)
  expect(isByItem(unshown)).toBe(false)
  expect(isByItem({ ...open, items: ITEMS.slice(0, 1) })).toBe(false)
})

test('begun item by item, it is one refusal once a paper is missing, and keeps what was written', () => {
  const begun = draft({ items: [{ item: 'field:mobile', outcome: 'granted' }, { item: 'field:region', outcome: 'granted' }], text: '写好的话', follows: false })
  expect(fittingDraft(unshown, begun)).toEqual({ form: 'decide', outcome: 'refused', text: '写好的话', follows: false })
  expect(fittingDraft(open, begun)).toEqual(begun)
})

test('begun as one refusal, it has its items once all was shown, and refuses each until somebody chooses', () => {
  expect(fittingDraft(open, draft({ outcome: 'refused', ground: 'A4' }))).toMatchObject({ outcome: 'refused', items: [{ item: 'field:mobile', outcome: 'refused' }, { item: 'field:region', outcome: 'refused' }] })
  expect(fittingDraft({ ...open, items: ITEMS.slice(0, 1) }, draft({ outcome: 'refused' }))).toMatchObject({ outcome: 'refused' })
})
