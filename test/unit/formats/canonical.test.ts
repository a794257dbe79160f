// Canonical JSON by the rules of RFC 8785, and the encodings against Node's own.
import { fc } from '../../fixtures/laws'
import { describe, expect, test } from 'vitest'
import { canonicalJson, fromBase64url, fromUtf8, hex, parseJson, toBase64url, utf8 } from '../../../src-shared/formats/canonical'

describe('canonical JSON', () => {
  test('sorts names by UTF-16 code units, at every depth', () => {
    // The example of RFC 8785 section 3.2.3: the smiley (a surrogate pair) comes before U+FB33.
    const value = { '\u20ac': 'Euro', '\r': 'CR', '\ufb33': 'dalet', '1': 'one', '\ud83d\ude00': 'smile', '\u0080': 'control', '\u00f6': 'o' }
    expect(canonicalJson(value)).toBe('{"\\r":"CR","1":"one","\u0080":"control","ö":"o","€":"Euro","😀":"smile","\ufb33":"dalet"}')
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
  })
  test('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0]')
  })
  test('leaves undefined properties out', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
  })
  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [['\udc00']], [{ '\ud800': 1 }], [undefined], [[undefined]], [1n], [() => 1]])('throws for %o, which JSON cannot hold', (value) => {
    expect(() => canonicalJson(value)).toThrow('invariant')
  })
  test('is one text for one value: reading and writing it again changes nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(parseJson(text))).toBe(text)
        expect(parseJson(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('the encodings', () => {
  test('equal those of Node', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(utf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')))
        expect(hex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
      }),
    )
  })
  test('make half a character the replacement character, as encoders do', () => {
    expect(Buffer.from(utf8('a\ud800b')).toString('utf8')).toBe('a\ufffdb')
  })
  test('read UTF-8 exactly where Node reads it without a fault', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const read = (bytes: Uint8Array): string | undefined => {
      try {
        return strict.decode(bytes)
      } catch {
        return undefined
      }
    }
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.string({ unit: 'binary' }).map(utf8)), (bytes) => {
        expect(fromUtf8(bytes)).toBe(read(bytes))
      }),
      { numRuns: 2_000 },
    )
    for (const bad of [[0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf8], [0x80], [0xe4, 0xb8]]) expect(fromUtf8(Uint8Array.from(bad))).toBeUndefined()
  })
  test.each(['A', 'AB=', 'AA==', 'A+', 'A/', 'AB CD', 'AAA\n', 'AB'])('refuse %j as base64url: it is not how any bytes are written', (text) => {
    expect(fromBase64url(text)).toBeUndefined()
  })
})
