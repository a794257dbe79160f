// Tells the ids of a company that are random from those that are not: only of a random id may a hash be kept after an erasure (docs/rules.md).
//
// A running number, a mobile, or a digest of one can be found again by trying them all with the key, so each is refused. A digest cannot be told
// from randomness by its look: the usual lengths of hexadecimal digests are refused whole, and so are the UUIDs that are made from names or machines.

const RANDOM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
/** https://github.com/ulid/spec: 48 bits of time, 80 random ones. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
/** 21 characters of 64 are 126 bits, as nanoid makes them; at most what a column of a company has. */
const TOKEN = /^[A-Za-z0-9_-]{21,64}$/

export function isRandomExternalId(text: string): boolean {
  if (RANDOM_UUID.test(text) || ULID.test(text)) return true
  const isHex = /^[0-9a-f-]+$/i.test(text)
  return TOKEN.test(text) && !isHex && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text)
}
