// A desk that is filled in a process of its own, as in the app: its memory and its loop are then nobody else's.
//
//   bootstrap-child {"folder","enrolmentFile","code","people"} → one line, a Bootstrapped
import { writeSync } from 'node:fs'
import { bootstrapDesk } from './bench-desk'

/** Handed over as JSON. */
export interface ToFill {
  readonly folder: string
  readonly enrolmentFile: string
  readonly code: string
  readonly people: number
}

const { folder, enrolmentFile, code, people } = JSON.parse(process.argv[2] ?? '') as ToFill

bootstrapDesk(folder, { enrolmentFile, createCode: () => Promise.resolve(code) }, people).then(
  (done) => void writeSync(1, `${JSON.stringify(done)}\n`),
  (error: unknown) => {
    process.stderr.write(String((error as Error).stack))
    process.exit(1)
  },
)
