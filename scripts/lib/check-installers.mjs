// Unpacks what `npm run dist` made and holds it against the packed folder and against itself: contents, owners and rights, what the system is told about
// us, fuses; then starts each as a user without privileges until its window shows (start-packed.mjs).
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createSay, StopWithMessage } from './console.mjs'
import { hashContents, listFiles } from './content-hash.mjs'
import { checkFuses } from './fuses.mjs'
import { REAL_SUFFIX } from './linux-launcher.mjs'
import { checkArchive } from './pack-desk.mjs'
import { CHECKOUT_KEY, SHARED_STAGE } from './paths.mjs'
import { startPacked } from './start-packed.mjs'
import { makeFolder, mustOwnSharedStage } from './stage.mjs'
import { ensureTestUser } from './test-user.mjs'

const say = createSay('installers')
const IN_DEB = 'opt/Privacy Desk'
const ICON_SIZES = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512]
const MIME_TYPE = 'application/vnd.privacy-desk.certificate+json'
const SCHEME = 'x-scheme-handler/privacy-desk'
const DESKTOP_FILE = 'usr/share/applications/privacy-desk.desktop'
const MIME_FILE = 'usr/share/mime/packages/privacy-desk.xml'

/** @param {string} program @param {readonly string[]} args @returns {string} what it said */
function run(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (result.status !== 0) throw new StopWithMessage(`${program} ${args.join(' ')} failed (${result.status ?? result.error}): ${result.stdout}${result.stderr}`)
  return result.stdout
}

/** @param {string} program */
const isThere = (program) => spawnSync(program, ['--help']).error === undefined

/** @param {boolean} holds @param {string} what */
function must(holds, what) {
  if (!holds) throw new StopWithMessage(`the installers are not as they must be: ${what}`)
}

/** Readable for the desk's user, whatever the checkout's own place is. @param {ReturnType<typeof ensureTestUser>} user */
function makeUnpackFolder(user) {
  if (user === undefined) return fs.mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-installers-'))
  mustOwnSharedStage()
  const folder = path.join(SHARED_STAGE, CHECKOUT_KEY, `installers.${process.pid}`)
  makeFolder(SHARED_STAGE, 0o755, undefined)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  return folder
}

/** Lines of an archive's listing: rights, owner, path. @param {string} listing */
function checkRights(listing) {
  const lines = listing.trim().split('\n').map((line) => line.split(/\s+/))
  // of a link the rights are those of what it leads to
  const wrong = lines.filter(([rights = '']) => /[sStT]/.test(rights) || (!rights.startsWith('l') && rights[8] === 'w') || rights[5] === 'w' || !/^[-dl]/.test(rights))
  must(wrong.length === 0, `rights of ${wrong.slice(0, 5).map((line) => line.join(' ')).join('; ')}`)
  return lines
}

/** @param {string} deb @param {string} root where it was unpacked */
function checkDeb(deb, root) {
  const lines = checkRights(run('dpkg-deb', ['--contents', deb]))
  must(lines.every(([, owner]) => owner === 'root/root'), 'not everything in the package belongs to root')
  const top = new Set(listFiles(root).map((file) => path.relative(root, file)).map((file) => (file.startsWith(`${IN_DEB}/`) ? IN_DEB : file)))
  const icons = ICON_SIZES.map((size) => `usr/share/icons/hicolor/${size}x${size}/apps/privacy-desk.png`)
  const expected = [IN_DEB, DESKTOP_FILE, MIME_FILE, ...icons]
  must(expected.every((one) => top.delete(one)), `missing of ${expected.join(', ')}`)
  must(top.size === 0, `what does not belong there: ${[...top].join(', ')}`)
  for (const script of ['postinst', 'postrm']) {
    const file = path.join(`${root}.control`, script)
    run('sh', ['-n', file])
    must(!/chmod\s+[0-7]*[4-7][0-7]{3}|chown/.test(fs.readFileSync(file, 'utf8')), `${script} gives rights`)
  }
  say(`deb: ${lines.length} entries, all root's, none with a special bit or writable by others`)
}

