// Tests the check of release builds: it finds what it looks for, and what it looks for is really in the sources of test builds.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { devToolsAreOff, findTestOnlyText, TEST_ONLY_TEXT } from '../../../scripts/lib/check-release.mjs'

describe('the release check', () => {
  let out = ''
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'release-'))
    mkdirSync(join(out, 'main/chunks'), { recursive: true })
  })
  afterEach(() => {
    rmSync(out, { recursive: true, force: true })
  })

  it('finds a test-only text in any bundle and names the file', () => {
    writeFileSync(join(out, 'main/main.js'), 'start()')
    writeFileSync(join(out, 'main/chunks/a.js'), 'if(x){globalThis.__playwright_run=y}')
    expect(findTestOnlyText(out)).toEqual([{ file: 'main/chunks/a.js', text: '__playwright_run' }])
  })
  it('is content with a build that has none', () => {
    writeFileSync(join(out, 'main/main.js'), 'start()')
    expect(findTestOnlyText(out)).toEqual([])
  })
  it('finds windows that would open developer tools, or say nothing of them', () => {
    for (const [text, isOff] of [['{devTools:!1,webgl:!1}', true], ['{devTools: false}', true], ['{devTools:!0}', false], ['{devTools:!1},{devTools:x}', false], ['{}', false]] as const) {
      writeFileSync(join(out, 'main/main.js'), text)
      expect(devToolsAreOff(out), text).toBe(isOff)
    }
  })
  it('looks for texts that the sources have, so that renaming one does not blind it', () => {
    const sources = readdirSync('src-main', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const text = sources.map((file) => readFileSync(join('src-main', file), 'utf8')).join('\n')
    expect(TEST_ONLY_TEXT.filter((word) => !text.includes(word))).toEqual([])
  })
})
