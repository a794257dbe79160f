// GET /bundle?from&to: the content of an evidence bundle, line by line, for a desk to put into its archive (docs/formats.md). Every line is one line of one
// file, or all of a text file, in the order of the bundle; the signed manifest comes last. What follows from other lines (the table of requests) is not sent.
import { z } from 'zod'
import { day } from '../domain/fields'

/** Of the whole answer, unpacked: a desk takes no longer one. What would be longer is refused with `too_large`: a shorter period is asked for then. */
export const MOST_BUNDLE_ANSWER_BYTES = 30 * 1_048_576

export const bundleQuery = z.object({ from: day, to: day })

/** `f`: the file. `line`: an object whose canonical JSON (RFC 8785) and a line feed are the next line of it; `text`: the whole of it. */
export const bundleLine = z.union([z.object({ f: z.string().max(120), line: z.record(z.string(), z.unknown()) }), z.object({ f: z.string().max(120), text: z.string() })])
export type BundleLine = z.infer<typeof bundleLine>

/** `n` and `sha256` are over all lines before it. */
export const bundleEndLine = z.object({ t: z.literal('end'), n: z.number().int(), sha256: z.string().length(64) })
