// `npm run simulate`: plays a range of seeds, says for a failure which invariant broke and by which steps, and sums up.
import { shrink } from './shrink'
import { writeScript } from './script'
import { onModel, play, traceHash, type OpenOrigin } from './world'

export interface Range {
  readonly from: number
  readonly count: number
  /** How many desks each history has; as its seed says by default. */
  readonly desks?: number
}

/** Answers how many failed. */
export async function runSeeds({ from, count, desks }: Range, say: (line: string) => void, open: OpenOrigin = onModel): Promise<number> {
  let failed = 0
  const startedAt = performance.now()
  for (let seed = from; seed < from + count; seed++) {
    const script = writeScript(String(seed), desks)
    const played = await play(script, undefined, open)
    if (played.violation) {
      failed += 1
      say(`seed ${String(seed)} failed: ${played.violation.message}`)
      const { played: short } = await shrink(script, played, { open })
      for (const line of short.trace) say(`  ${line}`)
    } else say(`seed ${String(seed)} ${traceHash(played)} · equal after ${String(played.equalAfter)}${restText(seed - from + 1, count, performance.now() - startedAt)}`)
  }
  say(`${String(count - failed)} passed, ${String(failed)} failed`)
  return failed
}

/** Rate and time left, of what has been played so far. */
function restText(done: number, count: number, tookMs: number): string {
  const left = Math.round(((count - done) * tookMs) / done / 1_000)
  return ` · ${String(done)}/${String(count)} · ${((done * 60_000) / tookMs).toFixed(0)} a minute · ${String(left)} s left`
}
