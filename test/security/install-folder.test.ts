// U-6: the app finds out whether its user can change the program. Run as root, since only root can lay out what a user may not change.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readInstallState } from '../../src-main/app/install-folder'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
let base = ''
let program = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'install-'))
  mkdirSync(join(base, 'opt/desk'), { recursive: true })
  program = join(base, 'opt/desk/privacy-desk')
  writeFileSync(program, '')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

it('cannot tell where there is no user id, or nothing there', () => {
  expect(readInstallState([program], undefined)).toBe('unknown')
  expect(readInstallState([join(base, 'none')], 1_000)).toBe('unknown')
})

it('one’s own program can be changed, whatever its mode says', () => {
  chmodSync(program, 0o555)
  expect(readInstallState([program], process.getuid?.() ?? 0)).toBe('writable')
})

/** `access` asks for the process's own rights, so another user's question is asked in a process of theirs. */
describe.runIf(isRoot && process.platform === 'linux')('another user’s program', () => {
  const asNobody = (): string => {
    chmodSync(base, 0o755)
    const bundle = join(realpathSync(base), 'ask.mjs')
    const source = readSource()
    writeFileSync(bundle, `${source}\nprocess.stdout.write(readInstallState([${JSON.stringify(program)}], ${NOBODY}))\n`)
    return execFileSync('setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath, bundle], { encoding: 'utf8' })
  }
  it('is kept from them, in a folder of root’s in a sticky one', () => expect(asNobody()).toBe('kept'))
  it('can be changed where the file is writable', () => {
    chmodSync(program, 0o666)
    expect(asNobody()).toBe('writable')
  })
  it('can be replaced where its folder, or one above it, is writable or theirs', () => {
    chmodSync(join(base, 'opt/desk'), 0o777)
    expect(asNobody()).toBe('writable')
    chmodSync(join(base, 'opt/desk'), 0o755)
    chownSync(join(base, 'opt'), NOBODY, NOBODY)
    expect(asNobody()).toBe('writable')
  })
})

function readSource(): string {
  // The file itself, with its types taken off: what is asked is what the app asks.
  return execFileSync(process.execPath, ['-e', "const ts=require('typescript');process.stdout.write(ts.transpileModule(require('fs').readFileSync('src-main/app/install-folder.ts','utf8'),{compilerOptions:{module:'esnext',target:'es2022'}}).outputText)"], { encoding: 'utf8' })
}
