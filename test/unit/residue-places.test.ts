// Which files of a profile the residue check reads: every one that could hold a person's words, by its name and its bytes.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { must } from '../../src-shared/base/assert'
import { residuePlaces, type SearchedFolders } from '../../src-main/erasure/places'
import { Secret } from '../../src-main/keys/secret'
import { BALLAST_FILE, createBallast } from '../../src-main/vault/ballast'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'places-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const store = (): Parameters<typeof residuePlaces>[0] => ({ file: join(dir, 'store-000001.db'), key: Secret.take(Buffer.alloc(48)) })

async function bytesOf(name: string, folders: SearchedFolders): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of must(residuePlaces(store(), folders).find(({ place }) => place === name), name).chunks()) parts.push(chunk)
  return Buffer.concat(parts).toString('latin1')
}

it('reads what lies deep and what nobody knows, and passes over the noise that keeps room, in which a short name stands by chance', async () => {
  await mkdir(join(dir, 'deep', 'er'), { recursive: true })
  await writeFile(join(dir, 'deep', 'er', 'li-xiaoming.txt'), 'words')
  await createBallast(dir, 65_536).keep()
  const read = await bytesOf('profile', { profile: dir, exports: join(dir, 'none') })
  expect(read).toContain('li-xiaoming.txt')
  expect(read).toContain('words')
  expect(read).not.toContain(BALLAST_FILE)
  expect(read.length).toBeLessThan(1_000)
})

it('reads what the browser keeps and what was written for a moment, each file in one place', async () => {
  const inside = (name: string): string => join(dir, name)
  const folders: SearchedFolders = { profile: inside('profile'), exports: inside('exports'), shell: { userData: dir, temp: inside('temp') } }
  const files = ['Local Storage/leveldb/000003.log', 'Preferences', 'profile/anchor.json', 'exports/letter.pdf', 'temp/scoped_dir/half.tmp', 'temporary.txt']
  for (const file of files) {
    await mkdir(join(inside(file), '..'), { recursive: true })
    await writeFile(inside(file), `words of ${file};`)
  }
  const read = new Map<string, string>()
  for (const place of ['profile', 'exports', 'browser', 'temp']) read.set(place, await bytesOf(place, folders))
  const placesOf = (file: string): readonly string[] => [...read].filter(([, text]) => text.includes(`words of ${file};`)).map(([place]) => place)
  expect(files.map(placesOf)).toEqual([['browser'], ['browser'], ['profile'], ['exports'], ['temp'], ['browser']])
})

it('has neither place where there is no shell', () => {
  expect(residuePlaces(store(), { profile: dir, exports: dir }).map(({ place }) => place)).toEqual(['store', 'wal', 'waiting', 'profile', 'exports'])
})

it('goes on where a folder is taken away while it walks', async () => {
  for (const name of ['a', 'b', 'c']) {
    await mkdir(join(dir, name, 'deep'), { recursive: true })
    await writeFile(join(dir, name, 'deep', `${name}.txt`), `words of ${name};`)
  }
  const chunks = must(residuePlaces(store(), { profile: dir, exports: join(dir, 'none') }).find(({ place }) => place === 'profile'), 'the profile').chunks()
  const read: string[] = []
  for await (const chunk of chunks) {
    read.push(Buffer.from(chunk).toString('latin1'))
    await rm(join(dir, 'b'), { recursive: true, force: true })
  }
  expect(read.join('')).toContain('words of a;')
  expect(read.join('')).not.toContain('words of b;')
  expect(read.join('')).toContain('words of c;')
})
