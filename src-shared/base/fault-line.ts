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
  if (!(error instanceof Error)) return { event: 'internal', work, error: typeof error, at: [] }
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { event: 'internal', work, error: `${error.name}${code}`, at: frames.slice(0, FRAMES).map((line) => line.trim()) }
}
