// The one gate between the screens and the data process: schema, session and permission are checked here once, for every channel.
//
//   message → known channel? → request fits its schema? → stage allows it? → permission held, and training? → handler → Result
//
// What is refused is never echoed: the answer carries a kind and nothing of the message. (Whose port it is was checked when the
// port was handed over; a MessagePort has no sender to check later.)
import type { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Access } from '../../src-shared/contract/channel'
import { CHANNELS_BY_NAME, type ChannelName } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import { isCanonicalisable } from '../../src-shared/formats/signed'
import { lackOf } from '../usecases/who-am-i'

/** Calls the handler of a channel with a request that its schema has passed. */
export type Dispatch = (channel: ChannelName, request: unknown) => Promise<Result<unknown, DeskError>>
export interface GateDeps {
  readonly stage: () => 'not-enrolled' | 'locked' | 'unlocked'
  /** The person signed in, with what they may do now; undefined while locked. */
  readonly me: () => Pick<Me, 'role' | 'permissions'> | undefined
  readonly dispatch: Dispatch
  /** Hears of a handler that failed in a way nobody foresaw. */
  readonly onFault: (channel: string, error: unknown) => void
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
      // Half a character has no canonical form and so could be neither audited nor sent.
      if (!parsed.success || !isCanonicalisable(parsed.data)) return err({ kind: 'bad-message' })
      const result = await deps.dispatch(channel, parsed.data)
      return result.ok ? ok(result.value) : err(result.error)
    } catch (error) {
      deps.onFault(channel, error)
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
  const me = deps.me()
  if (stage === 'locked' || me === undefined) return { kind: 'locked' }
  const lack = access === 'staff' ? undefined : lackOf(me, access)
  return lack && { kind: lack }
}

function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code === 'SQLITE_FULL' || code === 'ENOSPC'
}
