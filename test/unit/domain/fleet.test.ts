// How a device of the fleet stands, and which of them an officer should look at.
import { expect, it } from 'vitest'
import { deviceStanding, deviceTail, fleetRank, wantsAttention, type DeviceFacts } from '../../../src-shared/domain/fleet'

const DAY = 86_400_000
const NOW = 1_000 * DAY
const works: DeviceFacts = { lastSeenAt: NOW, leaseNotAfter: NOW + 14 * DAY, outstanding: [] }

it.each<[string, Partial<DeviceFacts>, string, boolean, number]>([
  ['one that works', {}, 'in-service', false, 1],
  ['one that owes a receipt since today', { outstanding: [1] }, 'in-service', false, 1],
  ['one that owes a receipt and is silent over a long weekend', { outstanding: [1], lastSeenAt: NOW - 3 * DAY }, 'in-service', false, 1],
  ['one that owes a receipt and stays silent', { outstanding: [1], lastSeenAt: NOW - 3 * DAY - 1 }, 'in-service', true, 0],
  ['one that is silent and owes nothing', { lastSeenAt: NOW - 10 * DAY }, 'in-service', false, 1],
  ['one on the last moment of its lease', { leaseNotAfter: NOW }, 'in-service', false, 1],
  ['one past its lease', { leaseNotAfter: NOW - 1 }, 'lease-over', true, 0],
  ['one that never had a session', { leaseNotAfter: undefined, lastSeenAt: undefined }, 'new', false, 1],
  ['a revoked one', { revokedAt: NOW, leaseNotAfter: NOW - DAY }, 'revoked', false, 2],
  ['a revoked one that an erasure still waits for', { revokedAt: NOW, outstanding: [1] }, 'revoked', true, 0],
  ['one that was ordered to wipe', { revokedAt: NOW, wipe: {} }, 'wipe-ordered', true, 0],
  ['a wiped one', { revokedAt: NOW, wipe: { wipedAt: NOW }, leaseNotAfter: NOW - DAY }, 'wiped', false, 2],
])('%s', (_, change, standing, wants, rank) => {
  const device = { ...works, ...change }
  expect([deviceStanding(device, NOW), wantsAttention(device, NOW), fleetRank(device, NOW)]).toEqual([standing, wants, rank])
})

it('is confirmed by the end of its number', () => {
  expect(deviceTail('018d0000-0000-7000-8000-0000000000a1')).toBe('00a1')
})
