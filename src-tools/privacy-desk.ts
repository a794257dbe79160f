// Starts the command line, nothing else.
import { createInterface } from 'node:readline'
import { main } from './main'

void main(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  now: () => Date.now(),
  lines: () => createInterface({ input: process.stdin, crlfDelay: Infinity }),
}).then((code) => {
  process.exitCode = code
})
