// Until when a training counts, what is left without it, and what an auditor may.
import { describe, expect, it } from 'vitest'
import { canBeAssigned, hasPermission, needsTraining, permissionsOf } from '../../../src-shared/domain/staff'
import { isTrained, trainingFault, trainingStanding, type Training } from '../../../src-shared/domain/training'
import { PERMISSIONS, ROLES } from '../../../src-shared/domain/vocabulary'

const TODAY = '2026-06-15'

describe('a training', () => {
  it.each<[string, Training | undefined, object, boolean]>([
    ['of an origin that keeps none', undefined, { state: 'untracked' }, true],
    ['that nobody entered', {}, { state: 'missing' }, false],
    ['long before its end', { dueOn: '2027-01-01' }, { state: 'valid', until: '2027-01-01' }, true],
    ['31 days before it', { dueOn: '2026-07-16' }, { state: 'valid', until: '2026-07-16' }, true],
    ['30 days before it', { dueOn: '2026-07-15' }, { state: 'ends-soon', until: '2026-07-15' }, true],
    ['on its last day', { dueOn: TODAY }, { state: 'ends-soon', until: TODAY }, true],
    ['the day after', { dueOn: '2026-06-14' }, { state: 'expired', until: '2026-06-14' }, false],
    ['in the days of grace', { graceUntil: '2026-07-01' }, { state: 'grace', until: '2026-07-01' }, true],
    ['after them', { graceUntil: '2026-06-14' }, { state: 'missing', until: '2026-06-14' }, false],
    ['an old one, in the days of grace', { dueOn: '2025-01-01', graceUntil: '2026-07-01' }, { state: 'grace', until: '2026-07-01' }, true],
    ['an old one, after them', { dueOn: '2025-01-01', graceUntil: '2026-06-14' }, { state: 'expired', until: '2026-06-14' }, false],
    ['a new one, in the days of grace', { dueOn: '2027-01-01', graceUntil: '2026-07-01' }, { state: 'valid', until: '2027-01-01' }, true],
  ])('%s', (_, training, standing, counts) => {
    expect(trainingStanding(training, TODAY)).toEqual(standing)
    expect(isTrained(training, TODAY)).toBe(counts)
  })

  it('is not passed in the future and does not end before it was passed', () => {
    expect(trainingFault({ passedOn: '2026-06-16', dueOn: '2027-06-16' }, TODAY)).toBe('passedOn')
    expect(trainingFault({ passedOn: TODAY, dueOn: '2026-06-14' }, TODAY)).toBe('dueOn')
    expect(trainingFault({ passedOn: TODAY, dueOn: TODAY }, TODAY)).toBeUndefined()
  })
})

describe('without it', () => {
  it('every role keeps what it may of the queue and its cases, and nothing else', () => {
    expect(PERMISSIONS.filter((permission) => !needsTraining(permission))).toEqual(['read-queue', 'read-case'])
    for (const role of ROLES) expect(permissionsOf(role, 'over')).toEqual(['read-queue', 'read-case'].filter((permission) => hasPermission(role, permission as 'read-case')))
  })
})

it('an auditor holds nothing but what reads, and nothing that opens a case or a person', () => {
  expect(permissionsOf('auditor')).toEqual(['read-queue', 'read-audit', 'read-inventory', 'read-reports'])
})

it('a case is given to nobody who has left, and to no auditor', () => {
  expect(ROLES.filter((role) => canBeAssigned({ role, active: true }))).toEqual(['agent', 'reviewer', 'officer'])
  expect(ROLES.some((role) => canBeAssigned({ role, active: false }))).toBe(false)
})
