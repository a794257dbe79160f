// Kills while a package is made (security.md; in full in test/deep/packages): a whole package that verifies or nothing, and no plain text on the disk.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { killPackages, preparePackageChildren, type PackageChildren } from '../fixtures/package-child'
import { removeFolders } from './desk-store'

const ROWS = 6_000

let children: PackageChildren
beforeAll(async () => {
  children = await preparePackageChildren({ others: 3, rows: ROWS })
})
afterAll(async () => {
  await children.remove()
  await removeFolders()
})

it('eight kills at any moment leave a whole package or nothing, and plain text nowhere', async () => {
  await killPackages(children, 8, 'package kills')
})

it('left alone, it is whole, and so is what it left for whoever looks', async () => {
  const run = await children.run()
  expect(await run.child.ended).toBe('0')
  expect(run.child.lines.filter((line) => line.startsWith('made')).length).toBe(1)
  expect(await run.outcome()).toBe('whole')
  await run.remove()
})
