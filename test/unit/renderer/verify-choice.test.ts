// What a check that was begun is about: what was typed of one method never becomes evidence by another.
import { expect, it } from 'vitest'
import { createId, type IdentifierId } from '../../../src-shared/base/ids'
import type { IdentityView } from '../../../src-shared/contract/request'
import type { IdentityMethod } from '../../../src-shared/domain/vocabulary'
import { verifyChoice } from '../../../src-renderer/screens/queue/verify-choice'

const id = createId<IdentifierId>(0, (bytes) => bytes.fill(1))
const identity = (...methods: readonly IdentityMethod[]): readonly IdentityView[] => [{ id, kind: 'mobile', masked: '138****0000', proof: 'unproved', failed: 0, attempts: [], methods }]
const EVIDENCE = '问了三项，相符'

it('begins with the first method that is open', () => {
  expect(verifyChoice({ identity: identity('one-time-code', 'document-seen') }, { form: 'verify', evidence: '' })).toMatchObject({ chosen: { id }, method: 'one-time-code' })
})

it('keeps the method of the draft while it is open', () => {
  expect(verifyChoice({ identity: identity('one-time-code', 'recent-use') }, { form: 'verify', method: 'recent-use', evidence: EVIDENCE }).method).toBe('recent-use')
})

it('has no method once that of the draft is not open any more, until another is chosen', () => {
  const request = { identity: identity('one-time-code', 'document-seen') }
  expect(verifyChoice(request, { form: 'verify', method: 'recent-use', evidence: EVIDENCE })).toMatchObject({ chosen: { id }, method: undefined })
  expect(verifyChoice(request, { form: 'verify', method: 'document-seen', evidence: EVIDENCE }).method).toBe('document-seen')
})
