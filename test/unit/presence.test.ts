// What a desk tells of its person and keeps of the others, on a clock of its own: beats, the last place of many, and the end of what nobody confirms.
import { expect, test } from 'vitest'
import type { RequestId, StaffId } from '../../src-shared/base/ids'
import { err, ok } from '../../src-shared/base/result'
import { createPresence } from '../../src-main/sync/presence'
import { PRESENCE_BEAT_MS, PRESENCE_LIVES_MS, type Place, type PresenceLine } from '../../src-shared/protocol/presence'

const requestOf = (n: number) => `0190a8f0-0000-7000-8000-00000000000${String(n)}` as RequestId
const at = (n: number, doing: Place['doing'] = 'viewing'): Place => ({ requestId: requestOf(n), doing })
const lineOf = (tag: string, ...places: readonly Place[]): PresenceLine => ({ t: 'presence', tag, people: places.map((place) => ({ ...place, staffId: requestOf(9) as unknown as StaffId })) })

/** A clock that moves by being told, and the sleepers that it wakes. */
function setUp() {
  let mono = 0
  let fails = false
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const sent: (string | undefined)[] = []
  let changes = 0
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  const presence = createPresence({
    clock: { now: () => 1_000_000 - mono, mono: () => mono },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          sleepers.delete(sleeper)
          resolve()
        }
        const sleeper = { until: mono + ms, wake }
        sleepers.add(sleeper)
        if (signal.aborted) sleeper.wake()
        else signal.addEventListener('abort', sleeper.wake, { once: true })
      }),
    send: (place) => {
      sent.push(place && `${place.requestId.slice(-1)} ${place.doing}`)
      return Promise.resolve(fails ? err({ kind: 'origin-unreachable' }) : ok())
    },
    onChange: () => changes++,
  })
  const pass = async (ms: number): Promise<void> => {
    for (let step = 0; step < ms; step += 500) {
      mono += 500
      for (const sleeper of [...sleepers]) if (sleeper.until <= mono) sleeper.wake()
      await settle()
    }
  }
  return { presence, sent, pass, settle, changes: () => changes, fail: (next: boolean) => (fails = next) }
}

test('a place is told at once and again with every beat, until it is left', async () => {
  const { presence, sent, pass, settle } = setUp()
  presence.tell(at(1))
  await settle()
  expect(sent).toEqual(['1 viewing'])
  await pass(2 * PRESENCE_BEAT_MS)
  expect(sent).toEqual(['1 viewing', '1 viewing', '1 viewing'])
  presence.tell(undefined)
  await pass(3 * PRESENCE_BEAT_MS)
  expect(sent).toEqual(['1 viewing', '1 viewing', '1 viewing', undefined])
  presence.stop()
})

test('of many places in one second the last is told; a screen left for the next is one change', async () => {
  const { presence, sent, pass } = setUp()
  presence.tell(at(1))
  presence.tell(undefined)
  presence.tell(at(2, 'editing'))
  await pass(500)
  for (const n of [3, 4, 5]) presence.tell(at(n))
  await pass(1_000)
  expect(sent).toEqual(['2 editing', '5 viewing'])
  presence.stop()
})

test('a lost message is told again by the next beat, and as soon as the line is back', async () => {
  const { presence, sent, pass, settle, fail } = setUp()
  fail(true)
  presence.tell(at(1))
  await pass(2_000)
  expect(sent).toHaveLength(1)
  fail(false)
  presence.again()
  await settle()
  expect(sent).toEqual(['1 viewing', '1 viewing'])
  presence.stop()
})

test('the others stay while pages confirm them, and are gone thirty seconds after the last, whatever the wall clock says', async () => {
  const { presence, pass, changes } = setUp()
  expect(presence.tag()).toBe('')
  presence.heard(lineOf('one', at(1, 'editing')))
  expect([presence.tag(), presence.list().map((one) => one.doing), changes()]).toEqual(['one', ['editing'], 1])
  await pass(PRESENCE_LIVES_MS - 1_000)
  presence.heard(undefined)
  await pass(PRESENCE_LIVES_MS - 1_000)
  expect(presence.list()).toHaveLength(1)
  expect(changes()).toBe(1)
  await pass(1_000)
  expect([presence.tag(), presence.list(), changes()]).toEqual(['', [], 2])
  // A page that says nothing new brings back nobody.
  presence.heard(undefined)
  expect(presence.list()).toEqual([])
  presence.heard(lineOf('two', at(2)))
  presence.heard(lineOf(''))
  expect([presence.tag(), presence.list(), changes()]).toEqual(['', [], 4])
})
