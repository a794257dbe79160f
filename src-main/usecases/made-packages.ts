// The register of packages that this desk made: where each file is, one more copy, and the end of all of them.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createId, type Id } from '../../src-shared/base/ids'
import { must } from '../../src-shared/base/assert'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { MadePackage, PackageFileView, PackagePlace } from '../../src-shared/contract/package'
import { masksOf } from '../../src-shared/domain/masking'
import { removeIfThere } from '../keys/private-files'
import { destroyPackageFile, placeOfPackage } from '../packages/destroy-package'
import { dropPackageFile, knownFiles, listPackageFiles, notePackageDestroyed, notePackageWritten, putPackageFile, type KnownFile, type PackageFile } from '../vault/repositories/package-files'
import { listRecords } from '../vault/repositories/records'
import { readStaffNames, type StaffName } from './inventory-acts'
import { maskedNameOf, NO_NAME, readNames } from './request-rows'
import { packagePath } from './saved-copies'
import type { UnlockedDesk } from './unlocked-desk'
import { freeName, writeCopy, type KeepCopy } from './write-copy'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'random' | 'rules' | 'audit' | 'exportDir' | 'publish' | 'takePick'>
/** What is being written is told of once it is whole; a copy that was cut off is, while nobody can look where it would be. */
const isTold = ({ isFinished }: KnownFile, place: PackagePlace): boolean => isFinished || place === 'unreachable'

export async function listPackages({ vault, rules, time, exportDir }: Pick<Deps, 'vault' | 'rules' | 'time' | 'exportDir'>): Promise<Result<readonly MadePackage[], DeskError>> {
  const { reader } = vault
  const files = knownFiles(await listPackageFiles(reader))
  const byPackage = new Map<string, KnownFile[]>()
  for (const file of files) byPackage.set(file.packageId, [...(byPackage.get(file.packageId) ?? []), file])
  const staffName = await readStaffNames(reader)
  const nameOf = await readNames(reader, files.map(({ subjectId }) => subjectId))
  const { name: mask } = masksOf(rules.current().masks)
  const caseNos = new Map((await listRecords(reader, 'request', [...new Set(files.map(({ requestId }) => requestId))])).map(({ body }) => [body.id, body.caseNo]))
  const packages: MadePackage[] = []
  for (const [packageId, own] of byPackage) {
    const made = must(own[0], 'a file of a package')
    const { requestId, subjectId, content, expiresAt } = made
    const places = await Promise.all(own.map(async (file) => ({ file, place: await placeOf(file, exportDir) })))
    const views = places.filter(({ file, place }) => isTold(file, place)).map(({ file, place }) => viewOf(file, place, staffName))
    packages.push({
      packageId, requestId, caseNo: caseNos.get(requestId) ?? NO_NAME, maskedName: maskedNameOf(nameOf(subjectId), mask), sizeBytes: content.bytes, expiresAt,
      isExpired: expiresAt <= time() && views.some(({ place }) => place === 'here'), files: views,
    })
  }
  return ok(packages)
}

async function placeOf(file: KnownFile, exportDir: string): Promise<PackagePlace> {
  return file.destroyed ? 'destroyed' : placeOfPackage(packagePath(file, exportDir), file.content)
}

function viewOf({ fileId, folder, fileName, staffId, writtenAt, destroyed }: PackageFile, place: PackagePlace, staffName: StaffName): PackageFileView {
  return {
    fileId, ...(folder === undefined ? {} : { folder }), fileName, place, by: staffName(staffId), at: writtenAt,
    ...(destroyed === undefined ? {} : { destroyed: { at: destroyed.at, by: staffName(destroyed.by) } }),
  }
}

