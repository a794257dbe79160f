// The texts that point at one person wherever somebody typed them, and how they are taken out of a text that outlives the person.

/** What of a person is looked for: as on the wire, a mobile in E.164. */
export interface NamedPerson {
  readonly name: string
  readonly accountNo: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
}

/** At least this many bytes of UTF-8, so that chance hits in megabytes of binary data stay out; two Chinese characters have them. */
export const MIN_TELLING_BYTES = 6
/**
 * A single short word of Latin letters may be a word of the program or of Chromium’s own files (「change」 is also how 常娥 is spelt, and
 * somebody is called Default): a hit would prove nothing, and hold a receipt back for ever.
 */
const MIN_WORD_CHARS = 12
/** Stands where a person stood: whoever reads the entry later sees that something was taken out. */
export const TAKEN_OUT = '▇▇'

export function isTelling(value: string): boolean {
  return utf8Bytes(value) >= MIN_TELLING_BYTES && (value.length >= MIN_WORD_CHARS || !/^[a-z]+$/i.test(value))
}

function utf8Bytes(value: string): number {
  let bytes = 0
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
  }
  return bytes
}

/** Name, account and identifiers as somebody would type them: an address without its domain too, a number without the prefix of its country. */
export function mentionsOf({ name, accountNo, identifiers }: NamedPerson): readonly string[] {
  const all = [name, accountNo, digitsOf(accountNo), ...identifiers.flatMap(({ kind, value }) => identifierForms(kind, value))]
  return [...new Set(all.map((one) => one.trim()).filter(isTelling))]
}

function identifierForms(kind: string, value: string): readonly string[] {
  if (kind === 'email') return [value, value.slice(0, value.indexOf('@'))]
  const digits = digitsOf(value)
  return [digits, digits.startsWith('86') ? digits.slice(2) : digits.slice(-8)]
}

export function digitsOf(value: string): string {
  return value.replace(/\D/g, '')
}

/** The longest first: an address goes whole before its local part would leave the rest. */
export function createEraser(mentions: readonly string[]): (text: string) => string {
  const patterns = mentions.toSorted((a, b) => b.length - a.length).flatMap(patternsOf)
  return (text) => patterns.reduce((rest, pattern) => rest.replace(pattern, TAKEN_OUT), text)
}

/** Numbers are typed in groups, and letters in either case and either form of their accents. */
function patternsOf(mention: string): readonly RegExp[] {
  if (/^\d+$/.test(mention)) return [new RegExp([...mention].join('[\\s().-]*'), 'g')]
  const forms = new Set([mention, mention.normalize('NFC'), mention.normalize('NFD')])
  return [...forms].map((form) => new RegExp(form.replace(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`), 'giu'))
}
