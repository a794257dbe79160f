// The content of an evidence bundle as it arrives from the origin: line by line, file by file, in the one spelling under which its hashes are. The table of
// requests follows from their lines and is made here; whether that is the table which was signed, the check of the finished file says.
import { z } from 'zod'
import { BUNDLE_MANIFEST_NAME, MOST_BUNDLE_BYTES, REQUESTS_NAME, REQUESTS_TABLE_NAME } from '../../src-shared/formats/bundle/bundle-names'
import { bundleManifestSchema } from '../../src-shared/formats/bundle/evidence-bundle'
import { requestLineSchema, requestTableLine, REQUESTS_TABLE_HEAD } from '../../src-shared/formats/bundle/request-line'
import { parseJson } from '../../src-shared/formats/canonical'
import { canonicalText } from '../../src-shared/formats/signed'
import { bundleLine, type BundleLine } from '../../src-shared/protocol/bundle'

export interface BundleFile {
  readonly name: string
  readonly pieces: readonly Buffer[]
}
export interface BundleContent {
  readonly take: (line: unknown) => void
  readonly bytes: () => number
  /** In the order that the manifest lists. Undefined: something of it was no line of a bundle, or of no file of this one. */
  readonly files: () => readonly BundleFile[] | undefined
}

export function createBundleContent(): BundleContent {
  const pieces = new Map<string, Buffer[]>([[REQUESTS_TABLE_NAME, [Buffer.from(REQUESTS_TABLE_HEAD, 'utf8')]]])
  let bytes = 0
  let isBroken = false
  const add = (name: string, text: string): void => {
    const piece = Buffer.from(text, 'utf8')
    bytes += piece.length
    const own = pieces.get(name)
    if (own) own.push(piece)
    else pieces.set(name, [piece])
  }
  const take = (line: BundleLine): boolean => {
    if (!('line' in line)) {
      add(line.f, line.text)
      return true
    }
    const text = canonicalText(line.line)
    if (text === undefined) return false
    add(line.f, `${text}\n`)
    if (line.f !== REQUESTS_NAME) return true
    const request = requestLineSchema.safeParse(line.line)
    if (request.success) add(REQUESTS_TABLE_NAME, requestTableLine(request.data))
    return request.success
  }
  return {
    take: (given) => {
      const line = bundleLine.safeParse(given)
      if (!isBroken) isBroken = !line.success || !take(line.data) || bytes > MOST_BUNDLE_BYTES
    },
    bytes: () => bytes,
    files: () => (isBroken ? undefined : asListed(pieces)),
  }
}

/** A file without a line was not spoken of on the way: the manifest alone names it. */
function asListed(pieces: ReadonlyMap<string, readonly Buffer[]>): readonly BundleFile[] | undefined {
  const signed = parseJson(Buffer.concat(pieces.get(BUNDLE_MANIFEST_NAME) ?? []).toString('utf8'))
  const listed = z.object({ body: bundleManifestSchema }).safeParse(signed)
  if (!listed.success) return undefined
  const names = [...listed.data.body.files.map(({ name }) => name), BUNDLE_MANIFEST_NAME]
  const known = new Set(names)
  return known.size === names.length && [...pieces.keys()].every((name) => known.has(name)) ? names.map((name) => ({ name, pieces: pieces.get(name) ?? [] })) : undefined
}
