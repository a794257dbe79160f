// Tells every attached screen what changed: topics and ids, after the commit, never content.
import type { DeskEvent, Topic } from '../../src-shared/contract/topics'

export type Publish = (topic: Topic, ids?: readonly string[]) => void
export interface Publisher {
  readonly publish: Publish
  /** Returns the function that stops listening. */
  readonly listen: (listener: (event: DeskEvent) => void) => () => void
}

/** More ids than this say no more than "all of it": the screen refetches its query either way. */
const MAX_IDS = 200

export function createPublisher(): Publisher {
  const listeners = new Set<(event: DeskEvent) => void>()
  return {
    publish: (topic, ids = []) => {
      const event: DeskEvent = { topic, ids: ids.length > MAX_IDS ? [] : [...ids] }
      for (const listener of listeners) listener(event)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
