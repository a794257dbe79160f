// Streams a file as text: UTF-8 or GB18030, with or without a byte-order mark, block by block. Bytes that are no text become U+FFFD, so that the
// row that has them can be refused and the rows around it are read.
import { createReadStream } from 'node:fs'

const BLOCK_BYTES = 65_536
const BYTE_ORDER_MARK = '\ufeff'

/** `onBytes` hears how many bytes were taken from the file. */
export async function* decodeFile(file: string, encoding: string, onBytes: (count: number) => void): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  let isFirst = true
  const blocks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: BLOCK_BYTES })
  for await (const block of blocks) {
    onBytes(block.length)
    const text = decoder.decode(block, { stream: true })
    if (text === '') continue
    yield isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
    isFirst = false
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
