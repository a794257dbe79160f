// Giving a request to somebody: in every open state, never in a closed one, and never to whoever has it.
import { describe, expect, test } from 'vitest'
import type { RequestId, StaffId, SubjectId } from '../../../src-shared/base/ids'
import { applyOperation, type Actor, type CaseRequest } from '../../../src-shared/domain/request-machine'
import { CLOSED_STATES, REQUEST_STATES } from '../../../src-shared/domain/vocabulary'
import { repositoryPack } from '../../fixtures/rules'

const [zhou, wu] = ['01970000-0000-7000-8000-00000000000a', '01970000-0000-7000-8000-00000000000b'] as [StaffId, StaffId]
const requestId = '01970000-0000-7000-8000-000000000001' as RequestId
const by: Actor = { staffId: zhou, at: 1_781_488_800_000, role: 'agent' }
const inState = (state: CaseRequest['state'], assigneeId?: StaffId): CaseRequest => ({
  id: requestId, caseNo: '26-1184', subjectId: '01970000-0000-7000-8000-000000000004' as SubjectId, right: 'access', state, channel: 'phone', receivedOn: '2026-06-12', keyedAt: 0, text: '请处理',
  identityChecks: [], outerOn: '2026-07-12', timeline: [], ...(assigneeId === undefined ? {} : { assigneeId }),
})
const give = (current: CaseRequest, assigneeId: StaffId) => applyOperation(current, { op: 'request.assign@1', args: { requestId, assigneeId } }, by, repositoryPack())

describe('a request', () => {
  test.each(REQUEST_STATES.map((state) => [state] as const))('that is %s is given away if it is open, stays in its state, and its history says to whom', (state) => {
    const given = give(inState(state), wu)
    if (CLOSED_STATES.includes(state)) expect(given).toEqual({ ok: false, error: { code: 'precondition' } })
    else expect(given).toMatchObject({ ok: true, value: { state, assigneeId: wu, timeline: [{ event: 'assigned', staffId: zhou, assigneeId: wu, at: by.at }] } })
  })

  test('goes from one colleague to another, to oneself too, and not to whoever has it', () => {
    expect(give(inState('deciding', zhou), wu)).toMatchObject({ ok: true, value: { assigneeId: wu } })
    expect(give(inState('deciding', wu), zhou)).toMatchObject({ ok: true, value: { assigneeId: zhou } })
    expect(give(inState('deciding', wu), wu)).toEqual({ ok: false, error: { code: 'precondition' } })
  })
})
