// Plays one script: the world's steps on the model, the desks' steps on real desks, watching after each; then heals and judges.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Result } from '../../src-shared/base/result'
import { repositoryPack } from '../fixtures/rules'
import { act, settle } from './acts'
import { SimDesk, type Outcome } from './desk'
import { BEGIN, createOrganisation, DAY_MS } from './model/identity'
import type { Mutant } from './model/mutants'
import { ModelOrigin } from './model/origin'
import { CASE_SCOPES, DIRECTORY_SCOPE, PARTS, type ModelState } from './model/state'
import type { DeskStep, Script, Step, WorldStep } from './script'
import { judge } from './verdict'
import { Violation, Watch } from './watch'

export interface Played {
  readonly trace: readonly string[]
  readonly violation: Violation | undefined
  /** Place of the step that showed it; the length of the script for what showed at the end. */
  readonly at: number
}
export function traceHash({ trace }: Played): string {
  return createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16)
}

export async function play(script: Script, mutant?: Mutant): Promise<Played> {
  const world = new World(script, mutant)
  try {
    return await world.play()
  } finally {
    await world.remove()
  }
}

interface Watched {
  readonly desk: SimDesk
  readonly watch: Watch
  isGreeted: boolean
}

const GRANTS: readonly (readonly string[])[] = [[...CASE_SCOPES, DIRECTORY_SCOPE], [...CASE_SCOPES], [CASE_SCOPES[0], DIRECTORY_SCOPE], [CASE_SCOPES[1], DIRECTORY_SCOPE], [CASE_SCOPES[0]], [CASE_SCOPES[1]], [DIRECTORY_SCOPE]]
const MAX_ROUNDS = 12
const MAX_STEPS = 400

class World {
  #time = BEGIN
  readonly #origin: ModelOrigin
  readonly #desks: Watched[] = []
  readonly #trace: string[] = []
  readonly #subjects = new Map<string, string>()
  #backup: ModelState | undefined
  #restores = 0

