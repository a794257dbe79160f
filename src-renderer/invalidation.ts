// Which questions an event of the data process makes stale: topics say what changed, queries ask again.
import type { ChannelName } from '../src-shared/contract/channels'
import type { Topic } from '../src-shared/contract/topics'

export const CHANNELS_BY_TOPIC: Readonly<Record<Topic, readonly ChannelName[]>> = {
  session: ['session.status', 'workstation.people', 'network.proxy'],
  sync: ['sync.status'],
  queue: ['queue.list', 'queue.counts', 'queue.staff', 'queue.views'],
  request: ['request.open', 'request.openAlike', 'letter.list', 'queue.list', 'queue.counts', 'search.cases', 'person.open', 'audit.ofPerson', 'erasure.open', 'package.preview', 'package.review', 'package.findRows', 'preset.preview', 'letter.compose'],
  subject: ['person.open', 'audit.ofPerson', 'package.list', 'consent.asOf', 'request.open', 'search.people', 'search.recent', 'erasure.open', 'package.preview'],
  erasure: ['erasure.open', 'package.list', 'recipient.list', 'request.open', 'queue.list', 'queue.counts', 'sync.status'],
  outbox: ['sync.outbox', 'workstation.people', 'sync.undoable', 'sync.status', 'queue.list', 'queue.counts', 'request.open', 'erasure.open', 'exception.list', 'recipient.list', 'hold.list', 'incident.list', 'person.open', 'policy.list', 'policy.open', 'draft.ofEntries', 'preset.list', 'preset.preview', 'letter.list', 'letter.compose', 'note.list'],
  job: ['bundle.job', 'package.job', 'package.list', 'erasure.open'],
  presence: ['presence.list'],
  fleet: ['fleet.list'],
  staff: ['staff.list'],
  retention: ['retention.open'],
  leased: ['search.online', 'person.open'],
  inventory: ['person.open', 'inventory.open', 'exception.list', 'recipient.list', 'hold.list', 'incident.list', 'erasure.open', 'draft.ofEntries', 'preset.list', 'preset.preview'],
  policy: ['policy.list', 'policy.open', 'policy.difference', 'policy.whoIsBound', 'consent.asOf', 'person.open', 'draft.ofEntries'],
  note: ['note.list', 'package.review'],
  keys: ['keys.mine'],
  steps: ['steps.mine'],
}
