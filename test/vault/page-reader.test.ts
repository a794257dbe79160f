// The page reader against SQLCipher itself: every page of a real store opens, and holds what SQLite says it holds.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterEach, expect, it } from 'vitest'
import { anyPageOpens, decryptBytes, decryptPages, type StorePage } from '../../src-main/vault/page-reader'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { makeFolder, makePeople, openTestVault, removeFolders, storeKeyOf } from './desk-store'

afterEach(removeFolders)

async function pagesOf(path: string, seed: string): Promise<readonly StorePage[]> {
  const pages: StorePage[] = []
  for await (const page of decryptPages(path, storeKeyOf(seed))) pages.push(page)
  return pages
}

it('opens every page of the file and every frame of the WAL, and finds in them what was stored', async () => {
  const vault = await openTestVault(await makeFolder(), 'pages')
  const [row] = makePeople('pages', 1)
  if (!row) throw new Error('no row')
  await vault.transaction((tx) => upsertDirectoryRows(tx, [{ ...row, name: '诸葛标记', identifiers: [['email', 'needle-in-pages@firma.example', 'proved']] }], 1))
  const before = await pagesOf(vault.file, 'pages')
  const inWal = before.filter((page) => page.place === 'wal')
  expect(inWal.length).toBeGreaterThan(0)
  expect(before.every((page) => page.authentic)).toBe(true)
  expect(inWal.some((page) => Buffer.from(page.bytes).includes('needle-in-pages@firma.example'))).toBe(true)

  await vault.checkpoint()
  const after = await pagesOf(vault.file, 'pages')
  expect(after.every((page) => page.place === 'file' && page.authentic)).toBe(true)
  expect(after).toHaveLength((await stat(vault.file)).size / 4096)
  expect(Buffer.from(after[0]?.bytes ?? []).subarray(0, 16).toString('latin1')).toBe('SQLite format 3\0')
  expect(Buffer.from(after[0]?.bytes ?? []).readUInt32BE(28)).toBe(after.length) // SQLite's own page count
  expect(after.some((page) => Buffer.from(page.bytes).includes('诸葛标记'))).toBe(true)
  // Reversed for the search of tails: a residue scan has to look for that too.
  expect(after.some((page) => Buffer.from(page.bytes).includes('elpmaxe.amrif@segap-ni-eldeen'))).toBe(true)
  await vault.close()
})

it('tells a page that was changed, and another key', async () => {
  const vault = await openTestVault(await makeFolder(), 'change')
  await vault.close()
  const bytes = await readFile(vault.file)
  bytes[4096 * 2 + 50] = (bytes[4096 * 2 + 50] ?? 0) ^ 1
  await writeFile(vault.file, bytes)
  expect((await pagesOf(vault.file, 'change')).filter((page) => !page.authentic).map((page) => page.pageNumber)).toEqual([3])
  expect(await anyPageOpens(vault.file, storeKeyOf('change'))).toBe(true)
  expect(await anyPageOpens(vault.file, storeKeyOf('another'))).toBe(false)
})

it('gives whoever only looks for something the very bytes of the pages, file and WAL, and refuses another key', async () => {
  const vault = await openTestVault(await makeFolder(), 'bytes')
  for (const from of [0, 1]) {
    await vault.transaction((tx) => upsertDirectoryRows(tx, makePeople(`bytes ${String(from)}`, 2_000), 1))
    if (from === 0) await vault.checkpoint()
  }
  const pages = await pagesOf(vault.file, 'bytes')
  for (const place of ['file', 'wal'] as const) {
    const chunks: Uint8Array[] = []
    for await (const chunk of decryptBytes(vault.file, storeKeyOf('bytes'), place)) chunks.push(chunk)
    const all = Buffer.concat(chunks)
    const wanted = pages.filter((page) => page.place === place)
    expect(wanted.length).toBeGreaterThan(130)
    expect(all.length).toBe(wanted.length * 4096)
    expect(wanted.every((page, n) => all.subarray(n * 4096, (n + 1) * 4096 - 80).equals(page.bytes))).toBe(true)
  }
  const first = decryptBytes(vault.file, storeKeyOf('another'), 'file').next()
  await expect(first).rejects.toThrow('the key of the store opens it')
  await vault.close()
})
