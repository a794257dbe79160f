// Prints one finding: for people two sentences and its facts, for programs one line of JSON.
import { exitOf, OUTCOMES, type ExitCode, type Message, type Outcome } from './messages'

export interface Io {
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Standard input, line by line. */
  readonly lines: () => AsyncIterable<string>
  /** The computer's clock. */
  readonly now: () => number
}
export interface Finding {
  readonly outcome: Outcome
  /** Facts without personal data: names of files, hashes, counts, days. */
  readonly facts?: Readonly<Record<string, string | number>>
  /** What a person should read of it in words; a program has the facts. */
  readonly said?: readonly Message[]
}
export type OutputFormat = 'text' | 'json'

export function report(finding: Finding, format: OutputFormat, io: Io): ExitCode {
  const code = exitOf(finding.outcome)
  const facts = finding.facts ?? {}
  if (format === 'json') {
    io.out(JSON.stringify({ valid: code === 0, reason: finding.outcome, exit: code, ...facts }))
    return code
  }
  const { zh, en } = OUTCOMES[finding.outcome]
  const print = code === 0 ? io.out : io.err
  print(zh)
  print(en)
  for (const one of finding.said ?? []) {
    print(printable(one.zh))
    print(printable(one.en))
  }
  for (const [name, value] of Object.entries(facts)) print(`  ${name}: ${printable(String(value))}`)
  return code
}

/** What a stranger wrote into a file must not move the cursor or change the direction of a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, 200)
}
