// What the data process tells the screens: topics and ids, never content; the screen's query refetches.

export const TOPICS = ['session', 'sync', 'queue', 'request', 'subject', 'erasure', 'outbox', 'job', 'presence', 'leased', 'fleet', 'staff', 'retention', 'inventory', 'policy', 'note', 'keys', 'steps'] as const
export type Topic = (typeof TOPICS)[number]

export interface DeskEvent {
  readonly topic: Topic
  /** Ids of the records that changed; empty means: all of the topic. */
  readonly ids: readonly string[]
}
