// What a desk in a process of its own (ask-child.ts) is asked to try, and how it fared.
import type { OriginTrust } from '../../../src-main/sync/https-channel'

export interface Asked {
  readonly name: string
  readonly trust: OriginTrust
  /** Text of the enrolment file. */
  readonly enrolment: string
  /** Epoch milliseconds, as the desk's clock says. */
  readonly now: number
  /** Where a client without a guard asks: the same server twice, so that what each was sent stays apart. */
  readonly unguardedPort: number
}
export interface Outcome {
  readonly name: string
  /** How a client without any guard fared: `answered`, or the code of its error. */
  readonly unguarded: string
  /** `answered`, or the kind of the error. */
  readonly channel: string
  readonly desk: string
  /** Files of the profile of the desk that tried. */
  readonly left: readonly string[]
}
/** What must not get to a server that has not proved itself. */
export const SECRETS = { token: 'token-q7k2m9', header: 'header-x4v8n1', body: 'body-b6t3w5', code: 'Q7K2-M9X4-V8N1-B6T3', passphrase: '一个谁也不会猜到的口令 w5h2', login: 'zhou' } as const
