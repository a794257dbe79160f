// The words of a PDF as Chromium writes it, read back: glyphs of each font by its ToUnicode table, page by page in the order of drawing.
import { inflateSync } from 'node:zlib'

interface Font {
  /** What each glyph stands for. */
  readonly chars: ReadonlyMap<number, string>
  /** Hexadecimal figures of a glyph: two of a font that Chromium draws itself (Chinese), four of any other. */
  readonly width: 2 | 4
}

/** Everything between `N 0 obj` and `endobj`, one character a byte. */
function objectsOf(pdf: Buffer): ReadonlyMap<string, string> {
  const text = pdf.toString('latin1')
  return new Map([...text.matchAll(/(\d+) 0 obj\b([\s\S]*?)\bendobj/g)].map(([, number = '', body = '']) => [number, body]))
}

function streamOf(body: string): string {
  const start = /stream\r?\n/.exec(body)
  const from = (start?.index ?? 0) + (start?.[0].length ?? 0)
  const raw = body.slice(from, from + Number(/\/Length (\d+)/.exec(body)?.[1] ?? 0))
  return body.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw
}

const charsOf = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

function unicodeOf(cmap: string): Font['chars'] {
  const table = new Map<number, string>()
  for (const [, part = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', chars = ''] of part.matchAll(/<(\w+)>\s*<(\w+)>/g)) table.set(parseInt(glyph, 16), charsOf(chars))
  for (const [, part = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = '', last = '', chars = ''] of part.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
      for (let glyph = parseInt(first, 16); glyph <= parseInt(last, 16); glyph++) table.set(glyph, String.fromCodePoint((charsOf(chars).codePointAt(0) ?? 0) + glyph - parseInt(first, 16)))
  return table
}

function wordsOf(content: string, fontOf: (name: string) => Font | undefined): string {
  let text = ''
  let font: Font | undefined
  for (const [, name, glyphs = ''] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
    if (name !== undefined) font = fontOf(name)
    text += (glyphs.match(font?.width === 2 ? /.{2}/g : /.{4}/g) ?? []).map((glyph) => font?.chars.get(parseInt(glyph, 16)) ?? '').join('')
  }
  return text
}

/** Without the white space that the layout makes. */
export function textOfPdf(pdf: Buffer): string {
  const objects = objectsOf(pdf)
  const streamAt = (body: string, key: string): string => streamOf(objects.get(new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1] ?? '') ?? '')
  const fontAt = (number: string): Font => {
    const body = objects.get(number) ?? ''
    return { chars: unicodeOf(streamAt(body, 'ToUnicode')), width: body.includes('/Type3') ? 2 : 4 }
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body))
  const words = pages.map((page) => {
    const named = new Map([...page.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', number = '']) => [name, fontAt(number)]))
    return wordsOf(streamAt(page, 'Contents'), (name) => named.get(name))
  })
  return words.join('').replaceAll(/\s/g, '')
}
