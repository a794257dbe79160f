// Short runs of steps that belong together: what would come about by chance too seldom to be found in a history that a test can afford.
import type { Rng } from '../../src-origin/seed/random'
import type { DeskStep, Step, WorldStep } from './script'

export type Phrase = (rng: Rng, desks: number) => readonly Step[]

const GRANT = { both: 1, north: 4, south: 5, directory: 6 } as const
const PARTS = [0, 1] as const
const WRITES = ['begin-rename', 'begin-consent', 'begin-move'] as const

/** The desk is in step; weeks without a change; then a write, and a floor that moves exactly to where the desk stands. */
export const standAtFloor: Phrase = (rng, desks) => {
  const who = rng.below(desks)
  const follows = Array.from({ length: rng.between(4, 10) }, () => desk(who, 'follow'))
  return [
    world('commit', rng.below(100)), ...sequenced(), desk(who, 'greet'), ...follows, world('advance', 0, rng.between(46, 60)), desk(who, 'greet'),
    world(rng.pick(WRITES), rng.below(1_000)), world('commit', 0), world('intake', rng.below(1_000), rng.below(2)), ...sequenced(), world('retain'),
    desk(who, 'follow'), desk(who, 'follow'), world('retain'), desk(who, 'follow'),
  ]
}

/** Both case scopes hold the same people; then they are withdrawn, at once or one after the other, with or without the desk looking in between. */
export const sharedThenWithdrawn: Phrase = (rng, desks) => {
  const who = rng.below(desks)
  const person = rng.below(1_000)
  const first = rng.chance(0.5) ? GRANT.north : GRANT.south
  const look = (): readonly Step[] => (rng.chance(0.5) ? [desk(who, rng.pick(['greet', 'follow'] as const)), desk(who, 'follow')] : [])
  return [
    world('grant', who, GRANT.both), world('intake', person, 0), world('intake', person, 1), ...sequenced(), desk(who, 'greet'),
    ...Array.from({ length: 16 }, () => desk(who, 'fill')), desk(who, 'follow'), desk(who, 'follow'),
    ...(rng.chance(0.7) ? [world('grant', who, first), ...look()] : []),
    world('grant', who, rng.pick([GRANT.directory, first === GRANT.north ? GRANT.south : GRANT.north])), ...look(), desk(who, 'greet'), desk(who, 'follow'),
  ]
}

/** A desk in step ends while it takes a page that brings something, between any two of its transactions. */
export const crashInPage: Phrase = (rng, desks) => {
  const who = rng.below(desks)
  const crash = { when: rng.pick(['before-commit', 'after-commit'] as const), nth: rng.below(2) }
  return [
    desk(who, 'greet'), ...Array.from({ length: 8 }, () => desk(who, 'follow')), world('intake', rng.below(1_000), rng.below(2)), world('begin-rename', rng.below(1_000)),
    world('commit', 0), ...sequenced(), { ...desk(who, 'follow'), crash }, desk(who, 'greet'), desk(who, 'follow'), desk(who, 'follow'),
  ]
}

function sequenced(): readonly Step[] {
  return PARTS.map((part) => world('sequence', part))
}
function world(deed: WorldStep['deed'], a = 0, b = 0): WorldStep {
  return { who: 'world', deed, a, b }
}
function desk(who: number, deed: DeskStep['deed']): DeskStep {
  return { who, deed, a: 0, b: 0 }
}
