// U-1: the bill of materials and the notices name everything that is shipped, and a licence outside the list stops them. The `release` part of `npm test`
// makes both of the real release build.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBom, makeNotices, readLockBom } from '../../../scripts/lib/sbom.mjs'
import { ALLOWED_LICENCES, archivedPackages, describePackage, licenceFaults, PROGRAMS, readLock, shippedIn } from '../../../scripts/lib/shipped.mjs'
import { packageOf } from '../../../scripts/vite/bundled-packages.mts'

const runtime = { runtimeVersion: '45.4.1', runtimeDist: '' }
let out = ''
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sbom-'))
  mkdirSync(join(out, 'bundled'))
  for (const bundle of Object.values(PROGRAMS).flat()) writeFileSync(join(out, 'bundled', `${bundle}.json`), JSON.stringify(bundle === 'renderer' ? ['node_modules/react', 'node_modules/zod'] : ['node_modules/zod']))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

describe('what is shipped', () => {
  it('is what a bundle took, what lies in the archive, the runtime, and the database in the native module', () => {
    const names = shippedIn('desk', out, runtime).map(({ name }) => name)
    expect(names).toEqual(['@journeyapps/sqlcipher', 'bindings', 'electron', 'file-uri-to-path', 'node-addon-api', 'react', 'sqlcipher', 'sqlite', 'zod'])
    expect(shippedIn('command-line', out, runtime).map(({ name }) => name)).toEqual(['zod'])
  })

  it('for Windows has the second database driver in place of the first, with what that is compiled of', () => {
    const shipped = shippedIn('desk', out, runtime, 'win32')
    expect(shipped.map(({ name }) => name)).toEqual(['better-sqlite3-multiple-ciphers', 'electron', 'react', 'sqlite3mc', 'sqlite', 'zod'])
    expect(licenceFaults(shipped.filter(({ name }) => name !== 'electron'))).toEqual([])
    const bom = makeBom('desk', shipped, readLockBom())
    expect(bom.components.find(({ name }) => name === 'sqlite3mc')?.['purl']).toMatch(/^pkg:github\/utelle\/SQLite3MultipleCiphers@v\d/)
    expect(makeNotices(shipped)).toContain('Ulrich Telle')
  })

  it('is not guessed: a bundle without its list, or with a package that the lock does not know, stops it', () => {
    writeFileSync(join(out, 'bundled/tools.json'), '["node_modules/not-in-the-lock"]')
    expect(() => shippedIn('command-line', out, runtime)).toThrow('not-in-the-lock')
    rmSync(join(out, 'bundled/tools.json'))
    expect(() => shippedIn('command-line', out, runtime)).toThrow('tools.json is missing')
  })

  it('is read off the names of modules, however deep they lie; ours are none', () => {
    expect(packageOf(`${process.cwd()}/node_modules/@a/b/node_modules/c/lib/x.js?commonjs-module`)).toBe('node_modules/@a/b/node_modules/c')
    expect(packageOf(`\0${process.cwd()}/node_modules/@a/b/x.js`)).toBe('node_modules/@a/b')
    expect(packageOf(`${process.cwd()}/src-main/main.ts`)).toBeUndefined()
  })
})

describe('licences', () => {
  it('of every package that could be shipped by the manifest’s dependencies are on the list, with their text', () => {
    const lock = readLock()
    for (const platform of ['linux', 'win32']) expect(licenceFaults(archivedPackages(lock, platform).map((folder) => describePackage(folder, lock)))).toEqual([])
  })

  it('outside the list, or without a text, are named', () => {
    const one = { ref: 'a@1.0.0', name: 'a', version: '1.0.0', licence: 'GPL-3.0-only', text: '' }
    expect(licenceFaults([one])).toHaveLength(2)
    expect(licenceFaults([{ ...one, licence: 'MIT', text: 'words' }])).toEqual([])
    expect(ALLOWED_LICENCES.filter((licence) => /GPL|SSPL|BUSL|CC-BY-NC/.test(licence))).toEqual([])
  })
})

describe('the files', () => {
  it('name each component once, with its hash and licence, and are the same every time', () => {
    const shipped = shippedIn('desk', out, runtime)
    const lockBom = readLockBom()
    const bom = makeBom('desk', shipped, lockBom)
    expect(bom.components.map((component) => component['bom-ref'])).toEqual(shipped.map(({ ref }) => ref))
    expect(bom.components.filter((component) => component['purl'] === undefined || component['licenses'] === undefined)).toEqual([])
    // What comes from the registry has the hash that the lock has.
    const hashed = bom.components.filter((component) => component['hashes'] !== undefined).map(({ name }) => name)
    expect(hashed).toEqual(['sqlite3', 'bindings', 'file-uri-to-path', 'node-addon-api', 'react', 'zod'])
    expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !shipped.some((one) => one.ref === ref))).toEqual([])
    expect(JSON.stringify(makeBom('desk', shipped, readLockBom()))).toBe(JSON.stringify(bom))
    expect(JSON.stringify(bom)).not.toContain(process.cwd())
  })

  it('hold the text of every licence', () => {
    const shipped = shippedIn('desk', out, runtime)
    const notices = makeNotices(shipped)
    expect(shipped.filter(({ ref, text }) => !notices.includes(`${ref} (`) || !notices.includes(text))).toEqual([])
    expect(notices).toContain('ZETETIC LLC')
  })

  // Where `npm run sbom` ran, which `npm test` does before this: the real ones.
  it.skipIf(!existsSync('release/sbom/desk.cdx.json'))('of the real release build are complete', () => {
    const listed = JSON.parse(readFileSync('release/sbom/desk.cdx.json', 'utf8')) as { readonly components: readonly { readonly 'bom-ref': string }[] }
    const shipped = shippedIn('desk', 'out-release', runtime).map(({ ref }) => ref).filter((ref) => !ref.startsWith('electron@'))
    const refs = listed.components.map((component) => component['bom-ref'])
    expect(shipped.filter((ref) => !refs.includes(ref))).toEqual([])
    for (const name of ['react', 'antd', 'kysely', 'zod']) expect(refs.some((ref) => ref.startsWith(`${name}@`)), name).toBe(true)
  })
})
