// The backdrop before unlock: lines of masked text, drawn from a fixed sequence so that it never changes and says nothing.
import type { JSX } from 'react'

const WIDTH = 1920
const HEIGHT = 1200
const LINE = 40
const DOT = 15

/** A small linear congruential sequence (Numerical Recipes' constants): a pattern, not a secret. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function drawLines(): readonly JSX.Element[] {
  const next = sequence(20_260_615)
  const marks: JSX.Element[] = []
  for (let y = 18; y < HEIGHT; y += LINE) {
    let x = -40 * next()
    while (x < WIDTH) {
      const dots = 3 + Math.floor(next() * 6)
      for (let dot = 0; dot < dots; dot++, x += DOT) marks.push(<circle key={`${x},${y}`} cx={Math.round(x)} cy={y} r="3.6" />)
      if (next() > 0.75) {
        marks.push(<rect key={`${x},${y}`} x={Math.round(x) - 3} y={y - 5} width="34" height="10" rx="5" />)
        x += DOT * 2.6
      }
      x += 42 + next() * 46
    }
  }
  return marks
}

const MARKS = drawLines()

export function MaskedBackdrop(): JSX.Element {
  return <svg className="backdrop" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">{MARKS}</svg>
}
