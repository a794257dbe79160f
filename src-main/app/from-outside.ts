// What came from outside, by the words of a start or an event of the system, and waits until somebody is signed in: a case to show, a file to check, a notice to follow.

import { randomUUID } from 'node:crypto'
import type { FromOutside, NoticeKind } from '../../src-shared/contract/shell'
import { linkedCase } from './case-links'
import { isCheckable, openedFile } from './opened-files'

export type Waiting = { readonly kind: 'work'; readonly of: NoticeKind } | { readonly kind: 'case'; readonly caseNo: string } | { readonly kind: 'file'; readonly path: string }

/** What the last of these words that is anything asks for. */
export function readWords(words: readonly string[], platform: string): Waiting | undefined {
  return words.flatMap((word): readonly Waiting[] => {
    const caseNo = linkedCase(word)
    if (caseNo !== undefined) return [{ kind: 'case', caseNo }]
    const path = openedFile(word, platform)
    return path === undefined ? [] : [{ kind: 'file', path }]
  }).at(-1)
}

export interface OutsideQueue {
  /** The words of a start; what comes later takes the place of what nobody has seen yet. */
  offer(words: readonly string[]): void
  /** Somebody clicked a notice. */
  follow(kind: NoticeKind): void
  /** The page takes it once. A file becomes a number: its path goes to `onPicked` alone. */
  take(onPicked: (pickId: string, path: string) => void): Promise<FromOutside | undefined>
}

export function createOutsideQueue(platform: string, onArrival: () => void): OutsideQueue {
  let waiting: Waiting | undefined
  const put = (asked: Waiting | undefined): void => {
    if (asked === undefined) return
    waiting = asked
    onArrival()
  }
  return {
    offer: (words) => put(readWords(words, platform)),
    follow: (kind) => put({ kind: 'work', of: kind }),
    take: async (onPicked) => {
      const asked = waiting
      waiting = undefined
      if (asked?.kind !== 'file') return asked
      if (!(await isCheckable(asked.path))) return { kind: 'no-file' }
      const pickId = randomUUID()
      onPicked(pickId, asked.path)
      return { kind: 'file', pickId }
    },
  }
}
