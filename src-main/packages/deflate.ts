// Deflates a stream of bytes on as many of Node's own threads as are free: in blocks, each of which may point into the one before it, and one after the other
// they are one deflate stream as any reader reads it.
import { constants, deflateRaw } from 'node:zlib'

/** Large enough that a block's own tables weigh nothing, small enough that some of them are little memory. */
const BLOCK_BYTES = 512 * 1_024
/** As far as deflate points back. */
const WINDOW_BYTES = 32 * 1_024
/** Blocks at work at once: two cores, and one that waits to be written. */
const AT_ONCE = 3
const LEVEL = 6

export async function* deflated(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const atWork: Promise<Buffer>[] = []
  let before: Buffer | undefined
  try {
    for await (const { block, isLast } of blocksOf(content)) {
      if (atWork.length >= AT_ONCE) yield await first(atWork)
      const packed = pack(block, isLast, before)
      // Judged where it is waited for; another block may fail first.
      packed.catch(() => undefined)
      atWork.push(packed)
      before = block.subarray(-WINDOW_BYTES)
    }
    while (atWork.length > 0) yield await first(atWork)
  } finally {
    await Promise.allSettled(atWork)
  }
}

function first(atWork: Promise<Buffer>[]): Promise<Buffer> {
  const packed = atWork.shift()
  if (!packed) throw new Error('invariant: no block is at work')
  return packed
}

/** A block that is not the last ends at a whole byte and leaves the stream open. */
function pack(block: Buffer, isLast: boolean, dictionary: Buffer | undefined): Promise<Buffer> {
  const options = { level: LEVEL, finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH, ...(dictionary && dictionary.length > 0 ? { dictionary } : {}) }
  return new Promise((resolve, reject) => deflateRaw(block, options, (error, bytes) => (error ? reject(error) : resolve(bytes))))
}

/** The last one is told as such, and may be empty. */
async function* blocksOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<{ readonly block: Buffer; readonly isLast: boolean }> {
  let pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of content) {
    pieces.push(piece)
    length += piece.length
    if (length < BLOCK_BYTES) continue
    yield { block: Buffer.concat(pieces, length), isLast: false }
    pieces = []
    length = 0
  }
  yield { block: Buffer.concat(pieces, length), isLast: true }
}
