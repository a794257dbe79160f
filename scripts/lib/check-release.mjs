// Proves on the bytes of a release build that nothing of the test builds is in it: neither the constant, nor what its branches let pass.
import fs from 'node:fs'
import path from 'node:path'
import { createSay, StopWithMessage } from './console.mjs'
import { listFiles } from './content-hash.mjs'

/** Only test builds may know these (docs/toolchain.md, traps). Each stands inside a branch on __TEST_BUILD__ in src-main. */
export const TEST_ONLY_TEXT = ['__TEST_BUILD__', '__playwright_run', 'privacy-desk-now', 'privacy-desk-profile', 'privacy-desk-undo', 'remote-debugging-port=0', 'inspect=0', 'PRIVACY_DESK_TEST_SQLITE_WORKER']

/** The programs that ship to people; the origin and its seed are servers of their own. */
const SHIPPED = ['main', 'preload', 'renderer', 'tools']

/**
 * @param {string} out a build folder
 * @returns {readonly { file: string, text: string }[]}
 */
export function findTestOnlyText(out) {
  const files = SHIPPED.flatMap((folder) => listFiles(path.join(out, folder))).filter((file) => /\.(js|mjs|cjs|html)$/.test(file))
  return files.flatMap((file) => {
    const body = fs.readFileSync(file, 'utf8')
    return TEST_ONLY_TEXT.filter((text) => body.includes(text)).map((text) => ({ file: path.relative(out, file), text }))
  })
}

/** What a release must say of its windows (R-13): no developer tools, however they are asked for. @param {string} out */
export function devToolsAreOff(out) {
  const main = listFiles(path.join(out, 'main')).filter((file) => file.endsWith('.js')).map((file) => fs.readFileSync(file, 'utf8')).join('\n')
  const settings = [...main.matchAll(/\bdevTools:\s*([^,}\s]+)/g)].map((match) => match[1])
  return settings.length > 0 && settings.every((value) => value === '!1' || value === 'false')
}

/** @param {string} out */
export function checkRelease(out) {
  if (!devToolsAreOff(out)) throw new StopWithMessage('the release build does not switch developer tools off')
  const found = findTestOnlyText(out)
  if (found.length === 0) return createSay('release')('holds nothing of the test builds')
  throw new StopWithMessage(`the release build holds what only test builds may: ${found.map((hit) => `${hit.text} in ${hit.file}`).join('; ')}`)
}
