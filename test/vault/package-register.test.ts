// The register of packages at the start of the desk: what a kill left unfinished on a drive that is away, that is here again, or where somebody else's file is
// now; and rows that have had their time.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { removeCopies } from '../../src-main/usecases/saved-copies'
import { settlePackages } from '../../src-main/usecases/settle-packages'
import { listPackageFiles, notePackageDestroyed, notePackageWritten, putPackageFile } from '../../src-main/vault/repositories/package-files'
import type { Vault } from '../../src-main/vault/vault'
import { createId, type RequestId, type SubjectId } from '../../src-shared/base/ids'
import { makeFolder, NOW, openTestVault, removeFolders, seededRandom, STAFF } from './desk-store'

const DAY = 86_400_000
const random = seededRandom('register')
const subjectId = createId<SubjectId>(NOW, random)
const requestId = createId<RequestId>(NOW, random)
const BYTES = Buffer.alloc(3_000, 'package')
const CONTENT = { bytes: BYTES.length, sha256: createHash('sha256').update(BYTES).digest('hex') }

let vault: Vault
let exportDir = ''
/** As a drive: gone when it is renamed. */
let drive = ''
beforeEach(async () => {
  const base = await makeFolder()
  exportDir = join(base, 'exports')
  drive = join(base, 'drive')
  for (const folder of [exportDir, drive]) await mkdir(folder)
  vault = await openTestVault(await makeFolder(), `register ${String(NOW)}`)
  return () => vault.close()
})
afterAll(removeFolders)

const start = (at = NOW): Promise<void> => settlePackages(vault, exportDir, { at, by: STAFF.staffId })
const rows = async () => (await listPackageFiles(vault.reader)).map(({ fileId, content }) => [fileId, content !== undefined] as const)
const put = (fileId: string, packageId: string, folder?: string) =>
  vault.transaction((tx) => putPackageFile(tx, { fileId, packageId, subjectId, requestId, staffId: STAFF.staffId, ...(folder === undefined ? {} : { folder }), fileName: 'a.zip', writtenAt: NOW, expiresAt: NOW + 30 * DAY }))
const written = (fileId: string) => vault.transaction((tx) => notePackageWritten(tx, fileId, CONTENT))

/** A package that was made, and a copy on the drive that nobody noted as whole. */
async function cutOff(): Promise<{ readonly packageId: string; readonly copyId: string }> {
  const [packageId, copyId] = [randomUUID(), `f${randomUUID().slice(1)}`]
  await put(packageId, packageId)
  await written(packageId)
  await writeFile(join(exportDir, 'a.zip'), BYTES)
  await put(copyId, packageId, drive)
  return { packageId, copyId }
}

it('a copy on a drive that is away stays on record, and counts as written once the drive is back with it', async () => {
  const { packageId, copyId } = await cutOff()
  await writeFile(join(drive, 'a.zip'), BYTES)
  await rename(drive, `${drive} away`)
  await start()
  await start()
  expect(new Map(await rows())).toEqual(new Map([[packageId, true], [copyId, false]]))
  await rename(`${drive} away`, drive)
  await start()
  expect(new Map(await rows())).toEqual(new Map([[packageId, true], [copyId, true]]))
  expect((await readFile(join(drive, 'a.zip'))).equals(BYTES)).toBe(true)
})

it('what is left of one goes where it is in reach, and a file of somebody else that has its name now stays', async () => {
  const { packageId } = await cutOff()
  await writeFile(join(drive, 'a.zip.0a1b2c3d.part'), BYTES.subarray(0, 100))
  await writeFile(join(drive, 'a.zip'), 'somebody else’s')
  await start()
  expect(await rows()).toEqual([[packageId, true]])
  expect(await readdir(drive)).toEqual(['a.zip'])
  expect(await readFile(join(drive, 'a.zip'), 'utf8')).toBe('somebody else’s')
})

it('a package itself that was cut off goes with its row, whole or not: nobody was told its passphrase', async () => {
  const packageId = randomUUID()
  await put(packageId, packageId)
  await writeFile(join(exportDir, 'a.zip'), BYTES)
  await start()
  expect(await rows()).toEqual([])
  expect(await readdir(exportDir)).toEqual([])
})

it('an erasure counts the copy on the drive that is away, and destroys it where the drive is back', async () => {
  await cutOff()
  await writeFile(join(drive, 'a.zip'), BYTES)
  await rename(drive, `${drive} away`)
  expect(await removeCopies(vault.reader, subjectId, exportDir, new Set())).toBe(1)
  expect(await readdir(exportDir)).toEqual([])
  await rename(`${drive} away`, drive)
  await writeFile(join(exportDir, 'a.zip'), BYTES)
  expect(await removeCopies(vault.reader, subjectId, exportDir, new Set())).toBe(0)
  expect(await readdir(drive)).toEqual([])
})

it('a package is told of until ninety days after its last file was destroyed, and one of which a file may lie somewhere for as long as it may', async () => {
  const [gone, partly] = [randomUUID(), randomUUID()]
  for (const packageId of [gone, partly]) {
    const copyId = `f${randomUUID().slice(1)}`
    await put(packageId, packageId)
    await put(copyId, packageId, join(drive, 'not here'))
    for (const fileId of [packageId, copyId]) await written(fileId)
    await vault.transaction((tx) => notePackageDestroyed(tx, packageId === gone ? [packageId, copyId] : [packageId], { at: NOW, by: STAFF.staffId }))
  }
  const told = async () => [...new Set((await listPackageFiles(vault.reader)).map(({ packageId }) => packageId))].sort()
  await start(NOW + 90 * DAY)
  expect(await told()).toEqual([gone, partly].sort())
  await start(NOW + 90 * DAY + 1)
  expect(await told()).toEqual([partly])
})
