// The forms in which one text may survive in a file: docs/security.md, erasure-residue checklist.
import { MIN_TELLING_BYTES } from '../../src-shared/domain/mentions'

export const ENCODINGS = [
  'utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'hex', 'base64', 'url', 'json-escaped', 'nfc-nfd', 'case-folded', 'digits',
] as const
export type Encoding = (typeof ENCODINGS)[number]

const text = new TextEncoder()

/** Unicode to GB18030 for the two-byte range; built from the decoder, since no encoder comes with the runtime. */
function createGb18030Table(): ReadonlyMap<string, readonly [number, number]> {
  const decoder = new TextDecoder('gb18030')
  const table = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (char.length === 1 && char !== '�' && !table.has(char)) table.set(char, [lead, trail])
    }
  }
  return table
}

function swapBytes(bytes: Buffer): Uint8Array {
  return Uint8Array.from(Buffer.from(bytes).swap16())
}

/** The middle of a base64 text that does not depend on what stands before and after, for each of the three offsets. */
function base64Forms(bytes: Buffer): Uint8Array[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '')
    const skip = offset === 0 ? 0 : offset + 1
    return text.encode(encoded.slice(skip, encoded.length - 2))
  })
}

function jsonEscaped(value: string): string {
  return Array.from({ length: value.length }, (_, at) => {
    const unit = value.charCodeAt(at)
    return unit < 0x80 ? value.charAt(at) : `\\u${unit.toString(16).padStart(4, '0')}`
  }).join('')
}

export function createEncoder(): (value: string) => readonly Uint8Array[] {
  const gb18030 = createGb18030Table()

  function toGb18030(value: string): Uint8Array | undefined {
    const bytes: number[] = []
    for (const char of value) {
      const pair = gb18030.get(char)
      if (pair) bytes.push(...pair)
      else if (char.charCodeAt(0) < 0x80) bytes.push(char.charCodeAt(0))
      else return undefined // four-byte characters: covered by the other forms
    }
    return Uint8Array.from(bytes)
  }

  return (value) => {
    const forms = new Map<string, Uint8Array>()
    const add = (bytes: Uint8Array | undefined): void => {
      if (bytes && bytes.length >= MIN_TELLING_BYTES) forms.set(Buffer.from(bytes).toString('latin1'), bytes)
    }
    const digits = value.replace(/[\s\-()+.]/g, '')
    const variants = new Set([value, value.normalize('NFC'), value.normalize('NFD'), value.toLowerCase(), value.toUpperCase()])
    if (/^\d{6,}$/.test(digits)) variants.add(digits)
    for (const variant of variants) {
      const utf8 = Buffer.from(variant, 'utf8')
      const utf16 = Buffer.from(variant, 'utf16le')
      add(Uint8Array.from(utf8))
      add(Uint8Array.from(utf16))
      add(swapBytes(utf16))
      add(toGb18030(variant))
      add(text.encode(utf8.toString('hex')))
      add(text.encode(utf8.toString('hex').toUpperCase()))
      for (const form of base64Forms(utf8)) add(form)
      add(text.encode(encodeURIComponent(utf8.toString('utf8'))))
      add(text.encode(jsonEscaped(variant)))
    }
    return [...forms.values()]
  }
}
