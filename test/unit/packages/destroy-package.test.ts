// The end of a package file: overwritten and gone where it is the one that was written, and nothing touched where it is not.
import { createHash } from 'node:crypto'
import { link, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { destroyPackageFile, endDestruction, placeOfPackage, type WrittenFile } from '../../../src-main/packages/destroy-package'

let dir = ''
let path = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pd-destroy-'))
  path = join(dir, 'access-package-26-1179-00000001.zip')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const FILE_ID = '01970000-0000-7000-8000-0000000000f1'
/** More than two pieces, and no whole number of them. */
const BYTES = Buffer.alloc(2_500_001, 'package')
const WRITTEN: WrittenFile = { bytes: BYTES.length, sha256: createHash('sha256').update(BYTES).digest('hex') }

it('overwrites every byte before the name goes', async () => {
  await writeFile(path, BYTES)
  // Another name of the same bytes shows what stood in them at the end.
  await link(path, join(dir, 'other-name'))
  expect(await placeOfPackage(path, WRITTEN)).toBe('here')
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('destroyed')
  expect(await readdir(dir)).toEqual(['other-name'])
  const left = await readFile(join(dir, 'other-name'))
  expect(left).toHaveLength(BYTES.length)
  expect(left.every((byte) => byte === 0)).toBe(true)
  expect(await placeOfPackage(path, WRITTEN)).toBe('not-found')
})

it('leaves alone what is not the file that was written', async () => {
  const other = Buffer.from(BYTES)
  other[2_400_000] = 1
  await writeFile(path, other)
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('changed')
  expect((await readFile(path)).equals(other)).toBe(true)
  await writeFile(path, 'short')
  expect(await placeOfPackage(path, WRITTEN)).toBe('changed')
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('changed')
  await rm(path)
  await mkdir(path)
  expect(await placeOfPackage(path, WRITTEN)).toBe('changed')
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('changed')
})

it('follows no link, even to the very same bytes', async () => {
  await writeFile(join(dir, 'elsewhere'), BYTES)
  await symlink(join(dir, 'elsewhere'), path)
  expect(await placeOfPackage(path, WRITTEN)).toBe('changed')
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('changed')
  expect((await readFile(join(dir, 'elsewhere'))).equals(BYTES)).toBe(true)
})

it('tells a file that is gone from a folder that is', async () => {
  expect(await destroyPackageFile(path, WRITTEN, FILE_ID)).toBe('not-found')
  const away = join(dir, 'drive', 'access-package.zip')
  expect(await placeOfPackage(away, WRITTEN)).toBe('unreachable')
  expect(await destroyPackageFile(away, WRITTEN, FILE_ID)).toBe('unreachable')
})

/** The drive takes the first piece and is pulled out; what a kill leaves looks the same. */
async function cutAfterOnePiece(): Promise<void> {
  const handle = await open(path, 'r')
  const handles = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const write = Reflect.get(handles, 'write') as (...args: readonly unknown[]) => Promise<never>
  let pieces = 0
  const spy = vi.spyOn(handles, 'write').mockImplementation(function (this: FileHandle, ...args: readonly unknown[]) {
    pieces += 1
    return pieces === 1 ? write.apply(this, [...args]) : Promise.reject(Object.assign(new Error('pulled out'), { code: 'EIO' }))
  })
  await expect(destroyPackageFile(path, WRITTEN, FILE_ID)).rejects.toThrow('pulled out')
  spy.mockRestore()
}

it('ends under a name of its own what was cut off half overwritten, when it is asked again or by itself', async () => {
  for (const end of [() => destroyPackageFile(path, WRITTEN, FILE_ID).then((place) => place === 'destroyed'), () => endDestruction(dir, FILE_ID)]) {
    await writeFile(path, BYTES)
    await link(path, join(dir, 'other-name'))
    await cutAfterOnePiece()
    expect((await readFile(join(dir, 'other-name'))).some((byte) => byte !== 0)).toBe(true)
    expect(await end()).toBe(true)
    expect(await readdir(dir)).toEqual(['other-name'])
    expect((await readFile(join(dir, 'other-name'))).every((byte) => byte === 0)).toBe(true)
    await rm(join(dir, 'other-name'))
  }
  expect(await endDestruction(dir, FILE_ID)).toBe(false)
})
