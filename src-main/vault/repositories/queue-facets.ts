// The words of a request that a filter may ask, as one number with a bit for each: whatever lists are chosen together, a row is passed over
// after one comparison of one column.
//
//   bits    states, then rights, channels, clocks, sent and not sent, waiting for a second person and not; a row has one of each
//   fits    facets & (the bits of all words that are not admitted) = 0
import { must } from '../../../src-shared/base/assert'
import type { SendMark } from '../../../src-shared/contract/views'
import { QUEUE_CLOCKS, type QueueDays } from '../../../src-shared/domain/queue-days'
import type { QueueConditions } from '../../../src-shared/domain/queue-query'
import { CHANNELS, REQUEST_STATES, RIGHTS, type Channel, type RequestState, type Right } from '../../../src-shared/domain/vocabulary'

const WORDS = { state: REQUEST_STATES, right: RIGHTS, channel: CHANNELS, clock: QUEUE_CLOCKS, mark: ['sent', 'not-sent'], second: ['waited-for', 'not-needed'] } as const
type Part = keyof typeof WORDS
type WordOf<P extends Part> = (typeof WORDS)[P][number]

interface Words {
  readonly state: RequestState
  readonly right: Right
  readonly channel: Channel
  readonly clock: QueueDays['clock']
  readonly mark: SendMark
  readonly review: boolean
}

const LAYOUT = Object.entries(WORDS).flatMap(([part, words]) => words.map((word) => `${part} ${word}`))
const BITS = new Map(LAYOUT.map((name, bit) => [name, 2 ** bit]))
/** Rows that were written under another one are written anew (sync/reindex-queue.ts). */
export const FACET_LAYOUT = LAYOUT.join(', ')

function bitOf<P extends Part>(part: P, word: WordOf<P>): number {
  return must(BITS.get(`${part} ${word}`), 'the bit of a word')
}

/** Sums, and no bits of JavaScript, which end at 32. */
export function facetsOf(row: Words): number {
  return bitOf('state', row.state) + bitOf('right', row.right) + bitOf('channel', row.channel) + bitOf('clock', row.clock) + bitOf('mark', row.mark === 'sent' ? 'sent' : 'not-sent') + bitOf('second', row.review ? 'waited-for' : 'not-needed')
}

/** Of whatever waits for a second person. */
export const REVIEW_BIT = bitOf('second', 'waited-for')

/** The bits of which a row may have none; 0: every row fits. */
export function excludedBy({ states, rights, channels, clocks, waiting, review }: QueueConditions): number {
  return (
    outside('state', states) + outside('right', rights) + outside('channel', channels)
    + (clocks.includes('at-risk') ? bitOf('clock', 'estimated') : 0) + (clocks.includes('estimated') ? bitOf('clock', 'running') : 0)
    + (waiting ? bitOf('mark', 'sent') : 0) + (review ? bitOf('second', 'not-needed') : 0)
  )
}

function outside<P extends Part>(part: P, chosen: readonly WordOf<P>[] | undefined): number {
  const words: readonly WordOf<P>[] = WORDS[part]
  return chosen === undefined ? 0 : words.filter((word) => !chosen.includes(word)).reduce((sum, word) => sum + bitOf(part, word), 0)
}
