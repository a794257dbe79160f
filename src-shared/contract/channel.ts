// How one channel is declared: its request schema, what it needs, and (as a type alone) what it answers.
import type { z } from 'zod'
import type { Permission } from '../domain/vocabulary'

/** `open`: before unlock too. `staff`: any unlocked session. Else the permission that the signed-in person must have. */
export type Access = 'open' | 'staff' | Permission

export interface Channel<Request extends z.ZodType, Answer> {
  readonly request: Request
  readonly access: Access
  /** `recent`: whoever asks has typed their passphrase within the last minutes (usecases/proof.ts). */
  readonly proof?: 'recent'
  /** Never set; carries the answer's type. */
  readonly answer?: Answer
}

export function channel<Answer>() {
  return <Request extends z.ZodType>(access: Access, request: Request, more: Pick<Channel<Request, Answer>, 'proof'> = {}): Channel<Request, Answer> => ({ request, access, ...more })
}
