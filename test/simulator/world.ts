// Plays one script: the world's steps on an origin, the desks' steps on real desks, watching after each; then heals and judges.
import { createHash } from 'node:crypto'
import { repositoryPack } from '../fixtures/rules'
import { act, settle } from './acts'
import { SimDesk, type Outcome } from './desk'
import { heal } from './heal'
import { createModel } from './model/as-origin'
import { BEGIN, DAY_MS } from './model/identity'
import type { Mutant } from './model/mutants'
import { pull, wordOf, type Watched } from './pull'
import { CASE_SCOPES, DIRECTORY_SCOPE, type SimOrigin } from './sim-origin'
import type { DeskStep, Script, Step, WorldStep } from './script'
import { judge, judgeCaughtUp } from './verdict'
import { Violation } from './violation'
import { Watch } from './watch'

export interface Played {
  readonly trace: readonly string[]
  readonly violation: Violation | undefined
  /** Place of the step that showed it; the length of the script for what showed at the end. */
  readonly at: number
  /** After how many rounds without a fault every desk held what the origin holds; of a history that came to its end. */
  readonly equalAfter?: number
}
export function traceHash({ trace }: Played): string {
  return createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16)
}

/** Opens the origin of one history. */
export type OpenOrigin = (history: { readonly seed: string; readonly people: number; readonly now: () => number; readonly mutant: Mutant | undefined }) => Promise<SimOrigin>

export const onModel: OpenOrigin = async (history) => createModel({ ...history, rules: repositoryPack() })

export async function play(script: Script, mutant?: Mutant, open: OpenOrigin = onModel): Promise<Played> {
  const clock = { now: BEGIN }
  const origin = await open({ seed: script.seed, people: script.people, now: () => clock.now, mutant })
  const world = new World(script, mutant, origin, clock)
  try {
    return await world.play()
  } finally {
    await world.remove()
    await origin.close()
  }
}

const GRANTS: readonly (readonly string[])[] = [[...CASE_SCOPES, DIRECTORY_SCOPE], [...CASE_SCOPES], [CASE_SCOPES[0], DIRECTORY_SCOPE], [CASE_SCOPES[1], DIRECTORY_SCOPE], [CASE_SCOPES[0]], [CASE_SCOPES[1]], [DIRECTORY_SCOPE]]

class World {
  readonly #desks: Watched[] = []
  readonly #trace: string[] = []
  readonly #subjects = new Map<string, string>()
  #restores = 0

  constructor(readonly script: Script, readonly mutant: Mutant | undefined, readonly origin: SimOrigin, readonly clock: { now: number }) {}