/** What is out of reach stays listed as that: nobody is told that a file is gone which may lie on somebody's drive. */
export async function destroyPackage(deps: Deps, { packageId }: ParsedRequestOf<'package.destroy'>): Promise<Result<readonly PackageFileView[], DeskError>> {
  const { vault, me, clock, exportDir } = deps
  const files = knownFiles(await listPackageFiles(vault.reader, { packageId }))
  const first = files[0]
  if (!first) return err({ kind: 'not-found' })
  const about = { subjectId: first.subjectId, objectId: first.requestId }
  // Begun is on record before the first byte is overwritten, and what became of it after the last.
  await vault.transaction((tx) => deps.audit(tx, { type: 'package.destroy', ...about, detail: { packageId } }))
  const places = new Map<string, PackagePlace>()
  for (const file of files) {
    const place = file.destroyed ? 'destroyed' : await destroyPackageFile(packagePath(file, exportDir), file.content, file.fileId).catch(() => 'unreachable' as const)
    if (place === 'destroyed' || isTold(file, place)) places.set(file.fileId, place)
  }
  const destroyed = files.filter(({ fileId, destroyed: before }) => !before && places.get(fileId) === 'destroyed').map(({ fileId }) => fileId)
  await vault.transaction(async (tx) => {
    for (const { fileId, content, isFinished } of files) if (!isFinished && destroyed.includes(fileId)) await notePackageWritten(tx, fileId, content)
    await notePackageDestroyed(tx, destroyed, { at: clock.now(), by: me.staffId })
    await deps.audit(tx, { type: 'package.destroyed', ...about, detail: { packageId, files: destroyed.length, outOfReach: [...places.values()].filter((place) => place !== 'destroyed').length } })
  })
  deps.publish('job', [packageId])
  const staffName = await readStaffNames(vault.reader)
  const told = (await listPackageFiles(vault.reader, { packageId })).filter(({ fileId }) => places.has(fileId))
  return ok(told.map((file) => viewOf(file, places.get(file.fileId) ?? 'not-found', staffName)))
}

export async function copyPackage(deps: Deps, { packageId, pickId }: ParsedRequestOf<'package.copy'>): Promise<Result<{ readonly fileName: string; readonly folder: string }, DeskError>> {
  const { vault, me, clock, random, exportDir } = deps
  const folder = await deps.takePick(pickId)
  const made = knownFiles(await listPackageFiles(vault.reader, { packageId }))[0]
  if (!made) return err({ kind: 'not-found' })
  if ((await placeOf(made, exportDir)) !== 'here') return err({ kind: 'package-not-there' })
  if (folder === undefined || !(await isFolder(folder))) return err({ kind: 'folder-not-writable' })
  const fileName = await freeName(folder, made.fileName)
  const fileId: string = createId<Id<'package-file'>>(clock.now(), random)
  const { subjectId, requestId, expiresAt, content } = made
  await vault.transaction(async (tx) => {
    await putPackageFile(tx, { fileId, packageId, subjectId, requestId, staffId: me.staffId, folder, fileName, writtenAt: clock.now(), expiresAt })
    await deps.audit(tx, { type: 'package.copy', subjectId, objectId: requestId, detail: { packageId, folder } })
  })
  const path = join(folder, fileName)
  // Asked once more before it has its name; the store waits for no drive, which may be a slow one.
  const isKnown = async (): Promise<boolean> => (await listPackageFiles(vault.reader, { packageId })).some((file) => file.fileId === fileId)
  const keep: KeepCopy = async (giveName) => {
    if (!(await isKnown())) return err({ kind: 'gone-erased' })
    await giveName()
    return ok()
  }
  const copied = await copyTo(packagePath(made, exportDir), path, { sha256: content.sha256, keep })
  const isOnRecord = copied.ok && (await vault.transaction((tx) => notePackageWritten(tx, fileId, content)))
  if (!copied.ok) await vault.transaction((tx) => dropPackageFile(tx, fileId))
  else if (!isOnRecord) await removeIfThere(path) // erased meanwhile
  deps.publish('job', [packageId])
  if (!copied.ok) return copied
  return isOnRecord ? ok({ fileName, folder }) : err({ kind: 'gone-erased' })
}

export async function openPackageFolder({ vault, audit }: Pick<Deps, 'vault' | 'audit'>): Promise<Result<void, DeskError>> {
  await vault.transaction((tx) => audit(tx, { type: 'package.open-folder' }))
  return ok()
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false)
}

/** A drive that fails, is full or cannot be written to: the app goes on, and says so. */
function copyTo(from: string, to: string, { sha256, keep }: { readonly sha256: string; readonly keep: KeepCopy }): Promise<Result<void, DeskError>> {
  return writeCopy(createReadStream(from), to, sha256, keep).catch(() => err({ kind: 'folder-not-writable' }))
}
