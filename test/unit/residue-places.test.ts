// Which files of a profile the residue check reads: every one that could hold a person's words, by its name and its bytes.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import { residuePlaces } from '../../src-main/erasure/places'
import { Secret } from '../../src-main/keys/secret'
import { BALLAST_FILE, createBallast } from '../../src-main/vault/ballast'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'places-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function profileBytes(): Promise<string> {
  const places = residuePlaces({ file: join(dir, 'store-000001.db'), key: Secret.take(Buffer.alloc(48)) }, { profile: dir, exports: join(dir, 'none') })
  const parts: Uint8Array[] = []
  for await (const chunk of must(places.find(({ place }) => place === 'profile'), 'the profile').chunks()) parts.push(chunk)
  return Buffer.concat(parts).toString('latin1')
}

it('reads what lies deep and what nobody knows, and passes over the noise that keeps room, in which a short name stands by chance', async () => {
  await mkdir(join(dir, 'deep', 'er'), { recursive: true })
  await writeFile(join(dir, 'deep', 'er', 'li-xiaoming.txt'), 'words')
  await createBallast(dir, 65_536).keep()
  const read = await profileBytes()
  expect(read).toContain('li-xiaoming.txt')
  expect(read).toContain('words')
  expect(read).not.toContain(BALLAST_FILE)
  expect(read.length).toBeLessThan(1_000)
})
