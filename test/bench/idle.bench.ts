// Measures what a desk costs that nobody touches: CPU time of the data process while it is unlocked, in step and waiting at a real origin.
import { setTimeout as wait } from 'node:timers/promises'
import type { Bench } from './harness/bench'
import { openIdleDesk } from './harness/bench-desk'
import { startBenchOrigin } from './harness/bench-origin'

/** Two long polls and the minute's look at the lease lie in it. */
const WATCHED_MS = 60_000
/** What follows a bootstrap (row sets, sweeps) ends before. */
const SETTLE_MS = 10_000
/** How many people a store holds costs an idle desk nothing. */
const MOST_PEOPLE = 2_000

/** Per cent of one core. */
async function shareOfCore(ms: number): Promise<number> {
  const before = process.cpuUsage()
  await wait(ms)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1_000 / ms) * 100
}

export const bench: Bench = {
  title: 'an unlocked desk that nobody touches, its long poll at an origin in a process of its own: CPU time over a minute',
  async run(context) {
    const { folder, defer, say, note } = context
    const people = Math.min(context.people, MOST_PEOPLE)
    const origin = await startBenchOrigin({ ...context, people }, 100)
    await wait(SETTLE_MS)
    say('watching the bench itself, without a desk')
    const without = await shareOfCore(WATCHED_MS)
    const desk = await openIdleDesk(folder, origin, people)
    defer(() => desk.dispose())
    await wait(SETTLE_MS)
    say('watching the desk')
    const value = await shareOfCore(WATCHED_MS)
    // CPU time hardly depends on what else the machine does.
    note({ name: 'idle', unit: '% core', value, reference: without, against: 'the bench without a desk', ratio: value / without, goal: { value: { atMost: 1 } }, noisy: false })
  },
}
