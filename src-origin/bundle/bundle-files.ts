// The files of an evidence bundle as they come together: each line in its one spelling, the hash of every file, and what goes out over the wire.
import { createHash, type Hash } from 'node:crypto'
import { MOST_BUNDLE_BYTES, MOST_BUNDLE_FILES, MOST_LINE_BYTES } from '../../src-shared/formats/bundle/bundle-names'
import type { BundleManifest } from '../../src-shared/formats/bundle/evidence-bundle'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { MOST_BUNDLE_ANSWER_BYTES } from '../../src-shared/protocol/bundle'
import { createPageLines } from '../feed/lines'
import { Refusal } from '../http/refusal'

export interface BundleFiles {
  /** One more line of a file. */
  readonly line: (name: string, value: object) => void
  /** A whole file that goes out as it is. */
  readonly text: (name: string, text: string) => void
  /** A file that has no line is there all the same. */
  readonly open: (name: string) => void
  /** A part of a file that follows from others, and so is not sent. */
  readonly derived: (name: string, text: string) => void
  /** In the order in which they were begun. */
  readonly listed: () => BundleManifest['files']
  /** The page with its end line, once the last line is in it. */
  readonly page: () => string
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** @throws Refusal too_large: it is held in memory here and at the desk. */
export function createBundleFiles(): BundleFiles {
  const files = new Map<string, { readonly hash: Hash; sizeBytes: number }>()
  const page = createPageLines()
  let total = 0
  const add = (name: string, text: string): void => {
    const file = files.get(name) ?? { hash: createHash('sha256'), sizeBytes: 0 }
    files.set(name, file)
    const bytes = Buffer.byteLength(text)
    file.hash.update(text, 'utf8')
    file.sizeBytes += bytes
    total += bytes
    if (total > MOST_BUNDLE_BYTES || files.size > MOST_BUNDLE_FILES || bytes > MOST_LINE_BYTES || page.bytes > MOST_BUNDLE_ANSWER_BYTES) throw new Refusal('too_large')
  }
  return {
    line: (name, value) => {
      const text = canonicalJson(value)
      add(name, `${text}\n`)
      page.add(`{"f":${JSON.stringify(name)},"line":${text}}`)
    },
    text: (name, text) => {
      add(name, text)
      page.add({ f: name, text })
    },
    open: (name) => add(name, ''),
    derived: add,
    listed: () => [...files].map(([name, { hash, sizeBytes }]) => ({ name, sizeBytes, sha256: hash.copy().digest('hex') })),
    page: () => `${page.take()}${JSON.stringify({ t: 'end', n: page.count, sha256: page.hash() })}\n`,
  }
}
