// No more faults: everything committed, everybody in turn, until a whole round changes nothing.
import { pull, wordOf, type Watched } from './pull'
import { Violation } from './violation'
import { isEqual, judgeCaughtUp } from './verdict'
import type { SimOrigin } from './sim-origin'

const MAX_ROUNDS = 12
/** What comes after them is receipts, and their acknowledgement. */
const MAX_ROUNDS_UNEQUAL = 2
const MAX_STEPS = 400

export interface Healing {
  readonly origin: SimOrigin
  readonly desks: readonly Watched[]
  readonly trace: string[]
  readonly pass: (ms: number) => void
  /** Looks at the desk's store after a deed. */
  readonly look: (watched: Watched, deed: string) => Promise<void>
  /** Learns which erasures there are. */
  readonly note: () => Promise<void>
}

/** Answers after how many rounds every desk held what the origin holds. */
export async function heal(healing: Healing): Promise<number> {
  const { origin, desks, trace } = healing
  let calm = 0
  let equalAfter: number | undefined
  for (let round = 0; calm < 2; round++) {
    if (round === MAX_ROUNDS) throw new Violation(22, `no rest after ${String(MAX_ROUNDS)} rounds: ${trace.slice(-3).join(' | ')}`)
    await origin.settle()
    await healing.note()
    let isCalm = true
    for (const watched of desks) isCalm = (await healDesk(healing, watched)) && isCalm
    calm = isCalm ? calm + 1 : 0
    const areEqual = (await Promise.all(desks.map(({ desk }) => isEqual(origin, desk)))).every(Boolean)
    equalAfter = areEqual ? (equalAfter ?? round + 1) : undefined
  }
  if (equalAfter === undefined || equalAfter > MAX_ROUNDS_UNEQUAL) throw new Violation(22, `not every desk equalled the origin after ${String(MAX_ROUNDS_UNEQUAL)} rounds, but after ${String(equalAfter)}`)
  return equalAfter
}

async function healDesk(healing: Healing, watched: Watched): Promise<boolean> {
  const { desk } = watched
  const { steps, runner } = desk.open
  healing.pass(1_000)
  desk.wallOffset = 0
  const look = (deed: string): Promise<void> => healing.look(watched, deed)
  const words: string[] = []
  let isCalm = await followToEnd(healing, watched, words)
  await look('follow')
  for (let step = 0; step < MAX_STEPS; step++) {
    const pushed = await steps.push()
    if (pushed.ok && pushed.value === 'nothing') break
    words.push(`push ${wordOf(pushed)}`)
    isCalm = false
    if (!pushed.ok) break
  }
  await look('push')
  await steps.rows()
  await look('rows')
  await runner.purge()
  await look('purge')
  const acked = await steps.ack()
  if (!acked.ok) isCalm = false
  await look('ack')
  if (desk.line.log.some((line) => line.startsWith('POST /sync/v1/ack'))) isCalm = false
  desk.line.log.length = 0
  healing.trace.push(`heal desk${String(desk.deps.place)} ${words.slice(0, 1).join()} … ${words.slice(-2).join(', ')}`)
  return isCalm
}

async function followToEnd({ origin }: Healing, watched: Watched, words: string[]): Promise<boolean> {
  let isCalm = true
  words.push(await pull(watched, 'greet'))
  for (let step = 0; ; step++) {
    if (step === MAX_STEPS) throw new Violation(26, 'the changes never end')
    const pulled = await pull(watched, 'follow')
    words.push(pulled)
    if (pulled === 'follow caught-up') {
      await judgeCaughtUp(origin, watched.desk)
      return isCalm
    }
    const isHeadway = / (more|done|reset|ok)$/.test(pulled)
    if (!isHeadway) isCalm = false
    if (!isHeadway && step > 20) return isCalm
  }
}
