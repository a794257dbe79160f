// U-1, on what is really installed and really built: the installed packages are those of the lock, the scripts that run while installing are those that the lock
// tells of, and the bills of materials name everything that our sources take and the lock's own hash and licence of each.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ALLOWED_LICENCES } from '../../../scripts/lib/shipped.mjs'

interface Locked {
  readonly name?: string
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}
interface Manifest {
  readonly name: string
  readonly version: string
  readonly scripts?: Readonly<Record<string, string>>
}
interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly { readonly license: { readonly id?: string } }[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const { '': _root, ...lock } = (read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> }).packages
const manifestOf = (place: string): Manifest => read(join(place, 'package.json')) as Manifest
const installed = Object.keys(lock).filter((place) => existsSync(join(place, 'package.json')))
const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '')

/** Every package folder that lies there, whoever put it there. */
function packagesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).flatMap((entry) => {
    const place = `${folder}/${entry.name}`
    if (entry.name.startsWith('@')) return readdirSync(place).flatMap((name) => [`${place}/${name}`, ...packagesIn(`${place}/${name}/node_modules`)])
    return [place, ...packagesIn(`${place}/node_modules`)]
  })
}

describe('what is installed', () => {
  test('is what the lock names, in the version that it names, and nothing else', () => {
    const there = packagesIn('node_modules').filter((place) => existsSync(join(place, 'package.json')))
    const strange = there.filter((place) => !(place in lock))
    const other = installed.filter((place) => manifestOf(place).version !== lock[place]?.version)
    const hosts = new Set(Object.values(lock).flatMap(({ resolved }) => (resolved === undefined ? [] : [new URL(resolved).host])))
    console.log(`U-1: ${String(Object.keys(lock).length)} entries with ${String(Object.values(lock).filter(({ integrity }) => integrity?.startsWith('sha512-')).length)} hashes, ${String(there.length)} packages installed, ${String(strange.length)} strange, ${String(other.length)} of another version; hosts: ${[...hosts].join(', ') || 'none named'}`)
    expect({ strange, other }).toEqual({ strange: [], other: [] })
    expect(there.length).toBeGreaterThan(400)
  })

  test('has the install scripts of which the lock tells, by their own manifests; of those the list lets run what it names', () => {
    const scripted = installed.filter((place) => ['preinstall', 'install', 'postinstall'].some((name) => manifestOf(place).scripts?.[name] !== undefined) || existsSync(join(place, 'binding.gyp')))
    const told = installed.filter((place) => lock[place]?.hasInstallScript === true)
    const silent = scripted.filter((place) => !told.includes(place) && manifestOf(place).scripts?.['install'] !== undefined)
    const allowed = (read('package.json') as { readonly allowScripts: Readonly<Record<string, boolean>> }).allowScripts
    const decided = told.map((place) => [lock[place]?.name ?? nameOf(place), allowed[lock[place]?.name ?? nameOf(place)]] as const)
    console.log(`U-1: ${String(told.length)} packages with a script: ${decided.map(([name, may]) => `${name} ${may === true ? 'may' : 'may not'}`).join(', ')}`)
    expect(silent).toEqual([])
    expect(decided.filter(([, may]) => may === undefined)).toEqual([])
  })
})

/** Rooms that are a program's own; of what all share each takes a part. The conformance suite is in no release. */
const SOURCES = { desk: ['src-main', 'src-renderer', 'src-shared'], origin: ['src-origin'], 'command-line': ['src-tools'] } as const
const SHARED = ['src-shared']
const NOT_RELEASED = /conformance/
type Program = keyof typeof SOURCES
/** Neither packages of ours nor shipped by their names. */
const BUILT_IN = /^(node:|electron$|\.|\/)/

/** Packages that sources import for more than types. */
function importedBy(rooms: readonly string[]): readonly string[] {
  const files = rooms.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))).filter((file) => !NOT_RELEASED.test(file))
  const named = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?from\s+)?'([^']+)'/gm)].map((match) => match[1] ?? ''))
  return [...new Set(named.filter((name) => !BUILT_IN.test(name)).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')))].sort()
}

/** All that these need, by the lock, wherever it lies. */
function closureOf(names: readonly string[]): ReadonlySet<string> {
  const byName = new Map<string, Locked[]>()
  for (const [place, entry] of Object.entries(lock)) byName.set(nameOf(place), [...(byName.get(nameOf(place)) ?? []), entry])
  const found = new Set<string>()
  const take = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const entry of byName.get(name) ?? []) for (const other of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies })) take(other)
  }
  names.forEach(take)
  return found
}

describe.each(Object.keys(SOURCES) as Program[])('the bill of materials of the %s', (program) => {
  let components: readonly Component[]
  let notices: string
  beforeAll(() => {
    const made = spawnSync(process.execPath, ['scripts/sbom.mjs'], { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(made.stderr)
    ;({ components } = read(join('release', 'sbom', `${program}.cdx.json`)) as { readonly components: readonly Component[] })
    notices = readFileSync(join('release', 'sbom', `${program}-THIRD-PARTY-NOTICES.txt`), 'utf8')
  })
  /** As the registry calls it: a package may lie in a folder of another name. */
  const realName = ({ 'bom-ref': ref }: Component): string => ref.slice(0, ref.lastIndexOf('@'))
  const locked = (component: Component): Locked | undefined => Object.entries(lock).find(([place, entry]) => (entry.name ?? nameOf(place)) === realName(component) && entry.version === component.version)?.[1]
  /** The runtime and what is inside the native module: no lock knows them. */
  const BESIDE = ['electron', 'sqlcipher', 'sqlite']

  test('has the lock’s own hash of every package, and a licence that is on the list, with its words', () => {
    const known = components.filter(({ name }) => !BESIDE.includes(name))
    const wrong = known.filter((component) => {
      const hash = component.hashes?.find(({ alg }) => alg === 'SHA-512')?.content
      return hash === undefined || `sha512-${Buffer.from(hash, 'hex').toString('base64')}` !== locked(component)?.integrity
    })
    const unlicensed = components.filter(({ licenses }) => !ALLOWED_LICENCES.includes(licenses?.[0]?.license.id ?? ''))
    const unnoticed = components.filter(({ 'bom-ref': ref }) => !notices.includes(`\n${ref} (`))
    console.log(`U-1, ${program}: ${String(components.length)} components, ${String(wrong.length)} with another hash than the lock, ${String(unlicensed.length)} without a licence of the list, ${String(unnoticed.length)} without a notice`)
    expect([wrong, unlicensed, unnoticed].map((list) => list.map(({ 'bom-ref': ref }) => ref))).toEqual([[], [], []])
  })

  test('names all that our sources import, and nothing that they do not lead to', () => {
    const names = new Set(components.map(realName))
    const alias = (name: string): string => lock[`node_modules/${name}`]?.name ?? name
    const imported = importedBy(SOURCES[program])
    const missing = imported.filter((name) => !names.has(alias(name)))
    const reached = new Set([...closureOf([...imported, ...importedBy(SHARED)])].map(alias))
    const strange = [...names].filter((name) => !BESIDE.includes(name) && !reached.has(name))
    console.log(`U-1, ${program}: ${String(imported.length)} packages imported by our sources, ${String(missing.length)} of them missing, ${String(strange.length)} named that nothing leads to`)
    expect({ missing, strange }).toEqual({ missing: [], strange: [] })
    expect(reached.size).toBeGreaterThan(imported.length)
  })
})
