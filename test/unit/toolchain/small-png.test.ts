// A picture of few colours stays as it is, whatever filters its lines came with; one of many keeps each pixel near.
import zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { makeSmall, readPng } from '../../../scripts/lib/small-png.mjs'

const CHANNELS = 3

function chunk(type: string, data: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, sum])
}

/** RGB, each line with the next of PNG's five filters, as its specification defines them. */
function pngOf(width: number, lines: readonly (readonly number[])[]): Buffer {
  const bytes = lines.map((line) => line.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  const filtered = bytes.map((line, y) => {
    const filter = y % 5
    const at = (row: number, x: number): number => (x < 0 ? 0 : bytes[row]?.[x] ?? 0)
    return Buffer.from([filter, ...line.map((value, x) => {
      const [a, b, c] = [at(y, x - CHANNELS), at(y - 1, x), at(y - 1, x - CHANNELS)]
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
      const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c
      return (value - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0)) & 255
    })])
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(lines.length, 4)
  head.set([8, 2], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(Buffer.concat(filtered))), chunk('IEND', Buffer.alloc(0))])
}

/** A palette picture without filters, as ours are. */
function readPalette(png: Buffer): { readonly width: number; readonly colours: number; readonly pixels: readonly number[] } {
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) parts.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const width = parts.get('IHDR')?.readUInt32BE(0) ?? 0
  const palette = parts.get('PLTE') ?? Buffer.alloc(0)
  const lines = zlib.inflateSync(parts.get('IDAT') ?? Buffer.alloc(0))
  const pixels = [...lines].flatMap((index, at) => (at % (width + 1) === 0 ? [] : [palette.readUIntBE(index * 3, 3)]))
  return { width, colours: palette.length / 3, pixels }
}

const mixed = (width: number, height: number, colourOf: (x: number, y: number) => number): readonly (readonly number[])[] =>
  Array.from({ length: height }, (_row, y) => Array.from({ length: width }, (_cell, x) => colourOf(x, y)))

it('reads every filter, and leaves few colours as they are', () => {
  const lines = mixed(17, 11, (x, y) => [0xffffff, 0x0958d9, 0x18202e, 0xcf1322][(x * 3 + y * 5) % 4] ?? 0)
  const png = pngOf(17, lines)
  expect([...readPng(png).pixels]).toEqual(lines.flat())
  const small = readPalette(makeSmall(png))
  expect(small).toMatchObject({ width: 17, colours: 4 })
  expect(small.pixels).toEqual(lines.flat())
})

it('keeps each of many colours near, and the commonest exactly', () => {
  const lines = mixed(64, 64, (x, y) => (y < 32 ? 0xeef1f5 : (x * 4 << 16) | (y * 4 << 8) | ((x + y) * 2 & 255)))
  const small = readPalette(makeSmall(pngOf(64, lines)))
  expect(small.colours).toBe(256)
  const far = lines.flat().map((colour, at) => Math.max(...[16, 8, 0].map((shift) => Math.abs(((colour >> shift) & 255) - (((small.pixels[at] ?? 0) >> shift) & 255)))))
  expect(Math.max(...far)).toBeLessThan(24)
  expect(new Set(far.slice(0, 64 * 32))).toEqual(new Set([0]))
})

it('refuses what it cannot read', () => {
  expect(() => makeSmall(Buffer.from('GIF89a'.padEnd(64, '.')))).toThrow('not a picture of this kind')
})
