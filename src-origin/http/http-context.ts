// What the routes are handed beside the origin's own context.
import type { OriginContext } from '../context'
import type { FeedRunner } from '../feed/run-feed'

export interface HttpContext {
  readonly context: OriginContext
  readonly feed: FeedRunner
  /** The name in the certificate and in hello. */
  readonly host: string
  /** Starts the sweep of an approved erasure without making the answer wait for it. */
  readonly startSweep: (erasureId: string) => void
}
