// Makes the passphrase of a package: 100 random bits that can be read aloud and typed, shown once and kept nowhere.

/** Crockford base32: no I, L, O or U, so that nothing is mistaken for a digit. ASCII, because 7-Zip refuses others when it writes. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 20
const GROUP = 4

/** `random` fills its argument. 32 divides 256, so a byte's lowest five bits are even. */
export function createPassphrase(random: (bytes: Uint8Array) => Uint8Array): string {
  const bytes = random(new Uint8Array(CHARACTERS))
  const characters = Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('')
  bytes.fill(0)
  return grouped(characters)
}

/** As a person types it: small letters, spaces, no hyphens, O and I for the digits that they look like. Anything but one of ours stays as it is. */
export function readPassphrase(typed: string): string {
  const characters = typed.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
  const isOurs = characters.length === CHARACTERS && [...characters].every((character) => ALPHABET.includes(character))
  return isOurs ? grouped(characters) : typed.trim()
}

function grouped(characters: string): string {
  return Array.from({ length: CHARACTERS / GROUP }, (_, group) => characters.slice(group * GROUP, (group + 1) * GROUP)).join('-')
}
