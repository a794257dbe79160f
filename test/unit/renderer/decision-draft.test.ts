// A decision that was begun fits what can be decided now: item by item only where something can be granted.
import { expect, test } from 'vitest'
import type { IdentifierId, RequestId } from '../../../src-shared/base/ids'
import type { IdentityView, ItemView, RequestView } from '../../../src-shared/contract/request'
import type { Outcome } from '../../../src-shared/domain/vocabulary'
import { decisionOf, firstDraft, fittingDraft, isByItem, missingOf, replaceable, type DecideDraft } from '../../../src-renderer/screens/queue/decision-draft'

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

test('where the person has several of a kind, somebody says which one a granted correction takes the place of', () => {
  const identity = (['one', 'two'] as const).map((name): IdentityView => ({ id: name as IdentifierId, kind: 'mobile', masked: name, proof: 'proved', attempts: [], failed: 0, methods: [] }))
  // The parts of a case that are asked here.
  const request = { ...open, identity, row: { id: 'case' as RequestId, right: 'correct', test: false }, grounds: [], isUnidentified: false } as unknown as RequestView
  const whole = draft({ outcome: 'granted', text: '答复' })
  expect(replaceable(request, whole).map(({ field: name, candidates }) => [name, candidates.length])).toEqual([['mobile', 2]])
  expect(missingOf(request, whole, '答复')).toBe('replaces')
  const chosen = { ...whole, replaces: ['two' as IdentifierId], shown: [{ field: 'mobile' as const, kind: 'document' as const }, { field: 'region' as const, kind: 'statement' as const }] }
  expect(missingOf(request, chosen, '答复')).toBeUndefined()
  expect(decisionOf(request, chosen, '答复').replaces).toEqual(['two'])
  const refused = { ...chosen, outcome: 'refused' as const }
  expect(replaceable(request, refused)).toEqual([])
  expect(decisionOf(request, refused, '答复')).not.toHaveProperty('replaces')
  expect(replaceable({ ...request, identity: identity.slice(0, 1) }, whole)).toEqual([])
})

test('what showed a value right is asked of each field that would be granted, and only theirs is sent', () => {
  const request = { ...open, identity: [], row: { id: 'case' as RequestId, right: 'correct', test: false }, grounds: [], isUnidentified: false } as unknown as RequestView
  const items = [{ item: 'field:mobile', outcome: 'refused' as const, ground: 'A10' }, { item: 'field:region', outcome: 'granted' as const }]
  const begun = draft({ outcome: 'granted-in-part', items, text: '答复', shown: [{ field: 'mobile', kind: 'code-read-back' }, { field: 'region', words: '还没选' }] })
  expect(missingOf(request, begun, '答复')).toBe('shown')
  const done = { ...begun, shown: [{ field: 'mobile' as const, kind: 'code-read-back' as const }, { field: 'region' as const, kind: 'statement' as const, words: '  ' }] }
  expect(missingOf(request, done, '答复')).toBeUndefined()
  expect(decisionOf(request, done, '答复').shown).toEqual([{ field: 'region', kind: 'statement' }])
  expect(decisionOf(request, { ...done, outcome: 'refused', items: undefined, ground: 'A10' }, '答复')).not.toHaveProperty('shown')
})

test('once closing is proposed the refusal that says so stands ready, for every item, and its letter follows', () => {
  const grounds = [{ code: 'A4' }, { code: 'P2' }]
  const request = { ...open, identity: [], grounds, letters: { granted: '同意', refused: '拒绝' }, row: { id: 'case' as RequestId, right: 'correct', test: false } } as unknown as RequestView
  expect(firstDraft(request)).toEqual({
    form: 'decide', outcome: 'refused', ground: 'P2', text: '拒绝', follows: true,
    items: [{ item: 'field:mobile', outcome: 'refused', ground: 'P2' }, { item: 'field:region', outcome: 'refused', ground: 'P2' }],
  })
  expect(firstDraft({ ...request, grounds: request.grounds.slice(0, 1) })).toMatchObject({ outcome: 'granted', items: [{ outcome: 'granted' }, { outcome: 'granted' }] })
})
