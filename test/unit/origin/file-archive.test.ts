// The archive of files as a system that is erased in: what goes, what is told, and that an order which broke off anywhere ends alike.
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SystemFault, type SystemOrder } from '../../../src-origin/connectors/connector'
import { createFileArchive } from '../../../src-origin/connectors/file-archive'

const ORDER: SystemOrder = { erasureId: '01970000-0000-7000-8000-0000000000e1', accountNo: 'SX-2041887348', held: [] }
const MARK = '.privacy-desk-archive'
const never = new AbortController().signal
let root: string
beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'pd-archive-'))
  await fs.writeFile(path.join(root, MARK), 'call-archive\n')
})
afterEach(() => fs.rm(root, { recursive: true, force: true }))

const archive = () => createFileArchive({ system: 'call-archive', name: { 'zh-CN': '通话归档', en: 'Call archive' }, root })
async function file(name: string, text = '内容'): Promise<void> {
  await fs.mkdir(path.dirname(path.join(root, name)), { recursive: true })
  await fs.writeFile(path.join(root, name), text)
}
const names = async () => (await fs.readdir(root, { recursive: true })).filter((name) => name !== MARK).sort()
const NOTE = `.erased-${ORDER.erasureId}.json`

test('the person’s folder goes with everything in it, nobody else’s, and the count is told again', async () => {
  for (const name of ['2025/1.txt', '2025/2.txt', 'mail.eml']) await file(`${ORDER.accountNo}/${name}`)
  await file('SX-2041887349/mail.eml')
  expect(await archive().erase(ORDER, never)).toEqual({ removed: 3 })
  expect(await names()).toEqual([NOTE, 'SX-2041887349', 'SX-2041887349/mail.eml'].sort())
  expect(await archive().erase(ORDER, never)).toEqual({ removed: 3 })
  // The note names nobody.
  expect(await fs.readFile(path.join(root, NOTE), 'utf8')).toBe('{"files":3}')
})

test('somebody of whom the archive has nothing is erased there too', async () => {
  expect(await archive().erase(ORDER, never)).toEqual({ removed: 0 })
})

test.each([
  ['after the folder was set aside', async () => fs.rename(path.join(root, ORDER.accountNo), path.join(root, `.erasing-${ORDER.erasureId}`))],
  ['after it was counted', async () => {
    await fs.rename(path.join(root, ORDER.accountNo), path.join(root, `.erasing-${ORDER.erasureId}`))
    await fs.writeFile(path.join(root, NOTE), '{"files":2}')
  }],
  ['in the middle of removing', async () => {
    await fs.rename(path.join(root, ORDER.accountNo), path.join(root, `.erasing-${ORDER.erasureId}`))
    await fs.writeFile(path.join(root, NOTE), '{"files":2}')
    await fs.rm(path.join(root, `.erasing-${ORDER.erasureId}`, 'a.txt'))
  }],
  ['while the count was being written', async () => {
    await fs.rename(path.join(root, ORDER.accountNo), path.join(root, `.erasing-${ORDER.erasureId}`))
    await fs.writeFile(path.join(root, `${NOTE}.part`), '{"fi')
  }],
])('killed %s, the same order ends with the same count', async (_when, until) => {
  for (const name of ['a.txt', 'b.txt']) await file(`${ORDER.accountNo}/${name}`)
  await until()
  expect(await archive().erase(ORDER, never)).toEqual({ removed: 2 })
  expect(await names()).toEqual([NOTE])
})

test('what is filed about the person while they are erased is not left behind', async () => {
  await file(`${ORDER.accountNo}/a.txt`)
  await fs.rename(path.join(root, ORDER.accountNo), path.join(root, `.erasing-${ORDER.erasureId}`))
  await file(`${ORDER.accountNo}/late.txt`)
  await expect(archive().erase(ORDER, never)).rejects.toMatchObject({ problem: 'failed' })
  expect(await archive().erase(ORDER, never)).toEqual({ removed: 1 })
  expect(await names()).toEqual([NOTE])
})

test('an archive that is not mounted holds everybody still: the empty folder under it is not the archive, nor is another one', async () => {
  await fs.rm(path.join(root, MARK))
  await expect(archive().erase(ORDER, never)).rejects.toMatchObject({ problem: 'unreachable' })
  await fs.writeFile(path.join(root, MARK), 'mail-archive')
  await expect(archive().erase(ORDER, never)).rejects.toMatchObject({ problem: 'unreachable' })
  await fs.rm(root, { recursive: true })
  await expect(archive().erase(ORDER, never)).rejects.toMatchObject({ problem: 'unreachable' })
})

test('nothing goes while something of the erasure is on hold', async () => {
  await file(`${ORDER.accountNo}/a.txt`)
  await expect(archive().erase({ ...ORDER, held: ['browsing'] }, never)).rejects.toMatchObject({ problem: 'on-hold' })
  expect(await names()).toEqual([ORDER.accountNo, `${ORDER.accountNo}/a.txt`])
})

test.each(['itself', 'inside'])('a folder that is a link, or has one in it (%s), is not called erased: the files would stay', async (where) => {
  const elsewhere = await fs.mkdtemp(path.join(os.tmpdir(), 'pd-elsewhere-'))
  await fs.writeFile(path.join(elsewhere, 'call.txt'), '通话')
  if (where === 'inside') await file(`${ORDER.accountNo}/a.txt`)
  await fs.symlink(elsewhere, path.join(root, ORDER.accountNo, ...(where === 'inside' ? ['more'] : [])))
  for (let times = 0; times < 2; times++) await expect(archive().erase(ORDER, never)).rejects.toMatchObject({ problem: 'failed' })
  expect(await fs.readdir(elsewhere)).toEqual(['call.txt'])
  await fs.rm(elsewhere, { recursive: true })
})

test.each(['..', '../x', 'a/b', '.erased-x', '', 'x'.repeat(80)])('an account number that is no name of a folder (%j) leads nowhere', async (accountNo) => {
  await file('SX-1/keep.txt')
  await expect(archive().erase({ ...ORDER, accountNo }, never)).rejects.toBeInstanceOf(SystemFault)
  expect(await names()).toEqual(['SX-1', 'SX-1/keep.txt'])
})
