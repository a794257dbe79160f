// Makes a picture of a screen small: at most 256 colours, chosen by median cut, so that the pictures of the guides can lie in the repository.
//
// | in  | an 8-bit PNG without interlacing, RGB or RGBA, as Chromium writes it |
// | out | an 8-bit PNG with a palette, opaque                                 |
import zlib from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS = 256
/** Channels of the colour types that are read. */
const CHANNELS = new Map([[2, 3], [6, 4]])

/** @param {Buffer} png @returns {Generator<{ type: string, data: Buffer }>} */
function* chunksOf(png) {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) }
    at += length + 12
  }
}

/** @param {number} a @param {number} b @param {number} c the predictor of PNG's fourth filter */
function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

/** @param {Buffer} raw @param {number} stride @param {number} step undoes the filter of each line, in place; the first byte of a line names it */
function unfilter(raw, stride, step) {
  for (let start = 0; start < raw.length; start += stride + 1) {
    const filter = raw[start]
    for (let x = 1; x <= stride; x++) {
      const at = start + x
      const left = x > step ? raw[at - step] ?? 0 : 0
      const above = start > 0 ? raw[at - stride - 1] ?? 0 : 0
      const corner = start > 0 && x > step ? raw[at - stride - 1 - step] ?? 0 : 0
      const add = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0] ?? 0
      raw[at] = ((raw[at] ?? 0) + add) & 0xff
    }
  }
}

/** @param {Buffer} png @returns {{ width: number, height: number, pixels: Uint32Array }} a number a pixel, 0xRRGGBB */
export function readPng(png) {
  const chunks = [...chunksOf(png)]
  const head = chunks.find(({ type }) => type === 'IHDR')?.data
  const channels = CHANNELS.get(head?.[9] ?? -1)
  if (!png.subarray(0, 8).equals(SIGNATURE) || head === undefined || head[8] !== 8 || head[12] !== 0 || channels === undefined) throw new Error('not a picture of this kind: 8 bit, RGB or RGBA, not interlaced')
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const raw = zlib.inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const stride = width * channels
  unfilter(raw, stride, channels)
  const pixels = new Uint32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] = raw.readUIntBE(y * (stride + 1) + 1 + x * channels, 3)
  }
  return { width, height, pixels }
}

/** @param {number} colour @param {number} shift */
const part = (colour, shift) => (colour >> shift) & 0xff

/** @typedef {readonly (readonly [colour: number, count: number])[]} Box */

/** @param {Box} box @returns {{ shift: number, spread: number }} the channel in which a box is widest */
function widest(box) {
  return [16, 8, 0].map((shift) => {
    const values = box.map(([colour]) => part(colour, shift))
    return { shift, spread: values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) }
  }).reduce((a, b) => (b.spread > a.spread ? b : a))
}

/** @param {Box} box by how many pixels its colours stand for */
const weight = (box) => box.reduce((sum, [, count]) => sum + count, 0)

/** @param {Box} box @returns {number} its mean colour */
function meanOf(box) {
  const all = weight(box)
  return [16, 8, 0].reduce((colour, shift) => colour | (Math.round(box.reduce((sum, [one, count]) => sum + part(one, shift) * count, 0) / all) << shift), 0)
}

/** @param {Uint32Array} pixels @returns {{ palette: readonly number[], indexOf: Map<number, number> }} */
function choosePalette(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  /** @type {Box[]} */
  let boxes = [[...counts]]
  while (boxes.length < COLOURS) {
    // The box with most to gain: wide, and many pixels see it (their root, or a large background would take all).
    const ranked = boxes.map((box) => ({ box, ...widest(box) })).filter(({ spread }) => spread > 0).sort((a, b) => b.spread * Math.sqrt(weight(b.box)) - a.spread * Math.sqrt(weight(a.box)))
    const [first] = ranked
    if (first === undefined) break
    const sorted = [...first.box].sort(([a], [b]) => part(a, first.shift) - part(b, first.shift))
    const middle = (part(sorted[0]?.[0] ?? 0, first.shift) + part(sorted.at(-1)?.[0] ?? 0, first.shift)) / 2
    const cut = sorted.findIndex(([colour]) => part(colour, first.shift) > middle)
    boxes = [...boxes.filter((box) => box !== first.box), sorted.slice(0, cut), sorted.slice(cut)]
  }
  return { palette: boxes.map(meanOf), indexOf: new Map(boxes.flatMap((box, index) => box.map(([colour]) => [colour, index]))) }
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(zlib.crc32(body))
  return Buffer.concat([length, body, sum])
}

/** @param {Buffer} png @returns {Buffer} */
export function makeSmall(png) {
  const { width, height, pixels } = readPng(png)
  const { palette, indexOf } = choosePalette(pixels)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const lines = Buffer.alloc(height * (width + 1))
  pixels.forEach((pixel, at) => (lines[at + Math.floor(at / width) + 1] = indexOf.get(pixel) ?? 0))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [part(colour, 16), part(colour, 8), part(colour, 0)]))),
    chunk('IDAT', zlib.deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
