// An act as it is sent: what follows from its being accepted happens whether or not the form that sent it is still on the screen.
import type { MutationOptions } from '@tanstack/react-query'
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

export function actOptions<Request, Answer>(send: (request: Request) => Promise<Answer>): MutationOptions<Answer, DeskFailure, SentAct<Request, Answer>> {
  return {
    mutationFn: ({ request }) => send(request),
    onSuccess: (answer, { onAccepted }) => onAccepted?.(answer),
  }
}
