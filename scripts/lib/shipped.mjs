// What of other people's is in each program that is handed out: what its bundles took (scripts/vite/bundled-packages.mts), what lies beside them in
// the archive, and for the desk the runtime with the database inside the one native module (each system's own: database-drivers.mjs). Sources: package-lock.json and node_modules alone.
import fs from 'node:fs'
import path from 'node:path'
import { StopWithMessage } from './console.mjs'
import { readText } from './content-hash.mjs'
import { CIPHERS, SQLCIPHER } from './database-drivers.mjs'
import { inRoot } from './paths.mjs'

/** @typedef {{ name?: string, version?: string, license?: string, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Locked */
/** @typedef {{ ref: string, name: string, version: string, licence: string, text: string, folder?: string }} Shipped */

/** Program → the lists of its bundles. The desk has packages in its archive and a runtime besides. */
export const PROGRAMS = /** @type {const} */ ({ desk: ['main', 'preload', 'renderer'], origin: ['origin'], 'command-line': ['tools'] })
/** @typedef {keyof typeof PROGRAMS} Program */

/**
 * Licences that a shipped package may have: each lets us hand the program out without its source, asks for nothing but its own text (THIRD-PARTY-NOTICES
 * carries it), and binds nobody who only uses the program. Anything else is somebody's decision first (docs/toolchain.md).
 */
export const ALLOWED_LICENCES = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'blessing']

/** @returns {Record<string, Locked>} */
export const readLock = () => JSON.parse(readText(inRoot('package-lock.json'))).packages

/**
 * Packages that lie whole in the archive: what is under "optionalDependencies" (the first database driver), and what that needs; on Windows the second driver alone.
 * @param {Record<string, Locked>} lock @param {string} platform
 * @returns {readonly string[]} places in node_modules
 */
export function archivedPackages(lock, platform = process.platform) {
  if (platform === 'win32') return [CIPHERS.folder]
  const found = new Set()
  /** @param {string} from @param {string} name @returns {string | undefined} where Node would find it */
  const placeOf = (from, name) => {
    for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
      const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
      if (place in lock) return place
      if (folder === '') return undefined
    }
  }
  /** @param {string} from */
  const take = (from) => {
    for (const name of Object.keys({ ...lock[from]?.dependencies, ...lock[from]?.optionalDependencies })) {
      const place = placeOf(from, name)
      if (place === undefined || found.has(place)) continue
      found.add(place)
      take(place)
    }
  }
  take('')
  return [...found].sort()
}

/** @param {string} folder @returns {string} every licence and notice that the package brings */
function licenceText(folder) {
  const names = fs.readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(name)).sort()
  return names.map((name) => readText(path.join(folder, name)).trim()).join('\n\n')
}

/** The words of the MIT licence, for packages that say MIT and bring no file of it. @param {string} holder */
const MIT_TEXT = (holder) => `(It brings no licence file and says MIT. The text of that licence:)

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to
deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`