  async remove(): Promise<void> {
    for (const { desk } of this.#desks) await desk.remove()
  }

  async play(): Promise<Played> {
    let at = 0
    try {
      for (let place = 0; place < this.script.desks; place++) await this.#enrol(place)
      for (const step of this.script.steps) {
        await this.#step(step, at)
        at += 1
      }
      const equalAfter = await heal({
        origin: this.origin, desks: this.#desks, trace: this.#trace, pass: (ms) => this.#pass(ms), look: (watched, deed) => this.#look(watched, deed), note: () => this.#noteErasures(),
      })
      await judge(this.origin, this.#desks, { restores: this.#restores })
      return { trace: this.#trace, violation: undefined, at, equalAfter }
    } catch (error) {
      if (!(error instanceof Violation)) throw error
      return { trace: [...this.#trace, error.message], violation: error, at }
    }
  }

  async #enrol(place: number): Promise<void> {
    const scopes = GRANTS[place % GRANTS.length] ?? []
    const desk = new SimDesk({ seed: this.script.seed, place, origin: this.origin, time: () => this.clock.now, mutant: this.mutant, scopes })
    this.#desks.push({ desk, watch: new Watch(), isGreeted: false })
    await desk.enrol()
  }

  async #step(step: Step, at: number): Promise<void> {
    // A second a step: nothing happens at the same time as something else.
    this.#pass(1_000)
    if (step.who === 'world') {
      await this.#world(step)
      // The minute’s look: how far time has come is known before anything else happens.
      if (step.deed === 'advance') for (const { desk } of this.#desks) this.#judgeLease(desk, await desk.open.lease.look())
      this.#trace.push(`${String(at)} world ${step.deed}`)
      await this.#noteErasures()
      return
    }
    const watched = this.#desks[step.who]
    if (!watched) return
    const outcome = await this.#desk(watched, step)
    this.#trace.push(`${String(at)} desk${String(step.who)} ${step.deed} ${outcome} [${watched.desk.line.log.splice(0).join('; ')}]`)
    await this.#look(watched, step.deed)
    if (outcome === 'follow caught-up') await judgeCaughtUp(this.origin, watched.desk)
  }

  #look({ desk, watch }: Watched, deed: string): Promise<void> {
    return watch.look(desk, deed, (id) => this.#subjects.get(id), this.origin)
  }

  #pass(ms: number): void {
    this.clock.now += ms
  }

  async #noteErasures(): Promise<void> {
    for (const { id, subjectId } of await this.origin.erasures()) this.#subjects.set(id, subjectId)
  }

  async #world({ deed, a, b }: WorldStep): Promise<void> {
    const { origin } = this
    switch (deed) {
      case 'grant':
        return origin.grant(this.#desks[a % this.#desks.length]?.desk.deviceId ?? '', GRANTS[b % GRANTS.length] ?? [])
      case 'backup':
        return origin.backup()
      case 'restore':
        if (await origin.restore()) this.#restores += 1
        return
      case 'origin-crash':
        return origin.crash()
      case 'advance':
        this.#pass(a % 3 === 0 ? (b % 70) * DAY_MS : b)
        return
      default:
        return origin.event(deed, a, b)
    }
  }

  async #desk(watched: Watched, step: DeskStep): Promise<Outcome> {
    const { desk } = watched
    switch (step.deed) {
      case 'restart':
        await desk.restart()
        watched.isGreeted = false
        return ''
      case 'sleep':
        return this.#sleep(watched, step)
      case 'wall-clock':
        desk.wallOffset = (step.a % 2 === 0 ? -1 : 1) * (step.b % 30) * DAY_MS
        return ''
      case 'replay':
        await desk.line.replay()
        return ''
      default: {
        const outcome = await desk.under(step, () => this.#work(watched, step))
        if (outcome.endsWith('crashed')) watched.isGreeted = false
        return outcome
      }
    }
  }

  /** The desk is closed meanwhile. Its wall clock is right again: time that passes behind a clock turned back is a gap that docs/sync.md names. */
  async #sleep(watched: Watched, { b }: DeskStep): Promise<Outcome> {
    const { desk } = watched
    desk.wallOffset = Math.max(desk.wallOffset, 0)
    await desk.open.lease.look()
    this.#pass((b % 50) * DAY_MS)
    await desk.restart()
    watched.isGreeted = false
    return ''
  }

  async #work(watched: Watched, step: DeskStep): Promise<Outcome> {
    const { desk } = watched
    const { steps, runner, lease, acts } = desk.open
    switch (step.deed) {
      case 'push':
        return wordOf(await steps.push())
      case 'ack':
        return wordOf(await steps.ack())
      case 'rows':
        return wordOf(await steps.rows())
      case 'purge':
        await runner.purge()
        return ''
      case 'look':
        return this.#judgeLease(desk, await lease.look())
      case 'act':
        return (await lease.look()) === 'ended' ? 'locked' : act(acts, step)
      case 'settle':
        return settle(acts, step)
      case 'forge':
        return this.#forge(desk, step.a)
      default:
        return pull(watched, step.deed === 'greet' ? 'greet' : step.deed === 'fill' ? 'fill' : 'follow')
    }
  }

  async #forge(desk: SimDesk, which: number): Promise<Outcome> {
    const answered = await desk.forge(which)
    if (answered === undefined) return 'nothing to forge'
    // Also a line that breaks may keep it from being answered.
    if (['applied', 'duplicate', 'not_processed'].includes(answered)) throw new Violation(8, `another body under the same number was answered ${answered}`)
    return answered
  }

  #judgeLease(desk: SimDesk, standing: string): Outcome {
    const [notAfter, now] = [desk.answers.leaseNotAfter, this.clock.now]
    if (standing === 'running' && now > notAfter) throw new Violation(25, `a lease still runs ${String(Math.ceil((now - notAfter) / DAY_MS))} days after its end`)
    return standing
  }
}
