// Kills at random moments (D-1): two hundred and more of two desks and their origin, in four histories; two hundred of purges; two hundred of packages.
import { afterAll, expect, test } from 'vitest'
import { buildChild } from '../../fixtures/child-program'
import { playKills } from '../../fixtures/kill-history'
import { killPackages, preparePackageChildren } from '../../fixtures/package-child'
import { killPurges } from '../../fixtures/purge-kills'
import { removeFolders } from '../../vault/desk-store'

const KILLS = 200
/** Of one history at a time; some rounds kill two at once. */
const HISTORIES = 4

afterAll(removeFolders)

test.each(Array.from({ length: HISTORIES }, (_, at) => `kills-${String(at + 1)}`))('after the kills of %s every acknowledged act is at the origin, once', async (seed) => {
  const { kills, acknowledged, unsaid } = await playKills(seed, KILLS / HISTORIES)
  console.log(`${seed}: ${String(kills.length)} kills, ${String(acknowledged)} acts acknowledged, ${String(unsaid)} unsaid`)
  expect(acknowledged).toBeGreaterThan(50)
})

test(`after each of ${String(KILLS)} kills of a process that purges, one whole pair of store and key is there`, async () => {
  const program = await buildChild('test/vault/children/store-child.ts')
  try {
    const generation = await killPurges(program, KILLS, 'two hundred purges')
    console.log(`D-1: ${String(KILLS)} kills of purges, ${String(generation)} generations, each whole`)
    expect(generation).toBeGreaterThan(KILLS)
  } finally {
    await program.remove()
  }
})

test(`after each of ${String(KILLS)} kills of a process that makes a package, it is whole or not there`, async () => {
  const children = await preparePackageChildren({ others: 3, rows: 6_000 })
  try {
    const left = await killPackages(children, KILLS, 'two hundred packages')
    console.log(`D-1: ${String(KILLS)} kills of packages: ${JSON.stringify(left)}`)
    expect(Object.keys(left).sort()).not.toEqual(['whole'])
  } finally {
    await children.remove()
  }
})
