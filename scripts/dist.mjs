#!/usr/bin/env node
// `npm run dist`: what IT installs, from the same folder as `npm run pack`, into release/installers: a Debian package and a tar.gz, unpacked, compared and
// started here, with their SHA-256 list, bill of materials and notices. Nothing is downloaded. Windows, macOS and AppImage: electron-builder.yml, never built here.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { checkInstallers } from './lib/check-installers.mjs'
import { createSay, runMain, startWatch, StopWithMessage } from './lib/console.mjs'
import { packDesk, runBuilder, TESTS_ONLY } from './lib/pack-desk.mjs'
import { inRoot } from './lib/paths.mjs'

const say = createSay('dist')
const FOLDER = inRoot('release/installers')
/** Of gzip: 9 takes twenty times as long for a fifteenth of the size. */
const COMPRESSION_LEVEL = '5'

/** What electron-builder would fetch from GitHub, from packages that are here. @returns {Promise<Record<string, string>>} */
async function toolsOfOurs() {
  const { path7za } = await import('7zip-bin')
  fs.chmodSync(path7za, 0o755) // the registry's package comes without the bit
  return { CUSTOM_FPM_PATH: inRoot('scripts/lib/fpm-deb.mjs'), ELECTRON_BUILDER_7ZIP_PATH: path7za, ELECTRON_BUILDER_COMPRESSION_LEVEL: COMPRESSION_LEVEL }
}

/** @param {string} ending @returns {string} the one installer with it */
function installer(ending) {
  const found = fs.readdirSync(FOLDER).filter((name) => name.endsWith(ending))
  if (found.length !== 1) throw new StopWithMessage(`one *${ending} was expected in release/installers, not ${found.length}`)
  return path.join(FOLDER, /** @type {string} */ (found[0]))
}

/** Builder's own notes are no part of what is handed out. */
function keepInstallersAlone() {
  for (const name of fs.readdirSync(FOLDER)) {
    if (!/\.(?:deb|tar\.gz)$/.test(name)) fs.rmSync(path.join(FOLDER, name), { recursive: true, force: true })
  }
}

/** As `sha256sum --check` reads it. */
function writeSums() {
  const lines = fs.readdirSync(FOLDER).sort().map((name) => `${createHash('sha256').update(fs.readFileSync(path.join(FOLDER, name))).digest('hex')}  ${name}\n`)
  fs.writeFileSync(path.join(FOLDER, 'SHA256SUMS'), lines.join(''))
}

runMain(async () => {
  if (process.platform !== 'linux') throw new StopWithMessage('npm run dist makes Linux installers. Elsewhere: npx electron-builder --win (or --mac); untested, docs/toolchain.md', 2)
  const { folder, runtime, isForTests } = await packDesk()
  const took = startWatch()
  fs.rmSync(FOLDER, { recursive: true, force: true })
  const tools = await toolsOfOurs()
  // The package first: electron-builder lays its AppArmor profile into the folder, and both shall hold the same.
  for (const target of ['deb', 'tar.gz']) {
    runBuilder(runtime, [target, '--prepackaged', folder, `-c.directories.output=${FOLDER}`], tools)
    say(`${path.basename(installer(`.${target}`))} (${took()})`)
  }
  keepInstallersAlone()
  await checkInstallers({ deb: installer('.deb'), tarball: installer('.tar.gz'), packed: folder })
  for (const name of ['sbom.cdx.json', 'THIRD-PARTY-NOTICES.txt', ...(isForTests ? [TESTS_ONLY] : [])]) fs.copyFileSync(path.join(folder, name), path.join(FOLDER, name))
  writeSums()
  say(`release/installers: ${fs.readdirSync(FOLDER).join(', ')} (${took()})`)
})