/** @param {string} folder place in node_modules @param {Record<string, Locked>} lock @returns {Shipped} */
export function describePackage(folder, lock) {
  const entry = lock[folder]
  if (entry?.version === undefined) throw new StopWithMessage(`${folder} is in a bundle and not in package-lock.json`)
  const manifest = JSON.parse(readText(inRoot(folder, 'package.json')))
  const name = entry.name ?? folder.replace(/^.*node_modules\//, '')
  const licence = String(manifest.license ?? 'none')
  const holder = typeof manifest.author === 'string' ? manifest.author : (manifest.author?.name ?? `the authors of ${name}`)
  return { ref: `${name}@${entry.version}`, name, version: entry.version, licence, folder, text: licenceText(inRoot(folder)) || (licence === 'MIT' ? MIT_TEXT(holder) : '') }
}

/** @param {string} version @returns {Shipped} */
const describeSqlite = (version) => ({ ref: `sqlite@${version}`, name: 'sqlite', version, licence: 'blessing', text: 'SQLite is in the public domain: https://www.sqlite.org/copyright.html' })

/** What the second driver is compiled of: one file that names both, its licence by a word, with the author. @returns {readonly Shipped[]} */
function describeCiphers() {
  const source = readText(inRoot(CIPHERS.folder, 'deps/sqlite3/sqlite3.c'))
  const sqlite = /#define SQLITE_VERSION +"([\d.]+)"/.exec(source)?.[1]
  const version = /#define SQLITE3MC_VERSION_STRING +"SQLite3 Multiple Ciphers ([\d.]+)"/.exec(source)?.[1]
  const holder = /\*\* Copyright: +\(c\) ([\d-]+ [\w ]+?)\r?\n\*\* License: +MIT/.exec(source)?.[1]
  if (sqlite === undefined || version === undefined || holder === undefined) throw new StopWithMessage('the sources of the second driver are not laid out as they were: look at its deps and scripts/lib/shipped.mjs')
  return [{ ref: `sqlite3mc@${version}`, name: 'sqlite3mc', version, licence: 'MIT', text: MIT_TEXT(holder) }, describeSqlite(sqlite)]
}

/** What the first driver is compiled of: one file that names both, with SQLCipher's licence in a comment. @returns {readonly Shipped[]} */
function describeSqlcipher() {
  const source = readText(inRoot(SQLCIPHER.folder, 'deps/sqlcipher-amalgamation/sqlite3.c'))
  const sqlite = /#define SQLITE_VERSION +"([\d.]+)"/.exec(source)?.[1]
  const cipher = /#define CIPHER_VERSION_NUMBER ([\d.]+)/.exec(source)?.[1]
  const text = /\*\* Copyright \(c\) [\d-]+, ZETETIC LLC[\s\S]*?\*\//.exec(source)?.[0]
  if (sqlite === undefined || cipher === undefined || text === undefined) throw new StopWithMessage('the sources of SQLCipher are not laid out as they were: look at node_modules/sqlite3/deps and scripts/lib/shipped.mjs')
  return [
    { ref: `sqlcipher@${cipher}`, name: 'sqlcipher', version: cipher, licence: 'BSD-3-Clause', text: text.replace(/\*\/$/, '').replace(/^\*\* ?/gm, '').trim() },
    describeSqlite(sqlite),
  ]
}

/** @param {string} version of the runtime that is packed @param {string} dist where it lies @returns {Shipped} */
function describeRuntime(version, dist) {
  const text = ['LICENSE.electron.txt', 'LICENSE'].map((name) => readText(path.join(dist, name)).trim()).find((found) => found !== '') ?? ''
  return { ref: `electron@${version}`, name: 'electron', version, licence: 'MIT', text: `${text}\n\nChromium, Node.js and what else is in Electron: LICENSES.chromium.html beside the program.` }
}

/**
 * @param {Program} program @param {string} out a build folder @param {{ runtimeVersion: string, runtimeDist: string }} runtime @param {string} platform
 * @returns {readonly Shipped[]} sorted
 */
export function shippedIn(program, out, runtime, platform = process.platform) {
  const lock = readLock()
  const bundled = PROGRAMS[program].flatMap((bundle) => {
    const list = readText(path.join(out, 'bundled', `${bundle}.json`))
    if (list === '') throw new StopWithMessage(`${bundle}.json is missing in ${out}/bundled: build again with --force`)
    return /** @type {string[]} */ (JSON.parse(list))
  })
  const folders = [...new Set([...bundled, ...(program === 'desk' ? archivedPackages(lock, platform) : [])])]
  const beside = program === 'desk' ? [describeRuntime(runtime.runtimeVersion, runtime.runtimeDist), ...(platform === 'win32' ? describeCiphers() : describeSqlcipher())] : []
  // The same version may lie in two places.
  const byRef = new Map([...folders.map((folder) => describePackage(folder, lock)), ...beside].map((one) => [one.ref, one]))
  return [...byRef.values()].sort((a, b) => (a.ref < b.ref ? -1 : 1))
}

/** @param {readonly Shipped[]} shipped @returns {readonly string[]} what must not be handed out, and why */
export function licenceFaults(shipped) {
  return shipped.flatMap(({ ref, licence, text }) => [
    ...(ALLOWED_LICENCES.includes(licence) ? [] : [`${ref}: its licence (${licence}) is not on the list in scripts/lib/shipped.mjs`]),
    ...(text.trim() === '' ? [`${ref}: no text of its licence was found`] : []),
  ])
}
