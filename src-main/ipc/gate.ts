// The one gate between the screens and the data process: schema, session and permission are checked here once, for every channel.
//
//   message → known channel? → request fits its schema? → stage allows it? → permission held? → handler → Result
//
// What is refused is never echoed: the answer carries a kind and nothing of the message. (Whose port it is was checked when the
// port was handed over; a MessagePort has no sender to check later.)
import type { z } from 'zod'
import { hasPermission } from '../../src-shared/domain/staff'
import type { Role } from '../../src-shared/domain/vocabulary'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Access } from '../../src-shared/contract/channel'
import { CHANNELS_BY_NAME, type ChannelName } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'

/** What a log line may say: names of our own, never a message, a value or an error's text (it may quote its input). */
export interface GateLog {
  readonly event: 'internal'
  readonly channel: ChannelName
  readonly error: string
  readonly at: readonly string[]
}
/** Calls the handler of a channel with a request that its schema has passed. */
export type Dispatch = (channel: ChannelName, request: unknown) => Promise<Result<unknown, DeskError>>
export interface GateDeps {
  readonly stage: () => 'not-enrolled' | 'locked' | 'unlocked'
  /** Of the person signed in; undefined while locked. */
  readonly role: () => Role | undefined
  readonly dispatch: Dispatch
  readonly log: (line: GateLog) => void
}
export type Gate = (channel: unknown, request: unknown) => Promise<Result<unknown, DeskError>>

export function createGate(deps: GateDeps): Gate {
  return async (channel, request) => {
    if (typeof channel !== 'string' || !isChannelName(channel)) return err({ kind: 'bad-message' })
    const { access, request: schema } = CHANNELS_BY_NAME[channel] as { readonly access: Access; readonly request: z.ZodType }
    const refused = refusal(access, deps)
    if (refused) return err(refused)
    try {
      // The schema stands after the stage: a locked desk tells nobody what it would have understood.
      const parsed = schema.safeParse(request)
      if (!parsed.success) return err({ kind: 'bad-message' })
      const result = await deps.dispatch(channel, parsed.data)
      return result.ok ? ok(result.value) : err(result.error)
    } catch (error) {
      deps.log({ event: 'internal', channel, ...describe(error) })
      return err({ kind: isDiskFull(error) ? 'disk-full' : 'internal' })
    }
  }
}

export function isChannelName(name: string): name is ChannelName {
  return Object.hasOwn(CHANNELS_BY_NAME, name)
}

function refusal(access: Access, deps: GateDeps): DeskError | undefined {
  if (access === 'open') return undefined
  const stage = deps.stage()
  if (stage === 'not-enrolled') return { kind: 'not-enrolled' }
  const role = deps.role()
  if (stage === 'locked' || role === undefined) return { kind: 'locked' }
  if (access === 'staff' || hasPermission(role, access)) return undefined
  return { kind: 'not-permitted' }
}

/** Name, code and places in our own code; never the message (SQLite and zod quote what they were given). */
function describe(error: unknown): { readonly error: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] }
  const { code } = error as NodeJS.ErrnoException
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { error: code === undefined ? error.name : `${error.name} ${code}`, at: frames.slice(0, 6).map((line) => line.trim()) }
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code === 'SQLITE_FULL' || code === 'ENOSPC'
}
