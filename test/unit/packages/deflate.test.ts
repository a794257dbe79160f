// Blocks that are deflated at the same time are one stream to every reader, of whatever size the content and its pieces are.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { deflated } from '../../../src-main/packages/deflate'
import { createRng } from '../../../src-origin/seed/random'

const BLOCK = 512 * 1_024

/** Text that repeats itself over more than a window and is not all the same. */
function contentOf(size: number): Buffer {
  const rng = createRng('deflate', 'content', size)
  const words = Array.from({ length: 4_000 }, () => rng.next().toString(36))
  const parts: string[] = []
  for (let length = 0; length < size; length += parts.at(-1)?.length ?? 1) parts.push(`${rng.pick(words)} `)
  return Buffer.from(parts.join('')).subarray(0, size)
}

async function deflate(content: Buffer, pieceBytes: number): Promise<Buffer> {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes)
  }
  const packed: Uint8Array[] = []
  for await (const bytes of deflated(pieces())) packed.push(bytes)
  return Buffer.concat(packed)
}

test.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 77])('%i bytes come back as they were', async (size) => {
  const content = contentOf(size)
  for (const pieceBytes of [1 << 16, BLOCK, 3 * BLOCK]) {
    const packed = await deflate(content, pieceBytes)
    expect(inflateRawSync(packed).equals(content)).toBe(true)
    // A block knows the end of the one before it: in pieces the whole is hardly larger than in one.
    expect(packed.length).toBeLessThanOrEqual(deflateRawSync(content, { level: 6 }).length * 1.01 + 16)
  }
})

test('what its content throws comes through, and whoever stops reading leaves nothing at work', async () => {
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield contentOf(2 * BLOCK)
    throw new Error('the content ended badly')
  }
  await expect((async () => { for await (const _ of deflated(broken())) continue })()).rejects.toThrow('the content ended badly')
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) yield contentOf(BLOCK)
  }
  let read = 0
  for await (const bytes of deflated(endless())) {
    read += bytes.length
    break
  }
  expect(read).toBeGreaterThan(0)
})