/** What the system is told: the programs that read it, where they are here. @param {string} root */
function checkRegistration(root) {
  const desktop = fs.readFileSync(path.join(root, DESKTOP_FILE), 'utf8')
  must(desktop.includes(`\nExec="/${IN_DEB}/privacy-desk" %U\n`), 'the desktop file starts something else')
  must(desktop.includes('\nStartupWMClass=Privacy Desk\n'), 'the desktop file looks for another window')
  must(desktop.includes(`\n[Desktop Action Practice]\n`) && desktop.includes(`\nExec="/${IN_DEB}/privacy-desk" --practice\n`), 'the desktop file does not open the practice desk')
  must(new RegExp(`^MimeType=.*${MIME_TYPE.replaceAll('+', '\\+')};`, 'm').test(desktop) && desktop.includes(`${SCHEME};`), 'the desktop file does not name type and scheme')
  must(fs.readFileSync(path.join(root, MIME_FILE), 'utf8').includes('<glob pattern="*.pdcert"/>'), 'the type has no name ending')
  const seen = []
  if (isThere('desktop-file-validate')) {
    const said = run('desktop-file-validate', ['--no-hints', path.join(root, DESKTOP_FILE)])
    must(said === '', said)
    seen.push('desktop-file-validate')
  }
  if (isThere('update-desktop-database')) {
    const folder = path.dirname(path.join(root, DESKTOP_FILE))
    run('update-desktop-database', [folder])
    const cache = fs.readFileSync(path.join(folder, 'mimeinfo.cache'), 'utf8')
    must(cache.includes(`${MIME_TYPE}=privacy-desk.desktop`) && cache.includes(`${SCHEME}=privacy-desk.desktop`), 'the menu database leads elsewhere')
    seen.push('update-desktop-database')
  }
  if (isThere('update-mime-database')) {
    const folder = path.join(root, 'usr/share/mime')
    run('update-mime-database', [folder])
    must(fs.readFileSync(path.join(folder, 'globs2'), 'utf8').includes(`:${MIME_TYPE}:*.pdcert`), 'the type database does not know the ending')
    seen.push('update-mime-database')
  }
  say(`registered: ${SCHEME}, ${MIME_TYPE}; read by ${seen.join(', ') || 'none of the system\'s own programs, which are not here'}`)
}

/** @param {string} folder @returns {Map<string, string>} path → rights and hash */
function treeOf(folder) {
  return new Map(listFiles(folder).map((file) => {
    const name = path.relative(folder, file)
    return [name, `${(fs.statSync(file).mode & 0o7777).toString(8)} ${hashContents(folder, [name], [])}`]
  }))
}

/** @param {string} what @param {string} one @param {string} other */
function mustBeAlike(what, one, other) {
  const [left, right] = [treeOf(one), treeOf(other)]
  const different = [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name))
  must(different.length === 0, `${what} differ in ${different.slice(0, 5).map((name) => `${name} (${left.get(name)} / ${right.get(name)})`).join(', ')}`)
  say(`${what}: the same ${left.size} files with the same rights`)
}

/** @param {{ deb: string, tarball: string, packed: string }} made */
export async function checkInstallers({ deb, tarball, packed }) {
  const user = ensureTestUser()
  const base = makeUnpackFolder(user)
  try {
    const [debRoot, tarRoot] = [path.join(base, 'deb'), path.join(base, 'tar')]
    run('dpkg-deb', ['--extract', deb, debRoot])
    run('dpkg-deb', ['--control', deb, `${debRoot}.control`])
    fs.mkdirSync(tarRoot)
    checkRights(run('tar', ['--list', '--verbose', '--file', tarball]))
    run('tar', ['--extract', '--no-same-owner', '--file', tarball, '--directory', tarRoot])
    checkDeb(deb, debRoot)
    checkRegistration(debRoot)
    const folders = [path.join(debRoot, IN_DEB), path.join(tarRoot, fs.readdirSync(tarRoot)[0] ?? '')]
    mustBeAlike('packed folder and deb', packed, /** @type {string} */ (folders[0]))
    mustBeAlike('deb and tar.gz', /** @type {string} */ (folders[0]), /** @type {string} */ (folders[1]))
    for (const folder of folders) {
      await checkArchive(folder)
      await checkFuses(path.join(folder, `privacy-desk${REAL_SUFFIX}`))
      await startPacked(folder, base, user)
    }
  } finally {
    fs.rmSync(base, { recursive: true, force: true })
  }
}
