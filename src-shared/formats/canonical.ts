// Canonical JSON (RFC 8785) and the few byte encodings that every signed format needs; nothing here depends on a platform.

/**
 * One text for one value: object names sorted by UTF-16 code units, no space, numbers as ECMAScript writes them (which is what RFC 8785
 * asks for). A property that is undefined is absent. What JSON cannot hold is a defect of ours and throws.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Error('invariant: canonical JSON of a number that is not finite')
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
      return canonicalObject(value)
    default:
      throw new Error(`invariant: canonical JSON of ${typeof value}`)
  }
}

function canonicalObject(value: object): string {
  const record = value as Readonly<Record<string, unknown>>
  // The default sort compares UTF-16 code units, as RFC 8785 section 3.2.3 wants; localeCompare would not.
  const names = Object.keys(record).sort()
  let text = ''
  for (const name of names) {
    const one = record[name]
    if (one !== undefined) text += `${text === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(one)}`
  }
  return `{${text}}`
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function canonicalString(text: string): string {
  // Half a character has no UTF-8 form: a signature over it would not be one over bytes that can be stored.
  if (LONE_SURROGATE.test(text)) throw new Error('invariant: canonical JSON of half a character')
  return JSON.stringify(text)
}

/** Half a character becomes U+FFFD, as encoders do. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index)
    if (code >= 0xd800 && code < 0xe000) {
      const next = text.charCodeAt(index + 1)
      const isPair = code < 0xdc00 && next >= 0xdc00 && next < 0xe000
      code = isPair ? 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00) : 0xfffd
      if (isPair) index += 1
    }
    if (code < 0x80) bytes[at++] = code
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    } else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      bytes[at++] = 0x80 | (code & 0x3f)
    }
  }
  return bytes.slice(0, at)
}

/** Undefined when the bytes are not exactly what `utf8` writes. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    // In pieces, so that a long text does not become one array of numbers.
    const codes: number[] = []
    while (at < bytes.length && codes.length < 8_192) {
      const read = codePointAt(bytes, at)
      if (!read) return undefined
      codes.push(read.code)
      at += read.length
    }
    parts.push(String.fromCodePoint(...codes))
  }
  return parts.join('')
}

/** Well-formed UTF-8 alone: shortest form, no surrogates, nothing beyond U+10FFFF (Unicode 15, table 3-7). */
function codePointAt(bytes: Uint8Array, at: number): { readonly code: number; readonly length: number } | undefined {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { code: first, length: 1 }
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return undefined
  let code = first & (0xff >> (length + 1))
  for (let step = 1; step < length; step++) {
    const next = bytes[at + step] ?? 0
    if ((next & 0xc0) !== 0x80) return undefined
    code = (code << 6) | (next & 0x3f)
  }
  const isShortest = code >= (length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000)
  return isShortest && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? { code, length } : undefined
}

const HEX_BY_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function hex(bytes: Uint8Array): string {
  // A loop: an audit chain of a million entries comes through here.
  let text = ''
  for (let at = 0; at < bytes.length; at++) text += HEX_BY_BYTE[bytes[at] ?? 0] ?? ''
  return text
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Without padding (RFC 4648 section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const block = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const count = Math.min(3, bytes.length - at) + 1
    for (let part = 0; part < count; part++) text += BASE64URL[(block >> (18 - part * 6)) & 63] ?? ''
  }
  return text
}

/** Undefined unless the text is exactly what `toBase64url` writes: one text for one value, so nothing signed has a second spelling. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 4) {
    const part = text.slice(at, at + 4)
    let block = 0
    for (const character of part.padEnd(4, 'A')) {
      const value = BASE64URL.indexOf(character)
      if (value < 0) return undefined
      block = (block << 6) | value
    }
    if (part.length > 1) bytes.push((block >> 16) & 255)
    if (part.length > 2) bytes.push((block >> 8) & 255)
    if (part.length > 3) bytes.push(block & 255)
  }
  const decoded = Uint8Array.from(bytes)
  return toBase64url(decoded) === text ? decoded : undefined
}

/** JSON that a stranger wrote: undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
