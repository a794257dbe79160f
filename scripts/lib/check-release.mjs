// Proves on the bytes of a release build that nothing of the test builds is in it: neither the constant, nor what its branches let pass.
import fs from 'node:fs'
import path from 'node:path'
import { createSay, StopWithMessage } from './console.mjs'
import { listFiles } from './content-hash.mjs'

/** Only test builds may know these (docs/toolchain.md, traps). Each stands inside a branch on __TEST_BUILD__ in src-main. */
export const TEST_ONLY_TEXT = ['__TEST_BUILD__', '__playwright_run', 'privacy-desk-now', 'privacy-desk-profile', 'remote-debugging-port=0', 'inspect=0']

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

/** @param {string} out */
export function checkRelease(out) {
  const found = findTestOnlyText(out)
  if (found.length === 0) return createSay('release')('holds nothing of the test builds')
  throw new StopWithMessage(`the release build holds what only test builds may: ${found.map((hit) => `${hit.text} in ${hit.file}`).join('; ')}`)
}
