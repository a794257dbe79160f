// Keeps the person at this desk signed in at the origin while the desk is unlocked: a token of ten minutes, made anew when it runs out.
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { toBase64url } from '../../src-shared/formats/canonical'
import type { SigninResponse } from '../../src-shared/protocol/session'
import type { Secret } from '../keys/secret'
import type { SigninSecret } from '../keys/signin-secret'
import type { OriginClient } from './origin-client'

export interface SignIn {
  readonly token: () => Promise<Result<string, DeskError>>
  /** With the passphrase typed anew: what an irreversible act needs. Its token is used from then on. */
  readonly fresh: (secret: Secret) => Promise<Result<SigninResponse, DeskError>>
  /** The origin refused the token before its time, or ended it with the passphrase that it was got by. */
  readonly forget: () => void
}
export interface SignInDeps {
  readonly client: OriginClient
  readonly clock: Pick<Clock, 'mono'>
  /** The origin's, as far as it is known here. The computer's own may be years off, and every token would have ended before it came. */
  readonly time: () => EpochMs
  /** Hears that the passphrase was typed anew and is right. */
  readonly onFresh: () => void
  readonly login: string
  /** Derived from the passphrase while the store already opens. */
  readonly secret: Pick<SigninSecret, 'now'>
}

/** A token is thrown away this long before its end, so that none runs out on its way. */
const MARGIN_MS = 60_000

export function createSignIn({ client, clock, time, onFresh, login, secret }: SignInDeps): SignIn {
  let current: { readonly token: string; readonly untilMono: number } | undefined
  let running: Promise<Result<string, DeskError>> | undefined
  let freshened = 0
  const keep = (answer: SigninResponse, startedMono: number, startedAt: EpochMs): void => {
    // Counted on the monotonic clock from the moment of asking: a wall clock that moves makes no token live longer.
    const livesMs = Math.min(answer.expiresAt - startedAt, 600_000)
    current = { token: answer.token, untilMono: startedMono + livesMs - MARGIN_MS }
  }
  const ask = async (mode: 'plain' | 'fresh', key: Secret): Promise<Result<SigninResponse, DeskError>> => {
    const startedMono = clock.mono()
    const startedAt = time()
    const freshenedBefore = freshened
    const answer = await client.signIn(login, key.use((bytes) => toBase64url(bytes)), mode)
    if (!answer.ok) return answer
    if (mode === 'fresh') {
      freshened += 1
      onFresh()
    }
    // A plain one that was under way while the person proved themselves anew would take the proof from the act that waits for it.
    if (mode === 'fresh' || freshened === freshenedBefore) keep(answer.value, startedMono, startedAt)
    return answer
  }
  return {
    token: async () => {
      if (current && clock.mono() < current.untilMono) return ok(current.token)
      running ??= secret
        .now()
        .then((key) => ask('plain', key))
        .then((answer) => (answer.ok ? ok(answer.value.token) : err(answer.error)))
        .finally(() => (running = undefined))
      return running
    },
    fresh: (typed) => ask('fresh', typed),
    forget: () => (current = undefined),
  }
}
