// An act as it is sent: what follows from its being accepted happens whether or not the form that sent it is still on the screen.
import { hashKey, type MutationOptions, type QueryClient } from '@tanstack/react-query'
import type { DeskFailure } from './desk'

export interface ActDone<Answer> {
  /** Also when the form is gone by then: a draft that outlived its act could be sent a second time. */
  readonly onAccepted?: ((answer: Answer) => void) | undefined
  /** These only while it is on the screen: it closes, or moves on. */
  readonly onSuccess?: (answer: Answer) => void
  readonly onError?: () => void
}
/** Of the moment that it was sent: the same form may be about another request by the time of the answer. */
export interface SentAct<Request, Answer> extends Pick<ActDone<Answer>, 'onAccepted'> {
  readonly request: Request
}

/** `name`: of the channel; what is sent on it is found by it. */
export function actOptions<Request, Answer>(name: string, send: (request: Request) => Promise<Answer>): MutationOptions<Answer, DeskFailure, SentAct<Request, Answer>> {
  return {
    mutationKey: [name],
    mutationFn: ({ request }) => send(request),
    onSuccess: (answer, { onAccepted }) => onAccepted?.(answer),
  }
}

/**
 * Whether just this was sent and waits for its answer. A form that was left and opened again shows its draft until then, and knows nothing of what
 * the one before it sent; once accepted, the draft is gone from both.
 */
export function isUnderWay(queries: QueryClient, name: string, request: unknown): boolean {
  const sent = queries.getMutationCache().findAll({ mutationKey: [name], exact: true, status: 'pending' })
  // The cast is safe: whatever has this key came from actOptions.
  return sent.some(({ state }) => hashKey([(state.variables as SentAct<unknown, unknown>).request]) === hashKey([request]))
}
