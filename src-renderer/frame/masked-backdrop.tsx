// The backdrop before unlock: lines of masked text, drawn from a fixed sequence so that it never changes and says nothing.
import { useEffect, useState, type JSX } from 'react'

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

interface Lines {
  readonly dots: string
  readonly dashes: string
}

/** Dots, and now and then a dash, as two paths of strokes with round ends: one element each, where two thousand circles took a tenth of a second to lay out. */
function drawLines(): Lines {
  const next = sequence(20_260_615)
  let [dots, dashes] = ['', '']
  for (let y = 18; y < HEIGHT; y += LINE) {
    let x = -40 * next()
    while (x < WIDTH) {
      const count = 3 + Math.floor(next() * 6)
      for (let dot = 0; dot < count; dot++, x += DOT) dots += `M${Math.round(x)} ${y}h0`
      if (next() > 0.75) {
        dashes += `M${Math.round(x) + 2} ${y}h24`
        x += DOT * 2.6
      }
      x += 42 + next() * 46
    }
  }
  return { dots, dashes }
}

/** Drawn once a page: the next screen before unlock has them at once. */
let drawn: Lines | undefined

/** An ornament: it is drawn and comes when what people wait for is painted. */
export function MaskedBackdrop(): JSX.Element | null {
  const [lines, setLines] = useState(drawn)
  useEffect(() => {
    const frame = requestAnimationFrame(() => setTimeout(() => setLines((drawn ??= drawLines()))))
    return () => cancelAnimationFrame(frame)
  }, [])
  if (lines === undefined) return null
  return (
    <svg className="backdrop" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path d={lines.dots} strokeWidth="7.2" />
      <path d={lines.dashes} strokeWidth="10" />
    </svg>
  )
}