  constructor(readonly script: Script, readonly mutant: Mutant | undefined) {
    this.#origin = new ModelOrigin({ seed: script.seed, organisation: createOrganisation(script.seed), rules: repositoryPack(), now: () => this.#time, mutant })
    this.#origin.fill(script.people)
  }

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
      await this.#heal()
      await judge(this.#origin, this.#desks, { restores: this.#restores })
      return { trace: this.#trace, violation: undefined, at }
    } catch (error) {
      if (!(error instanceof Violation)) throw error
      return { trace: [...this.#trace, error.message], violation: error, at }
    }
  }

  async #enrol(place: number): Promise<void> {
    const scopes = GRANTS[place % GRANTS.length] ?? []
    const desk = new SimDesk({ seed: this.script.seed, place, origin: () => this.#origin, time: () => this.#time, mutant: this.mutant, scopes })
    this.#desks.push({ desk, watch: new Watch(), isGreeted: false })
    await desk.enrol()
  }

  async #step(step: Step, at: number): Promise<void> {
    // A second a step: nothing happens at the same time as something else.
    this.#pass(1_000)
    if (step.who === 'world') {
      this.#world(step)
      // The minute’s look: how far time has come is known before anything else happens.
      if (step.deed === 'advance') for (const { desk } of this.#desks) this.#judgeLease(desk, await desk.open.lease.look())
      this.#trace.push(`${String(at)} world ${step.deed}`)
      this.#noteErasures()
      return
    }
    const watched = this.#desks[step.who]
    if (!watched) return
    const outcome = await this.#desk(watched, step)
    this.#trace.push(`${String(at)} desk${String(step.who)} ${step.deed} ${outcome} [${watched.desk.line.log.splice(0).join('; ')}]`)
    await watched.watch.look(watched.desk, step.deed, (id) => this.#subjects.get(id))
  }

  #pass(ms: number): void {
    this.#time += ms
  }

  #noteErasures(): void {
    for (const [id, { subjectId }] of this.#origin.state.erasures) this.#subjects.set(id, subjectId)
  }

  #world({ deed, a, b }: WorldStep): void {
    const origin = this.#origin
    switch (deed) {
      case 'begin-rename':
        return origin.beginRename(a)
      case 'begin-consent':
        return origin.beginConsent(a)
      case 'begin-move':
        return origin.beginMove(a)
      case 'commit':
        return origin.commit(a)
      case 'sequence':
        return origin.sequence(PARTS[a % PARTS.length] ?? 'case')
      case 'register':
        return origin.register()
      case 'intake':
        return origin.intake(a, b)
      case 'retain':
        return origin.retain()
      case 'erase':
        return origin.erase(a)
      case 'grant':
        return origin.grant(this.#desks[a % this.#desks.length]?.desk.deviceId ?? '', GRANTS[b % GRANTS.length] ?? [])
      case 'backup':
        this.#backup = origin.backup()
        return
      case 'restore':
        if (!this.#backup) return
        this.#restores += 1
        return origin.restore(this.#backup)
      case 'origin-crash':
        return origin.crash()
      case 'advance':
        return this.#pass(a % 3 === 0 ? (b % 70) * DAY_MS : b)
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
        desk.line.replay()
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
      default:
        return this.#pull(watched, step.deed === 'greet' ? 'greet' : step.deed === 'fill' ? 'fill' : 'follow')
    }
  }

  /** In the order of the real loop: greeted first, scopes filled before changes are followed; a failure begins a new round. */
  async #pull(watched: Watched, wanted: 'greet' | 'fill' | 'follow'): Promise<Outcome> {
    const { steps, keyed } = watched.desk.open
    if (wanted === 'greet' || !watched.isGreeted) {
      const greeted = await steps.greet()
      watched.isGreeted = greeted.ok
      return `greet ${wordOf(greeted)}`
    }
    const unfilled = await sql<{ id: string }>`select id from scopes where ready = 0`.execute(keyed.vault.reader)
    const isFilling = wanted === 'fill' || unfilled.rows.length > 0
    const done = isFilling ? await steps.fill(() => undefined) : await steps.follow('no-wait', new AbortController().signal)
    if (!done.ok) watched.isGreeted = false
    return `${isFilling ? 'fill' : 'follow'} ${wordOf(done)}`
  }

  #judgeLease(desk: SimDesk, standing: string): Outcome {
    const notAfter = this.#origin.state.devices.get(desk.deviceId)?.leaseNotAfter ?? 0
    if (standing === 'running' && this.#time > notAfter) throw new Violation(25, `a lease still runs ${String(Math.ceil((this.#time - notAfter) / DAY_MS))} days after its end`)
    return standing
  }

  // -- healing ---------------------------------------------------------------------------------------------------------------------

  /** No more faults: everything committed, everybody in turn, until a whole round changes nothing. */
  async #heal(): Promise<void> {
    let calm = 0
    for (let round = 0; calm < 2; round++) {
      if (round === MAX_ROUNDS) throw new Violation(22, `no rest after ${String(MAX_ROUNDS)} rounds: ${this.#trace.slice(-3).join(' | ')}`)
      while (this.#origin.openWrites() > 0) this.#origin.commit(0)
      this.#origin.drain()
      this.#noteErasures()
      let isCalm = true
      for (const watched of this.#desks) isCalm = (await this.#healDesk(watched)) && isCalm
      calm = isCalm ? calm + 1 : 0
    }
  }

  async #healDesk(watched: Watched): Promise<boolean> {
    const { desk, watch } = watched
    this.#pass(1_000)
    desk.wallOffset = 0
    const look = (deed: string): Promise<void> => watch.look(desk, deed, (id) => this.#subjects.get(id))
    let isCalm = true
    const words: string[] = []
    const greeted = await this.#pull(watched, 'greet')
    words.push(greeted)
    for (let step = 0; ; step++) {
      if (step === MAX_STEPS) throw new Violation(26, 'the changes never end')
      const pulled = await this.#pull(watched, 'follow')
      words.push(pulled)
      if (pulled === 'follow caught-up') break
      if (!/ (more|done|reset|ok)$/.test(pulled)) isCalm = false
      if (!/ (more|done|reset|ok)$/.test(pulled) && step > 20) break
    }
    await look('follow')
    for (let step = 0; step < MAX_STEPS; step++) {
      const pushed = await desk.open.steps.push()
      if (pushed.ok && pushed.value === 'nothing') break
      words.push(`push ${wordOf(pushed)}`)
      isCalm = false
      if (!pushed.ok) break
    }
    await look('push')
    await desk.open.steps.rows()
    await look('rows')
    await desk.open.runner.purge()
    await look('purge')
    const acked = await desk.open.steps.ack()
    if (!acked.ok) isCalm = false
    await look('ack')
    if (desk.line.log.some((line) => line.startsWith('POST /sync/v1/ack'))) isCalm = false
    desk.line.log.length = 0
    this.#trace.push(`heal desk${String(desk.deps.place)} ${words.slice(0, 1).join()} … ${words.slice(-2).join(', ')}`)
    return isCalm
  }
}

function wordOf(result: Result<unknown, DeskError>): string {
  if (!result.ok) return `${result.error.kind}${result.error.params?.['code'] === undefined ? '' : `:${String(result.error.params['code'])}`}`
  return typeof result.value === 'string' ? result.value : 'ok'
}
