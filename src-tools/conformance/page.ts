// Reads NDJSON pages: nothing of a page counts unless its end line fits the very bytes before it (docs/sync.md, sections 4, 5 and 8).
import { createHash } from 'node:crypto'
import { Failed, must, mustBe, part } from './verdict'
import type { Answer } from './wire'

export type Line = Readonly<Record<string, unknown>>
export interface Page {
  /** Only of /changes. */
  readonly begin?: Line
  readonly lines: readonly Line[]
  readonly end: Line
}

export function readPage(answer: Answer, kind: 'changes' | 'plain'): Page {
  mustBe('status', answer.status, 200)
  must('content-type application/x-ndjson', String(answer.headers['content-type']).startsWith('application/x-ndjson'))
  const texts = answer.text.split('\n')
  mustBe('characters after the last line feed', texts.pop()?.length, 0)
  const all = texts.map(parseLine)
  const end = all.at(-1)
  if (end?.['t'] !== 'end') throw new Failed('an end line', 'none')
  const from = kind === 'plain' ? 0 : all.findIndex((line) => line['t'] !== 'presence') + 1
  const begin = kind === 'plain' ? undefined : all[from - 1]
  if (begin) must('a begin line', begin['t'] === 'begin', 'none')
  const counted = texts.slice(from, -1)
  mustBe('n of the end line', end['n'], counted.length)
  const hash = createHash('sha256').update(counted.map((text) => `${text}\n`).join(''), 'utf8').digest('hex')
  must('the sha256 of the lines', end['sha256'] === hash, 'another one')
  return { ...(begin ? { begin } : {}), lines: all.slice(from, -1), end }
}

function parseLine(text: string): Line {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Line
  } catch {
    // said below
  }
  throw new Failed('one JSON object a line', `a line of ${text.length} characters that is none`)
}

/** `request 0197…` of a line that names a record. */
export function keyOf(line: unknown): string {
  return `${String(part(line, 'type'))} ${String(part(line, 'id'))}`
}
