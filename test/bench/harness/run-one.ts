// Runs one bench file in this process: arguments are the file, the number of people, and `json` or `text`.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Bench, Interrupted, runBench } from './bench'
import { toJsonLine, toTextLine } from './figure'

/** As shells count it: 128 + SIGINT. */
const INTERRUPTED = 130

export async function runOne(file: string, people: number, format: 'json' | 'text', load: (url: string) => Promise<{ readonly bench?: Bench }>): Promise<number> {
  const { bench } = await load(pathToFileURL(resolve(file)).href)
  if (bench === undefined) throw new Error(`${file} exports no \`bench\``)
  const say = (message: string): void => void process.stderr.write(`  ${message}\n`)
  let figures = 0
  say(bench.title)
  await runBench(bench, people, (figure) => {
    figures += 1
    process.stdout.write(`${format === 'json' ? toJsonLine(figure) : toTextLine(figure)}\n`)
  }, say).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error
    say('interrupted; everything is cleaned up')
    process.exit(INTERRUPTED) // the work that was interrupted may still hold timers and sockets
  })
  if (figures === 0) throw new Error(`${file} measured nothing`)
  return figures
}
