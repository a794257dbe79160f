// Makes the bill of materials (CycloneDX) and THIRD-PARTY-NOTICES of each program. npm's own `npm sbom` describes what the lock names, without
// network; of that we keep what is shipped and add what no lock knows: the runtime, and the database inside the native module.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { StopWithMessage } from './console.mjs'
import { readText } from './content-hash.mjs'
import { inRoot, ROOT } from './paths.mjs'
import { licenceFaults, PROGRAMS, shippedIn } from './shipped.mjs'

/** @typedef {import('./shipped.mjs').Shipped} Shipped */
/** @typedef {import('./shipped.mjs').Program} Program */
/** @typedef {{ 'bom-ref': string, [key: string]: unknown }} Component */
/** @typedef {{ specVersion: string, metadata: { tools: unknown }, components: Component[], dependencies: { ref: string, dependsOn?: string[] }[] }} LockBom */

/** Variables of an npm that runs us would tell this one of another project. */
const ownEnvironment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config)/.test(name)))

/** @returns {LockBom} of everything in the lock, tools included */
export function readLockBom() {
  const result = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--offline'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 27, env: ownEnvironment() })
  if (result.status !== 0) throw new StopWithMessage(`npm sbom failed: ${result.stderr || result.error}`)
  return JSON.parse(result.stdout)
}

/** What no lock knows. @param {Shipped} one @returns {Component} */
function componentOf({ ref, name, version, licence }) {
  const purl = { electron: `pkg:npm/electron@${version}`, sqlcipher: `pkg:github/sqlcipher/sqlcipher@v${version}`, sqlite3mc: `pkg:github/utelle/SQLite3MultipleCiphers@v${version}` }[name] ?? `pkg:generic/${name}@${version}`
  return { 'bom-ref': ref, type: name === 'electron' ? 'framework' : 'library', name, version, scope: 'required', purl, licenses: [{ license: { id: licence } }] }
}

/**
 * The same from the same lock and build: no time and no random number stand in it.
 * @param {Program} program @param {readonly Shipped[]} shipped @param {LockBom} lockBom
 */
export function makeBom(program, shipped, lockBom) {
  const { name, version, author } = JSON.parse(readText(inRoot('package.json')))
  const root = `${name}-${program}@${version}`
  const known = new Map(lockBom.components.map((component) => [component['bom-ref'], component]))
  const missing = shipped.filter(({ ref, folder }) => folder !== undefined && !known.has(ref))
  if (missing.length > 0) throw new StopWithMessage(`npm sbom does not name ${missing.map(({ ref }) => ref).join(', ')}`)
  const refs = new Set(shipped.map(({ ref }) => ref))
  const components = [...refs].map((ref) => {
    const one = /** @type {Shipped} */ (shipped.find((each) => each.ref === ref))
    return one.folder === undefined ? componentOf(one) : /** @type {Component} */ (known.get(ref))
  })
  const dependencies = lockBom.dependencies.filter(({ ref }) => refs.has(ref)).map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }))
  const digest = createHash('sha256').update(JSON.stringify([root, components])).digest('hex')
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: lockBom.specVersion,
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: { tools: lockBom.metadata.tools, component: { 'bom-ref': root, type: 'application', name: `${name}-${program}`, version, author } },
    components,
    dependencies: [{ ref: root, dependsOn: [...refs] }, ...dependencies],
  }
}

/** @param {readonly Shipped[]} shipped */
export function makeNotices(shipped) {
  const head = 'Privacy Desk contains the following software of others, each under its own licence.\n本程序包含下列第三方软件，各按其许可使用。\n'
  const list = shipped.map(({ ref, licence }) => `  ${ref}  ${licence}`).join('\n')
  const texts = shipped.map(({ ref, licence, text }) => `${'='.repeat(80)}\n${ref} (${licence})\n${'='.repeat(80)}\n\n${text}\n`)
  return `${head}\n${list}\n\n${texts.join('\n')}`
}

export const SBOM_FOLDER = inRoot('release/sbom')
/** @param {Program} program */
export const bomFile = (program) => path.join(SBOM_FOLDER, `${program}.cdx.json`)
/** @param {Program} program */
export const noticesFile = (program) => path.join(SBOM_FOLDER, `${program}-THIRD-PARTY-NOTICES.txt`)

/**
 * Writes both files of each program; stops where something must not be handed out.
 * @param {string} out the release build @param {{ runtimeVersion: string, runtimeDist: string }} runtime
 * @returns {Record<Program, number>} how many components each has
 */
export function writeBoms(out, runtime) {
  const lockBom = readLockBom()
  fs.mkdirSync(SBOM_FOLDER, { recursive: true })
  const programs = /** @type {Program[]} */ (Object.keys(PROGRAMS))
  return /** @type {Record<Program, number>} */ (Object.fromEntries(programs.map((program) => {
    const shipped = shippedIn(program, out, runtime)
    const faults = licenceFaults(shipped)
    if (faults.length > 0) throw new StopWithMessage(`the ${program} must not be handed out like this:\n${faults.join('\n')}`)
    fs.writeFileSync(bomFile(program), `${JSON.stringify(makeBom(program, shipped, lockBom), undefined, 1)}\n`)
    fs.writeFileSync(noticesFile(program), makeNotices(shipped))
    return [program, shipped.length]
  })))
}
