// What is looked for: a store's key in every form in which it could be written down, and texts in every form that the product's own check of erasures knows.
import { randomFillSync } from 'node:crypto'
import { join } from 'node:path'
import { createEncoder } from '../../../src-main/erasure/encodings'
import { PatternIndex, type Pattern } from '../../../src-main/erasure/pattern-index'
import { scryptKdf } from '../../../src-main/keys/derive'
import { readKeyFile } from '../../../src-main/keys/key-file'
import { unlockSlot } from '../../../src-main/keys/key-slots'
import type { DemoStaff } from '../../../src-origin/seed/staff'
import { mustOk } from '../../../src-shared/base/result'

/** The 32 secret bytes of the store's present key; the salt beside it stands in the clear at the head of the file. */
export async function readStoreSecret(profileDir: string, { id: staffId, passphrase }: Pick<DemoStaff, 'id' | 'passphrase'>): Promise<Buffer> {
  const keyFile = mustOk(await readKeyFile(join(profileDir, 'profile')))
  const { storeSecret } = mustOk(await unlockSlot(keyFile, { staffId, passphrase }, { kdf: scryptKdf, random: (bytes) => randomFillSync(bytes) }))
  return storeSecret.use((bytes) => Buffer.from(bytes))
}

/** Of base64, the middle that does not depend on what stands before and behind it, in each of the three places it can have. */
function base64Middles(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '')
    return text.slice(before === 0 ? 0 : before + 1, -2)
  })
}

export function keyForms(key: Buffer): readonly Buffer[] {
  const texts = [key.toString('hex'), key.toString('hex').toUpperCase(), ...base64Middles(key).flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]), JSON.stringify([...key]).slice(1, -1)]
  return [key, ...[...new Set(texts)].flatMap((text) => [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')])]
}

export interface Needles {
  readonly index: PatternIndex
  /** By number: what a report calls it. */
  readonly names: readonly string[]
}

export function needlesOf(key: Buffer, texts: readonly string[] = []): Needles {
  const encode = createEncoder()
  const patterns: Pattern[] = [...keyForms(key).map((bytes) => ({ bytes, needle: 0 })), ...texts.flatMap((text, at) => encode(text).map((bytes) => ({ bytes, needle: at + 1 })))]
  return { index: new PatternIndex(patterns), names: ['the key', ...texts] }
}
