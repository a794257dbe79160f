// What a log line may say of an unexpected failure: names of our own, never a message or a value (an error's text may quote its input).

export interface FaultLine {
  readonly event: 'internal'
  /** The channel that was asked, or the background work that failed. */
  readonly work: string
  readonly error: string
  readonly at: readonly string[]
}

const FRAMES = 6

/** Name, code and places in our own code; SQLite and zod quote in their messages what they were given. */
export function faultLineOf(work: string, error: unknown): FaultLine {
  if (!(error instanceof Error)) return { event: 'internal', work: oneLine(work), error: typeof error, at: [] }
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { event: 'internal', work: oneLine(work), error: oneLine(`${error.name}${code}`), at: frames.slice(0, FRAMES).map((line) => oneLine(line.trim())) }
}

/** Of a line; a name or a path of ours is shorter. */
const MAX_CHARS = 200

/** Whatever got into a name: it begins no line of its own, moves no cursor, turns no text around and fills no disk. */
function oneLine(text: string): string {
  return text.slice(0, MAX_CHARS).replace(/[^\x20-\x7e]/g, '?')
}
