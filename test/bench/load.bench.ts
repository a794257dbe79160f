// 200 desks at one origin: every change reaches every desk, none twice; how late, and what it costs the origin.
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { saveRequest } from '../../src-origin/cases/locked-request'
import type { OriginContext } from '../../src-origin/context'
import type { Bench } from './harness/bench'
import { startBenchOrigin } from './harness/bench-origin'
import { quantile } from './harness/figure'
import { createLightDesk, enrolLightDesk, lightDeskPlace, type DeskKey, type LightDesk } from './harness/light-desk'
import { createProcessTimes } from './harness/process-times'

const DESKS = 200
const CHANGES = 100
const BETWEEN_MS = 250
const CASES = 100
/** The last change has arrived everywhere, or never will. */
const LAST_MS = 60_000

interface Change {
  readonly id: string
  readonly v: number
  readonly at: number
}

async function enrolDesks(context: OriginContext): Promise<readonly DeskKey[]> {
  const keys = []
  for (let desk = 0; desk < DESKS; desk++) keys.push(await enrolLightDesk(context, `负载工作站 ${String(desk + 1)}`, ['desk:dalian']))
  return keys
}

/** One change every quarter of a second, of one case after another; `at` is when it was committed. */
async function makeChanges({ db }: OriginContext): Promise<readonly Change[]> {
  const cases = await db.selectFrom('requests').select(['id', 'body']).where('in_scope', '=', true).orderBy('id').limit(CASES).execute()
  const changes: Change[] = []
  for (let turn = 0; turn < CHANGES; turn++) {
    const one = cases[turn % cases.length]
    if (!one) throw new Error('there are no cases')
    await db.transaction().execute((tx) => saveRequest(tx, { ...one.body, text: `第 ${String(turn)} 次改动` }))
    const at = performance.now()
    const { v } = await db.selectFrom('requests').select('v').where('id', '=', one.id).executeTakeFirstOrThrow()
    changes.push({ id: one.id, v, at })
    await wait(BETWEEN_MS)
  }
  return changes
}

interface Delivered {
  readonly lags: readonly number[]
  readonly missing: number
  readonly twice: number
}

/** A change is delivered by its own version or by a later one of the same record. */
function judge(desks: readonly LightDesk[], changes: readonly Change[]): Delivered {
  const lags: number[] = []
  let [missing, twice] = [0, 0]
  for (const { told } of desks) {
    twice += told.length - new Set(told.map(({ id, v }) => `${id} ${String(v)}`)).size
    for (const change of changes) {
      const arrived = told.find(({ id, v }) => id === change.id && v >= change.v)
      if (arrived) lags.push(Math.max(0, arrived.at - change.at))
      else missing += 1
    }
  }
  return { lags, missing, twice }
}

export const bench: Bench = {
  title: `${String(DESKS)} desks that speak the protocol and hold no store, long polls over TLS at an origin in a process of its own, ${String(CHANGES)} changes`,
  async run(context) {
    const { defer, say, note } = context
    const origin = await startBenchOrigin({ ...context, people: Math.min(context.people, 2_000) }, CASES)
    const { context: beside, close } = await origin.openBeside()
    defer(close)
    say(`enrolling ${String(DESKS)} desks`)
    const keys = await enrolDesks(beside)
    const place = lightDeskPlace(origin, beside.now)
    const end = new AbortController()
    defer(() => end.abort())
    const desks = keys.map((key) => createLightDesk(place, key))
    let held = 0
    const running = Promise.all(desks.map((desk) => desk.run(end.signal, () => (held += 1))))
    running.catch(() => undefined)
    while (held < DESKS) await Promise.race([wait(100), running])
    await wait(2_000)
    say('every desk waits; changing')
    const times = createProcessTimes(origin.pid)
    const [before, startedAt] = [times.read(), performance.now()]
    const changes = await makeChanges(beside)
    for (const until = performance.now() + LAST_MS; judge(desks, changes).missing > 0 && performance.now() < until; ) await Promise.race([wait(250), running])
    const [after, tookMs] = [times.read(), performance.now() - startedAt]
    end.abort()
    await running
    const { lags, missing, twice } = judge(desks, changes)
    const deliveries = DESKS * CHANGES
    // Whether all of it arrived is no matter of speed: it is judged on any machine.
    note({ name: 'load, changes not delivered', unit: 'of ' + String(deliveries), value: missing, goal: { value: { atMost: 0 } }, noisy: false })
    note({ name: 'load, delivered twice', unit: 'of ' + String(deliveries), value: twice, goal: { value: { atMost: 0 } }, noisy: false })
    note({ name: 'load, delivery lag p95', unit: 'ms', value: quantile(lags, 0.95), reference: quantile(lags, 0.5), against: 'p50', ratio: quantile(lags, 0.95) / quantile(lags, 0.5), noisy: true })
    if (before && after) {
      note({ name: 'load, CPU of the origin', unit: '% core', value: ((after.origin - before.origin) / tookMs) * 100, reference: ((after.database - before.database) / tookMs) * 100, against: 'its database', noisy: true })
      note({ name: 'load, CPU a delivery', unit: 'ms', value: (after.origin - before.origin) / deliveries, reference: (after.database - before.database) / deliveries, against: 'its database', noisy: true })
    }
  },
}
