// The practice desk is started with the words of the real one, less those of one run, and with its own; it stands beside the real one and never in it.
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { isPracticeStart, PRACTICE_SWITCH, practiceExports, practiceFolder, startPracticeDesk } from '../../src-main/app/practice'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'privacy-desk-practice-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A program of Node's in the place of the desk: it writes down what it was called with. */
async function wordsOf(words: readonly string[]): Promise<readonly string[]> {
  const told = join(dir, 'told')
  const program = join(dir, 'desk.js')
  writeFileSync(program, `require('fs').writeFileSync(${JSON.stringify(told)} + '.next', JSON.stringify(process.argv.slice(2))); require('fs').renameSync(${JSON.stringify(told)} + '.next', ${JSON.stringify(told)})`)
  startPracticeDesk({ argv: ['desk', program, ...words], execPath: process.execPath, isBare: true })
  return vi.waitFor(() => JSON.parse(readFileSync(told, 'utf8')) as readonly string[], { timeout: 20_000 })
}

it('takes along how the window system is spoken to, and nothing of this run', async () => {
  expect(await wordsOf(['--enable-wayland-ime', '--inspect=0', '--remote-debugging-port=0', 'privacy-desk://case/26-1180', '/tmp/one.pdcert'])).toEqual(['--enable-wayland-ime', PRACTICE_SWITCH])
})

it('survives a program that is not there', () => {
  expect(() => startPracticeDesk({ argv: ['desk'], execPath: join(dir, 'nothing'), isBare: false })).not.toThrow()
})

it('stands beside the real desk, where what is wiped, searched or set aside does not reach', () => {
  expect(practiceFolder('/home/a/.config/Privacy Desk')).toBe('/home/a/.config/Privacy Desk-practice')
  expect(practiceExports('/home/a/Documents/Privacy Desk')).toBe('/home/a/Documents/Privacy Desk/Practice')
  expect(isPracticeStart(['desk', '--practice'])).toBe(true)
  expect(isPracticeStart(['desk', '--practice=1', 'practice'])).toBe(false)
})
