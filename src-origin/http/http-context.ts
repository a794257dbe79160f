// What the routes are handed beside the origin's own context.
import type { OriginContext } from '../context'
import type { FeedRunner } from '../feed/run-feed'

export interface HttpContext {
  readonly context: OriginContext
  readonly feed: FeedRunner
}
