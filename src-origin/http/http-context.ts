// What the routes are handed beside the origin's own context.
import type { OriginContext } from '../context'
import type { PresenceBoard } from '../feed/presence'
import type { CodeSenders } from '../identity/code-sender'
import type { FeedRunner } from '../feed/run-feed'
import type { Admission, Budgets } from './budgets'
import type { WaitingPolls } from './waiting-polls'

export interface HttpContext {
  readonly context: OriginContext
  readonly feed: FeedRunner
  readonly polls: WaitingPolls
  readonly budgets: Budgets
  readonly admission: Admission
  readonly presence: PresenceBoard
  readonly senders: CodeSenders
}
