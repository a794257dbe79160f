// One text for one wording, so that its hash says whether a person was shown these words: whatever a form or an editor adds is taken off.
//
//   1. Unicode NFC. Compatibility forms stay: ２ is not 2, and a full-width comma is another character.
//   2. Byte-order marks, zero-width characters, direction marks and soft hyphens go: nobody sees them.
//   3. Line ends become \n; every other white space (tab, U+00A0, U+3000 …) and every run of it becomes one space.
//   4. Of each line: the Markdown heading signs, one list sign, a topic mark {#…} at its end, ** and __ go; then the space at both ends.
//   5. Empty lines go; the others are joined with \n.

/** What writes no ink and breaks no line. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g
const LINE_END = /\r\n?|[\u2028\u2029\u0085\v\f]/g
const MARK_AT_END = /\s*\{#[^{}]*\}\s*#*\s*$/
const HEADING = /^\s*#{1,6}\s+|\s+#+\s*$/g
const LIST_SIGN = /^\s*[-*+•·]\s+/

export function canonicalWording(text: string): string {
  return text
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(LINE_END, '\n')
    .split('\n')
    .map((line) => line.replace(MARK_AT_END, '').replace(HEADING, '').replace(LIST_SIGN, '').replace(/\*\*|__/g, '').replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** `sha256Hex`: SHA-256 of the UTF-8 bytes as lower-case hex, handed in. */
export function wordingHash(text: string, sha256Hex: (text: string) => string): string {
  return sha256Hex(canonicalWording(text))
}
