// The one gate between the screens and the data process: schema, session and permission are checked here once, for every channel.
//
//   message → known channel? → stage allows it? → permission held, and training? → request fits its schema? → passphrase typed lately? → handler → Result
//
// What is refused is never echoed: the answer carries a kind and nothing of the message. (Whose port it is was checked when the
// port was handed over; a MessagePort has no sender to check later.)
import type { z } from 'zod'
import { must } from '../../src-shared/base/assert'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { Access, Channel } from '../../src-shared/contract/channel'
import type { ChannelName } from '../../src-shared/contract/channels'
import { DOOR_CHANNELS } from '../../src-shared/contract/door-channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import { lackOf } from '../../src-shared/domain/staff'
import { isCanonicalisable } from '../../src-shared/formats/signed'

/** Calls the handler of a channel with a request that its schema has passed. */
export type Dispatch = (channel: ChannelName, request: unknown) => Promise<Result<unknown, DeskError>>
export interface GateDeps {
  readonly stage: () => 'not-enrolled' | 'locked' | 'unlocked'
  /** The person signed in, with what they may do now; undefined while locked. */
  readonly me: () => Pick<Me, 'role' | 'permissions'> | undefined
  /** They have typed their passphrase within the last minutes. */
  readonly isProved: () => boolean
  readonly dispatch: Dispatch
  /** Hears of a handler that failed in a way nobody foresaw. */
  readonly onFault: (channel: string, error: unknown) => void
}
export type Gate = (channel: unknown, request: unknown) => Promise<Result<unknown, DeskError>>

export function createGate(deps: GateDeps): Gate {
  return async (channel, request) => {
    const declared = typeof channel === 'string' ? await declarationOf(channel) : undefined
    if (declared === undefined) return err({ kind: 'bad-message' })
    const { name, access, proof, request: schema } = declared
    const refused = refusal(access, deps)
    if (refused) return err(refused)
    try {
      // The schema stands after the stage: a locked desk tells nobody what it would have understood.
      const parsed = schema.safeParse(request)
      // Half a character has no canonical form and so could be neither audited nor sent.
      if (!parsed.success || !isCanonicalisable(parsed.data)) return err({ kind: 'bad-message' })
      if (proof === 'recent' && !deps.isProved()) return err({ kind: 'needs-passphrase' })
      const result = await deps.dispatch(name, parsed.data)
      return result.ok ? ok(result.value) : err(result.error)
    } catch (error) {
      deps.onFault(name, error)
      return err({ kind: isDiskFull(error) ? 'disk-full' : 'internal' })
    }
  }
}

interface Declaration extends Pick<Channel<z.ZodType, unknown>, 'access' | 'proof'> {
  readonly name: ChannelName
  readonly request: z.ZodType
}

/** The schemas of an open desk take longer to make than the door may take to answer: they are loaded with the first question that is not the door's. */
async function declarationOf(name: string): Promise<Declaration | undefined> {
  const known = Object.hasOwn(DOOR_CHANNELS, name) ? DOOR_CHANNELS : (await import('../../src-shared/contract/channels')).CHANNELS_BY_NAME
  if (!Object.hasOwn(known, name)) return undefined
  return { name: name as ChannelName, ...must((known as Readonly<Record<string, Omit<Declaration, 'name'>>>)[name], 'the declaration of a channel') }
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
