// R-11, U-6: the map of the app's files, the folders of the profile, and the settings file.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findAppFile, listAppFiles } from '../../src-main/app/app-files'
import { securePrivateFolder } from '../../src-main/app/desk-folders'
import { openSettings } from '../../src-main/app/settings'
import { choosePlace, DEFAULT_SIZE, MIN_SIZE } from '../../src-main/windows/window-place'
import { TRAVERSALS } from './traversals'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'shell-files-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function makeApp(): ReturnType<typeof listAppFiles> {
  const root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  for (const name of ['index.html', 'assets/a.js', 'assets/a.js.map', 'assets/a.css', 'assets/secret.key']) writeFileSync(join(root, name), name)
  writeFileSync(join(folder, 'outside.js'), 'outside')
  symlinkSync(join(folder, 'outside.js'), join(root, 'assets/link.js'))
  symlinkSync(folder, join(root, 'up'))
  return listAppFiles(root)
}

describe('the map of the app', () => {
  it('holds pages, scripts and styles, but no source map, no other file and nothing behind a link', () => {
    expect([...makeApp().keys()].sort()).toEqual(['/assets/a.css', '/assets/a.js', '/index.html'])
  })

  it('finds by exact path, with MIME; fragment and query do not matter', () => {
    const files = makeApp()
    expect(findAppFile(files, 'GET', 'app://bundle/index.html#/queue')?.mime).toBe('text/html; charset=utf-8')
    expect(findAppFile(files, 'GET', 'app://bundle/assets/a.js?x')?.mime).toBe('text/javascript; charset=utf-8')
    expect(findAppFile(files, 'POST', 'app://bundle/index.html')).toBeUndefined()
  })

  it('finds nothing by a URL that climbs, encodes, or only looks like one of ours', () => {
    const files = makeApp()
    expect(TRAVERSALS.length).toBeGreaterThanOrEqual(100)
    expect(TRAVERSALS.filter((url) => findAppFile(files, 'GET', url) !== undefined)).toEqual([])
  })
})

describe('a private folder', () => {
  const uid = process.getuid?.()

  it.each([0o000, 0o022])('is 0700 under umask %o', (umask) => {
    const before = process.umask(umask)
    try {
      const path = join(folder, 'a/profile')
      expect(securePrivateFolder(path, uid)).toBeUndefined()
      expect(statSync(path).mode & 0o777).toBe(0o700)
    } finally {
      process.umask(before)
    }
  })

  it('is narrowed when it was open to others', () => {
    const path = join(folder, 'open')
    mkdirSync(path)
    chmodSync(path, 0o777)
    expect(securePrivateFolder(path, uid)).toBeUndefined()
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('is refused when it is a link or belongs to somebody else', () => {
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'))
    expect(securePrivateFolder(join(folder, 'link'), uid)).toBe('not-a-folder')
    expect(securePrivateFolder(join(folder, 'elsewhere'), (uid ?? 0) + 1)).toBe('not-ours')
  })

  it('is refused when a file stands there', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(securePrivateFolder(join(folder, 'file'), uid)).toBe('not-a-folder')
    expect(securePrivateFolder(join(folder, 'file/below'), uid)).toBe('not-writable')
  })
})

describe('the settings', () => {
  const DEFAULTS = { language: 'zh-CN', theme: 'system', zoom: 1, notices: true }

  it('begin in Chinese, are kept 0600 and come back', () => {
    const file = join(folder, 'settings.json')
    const settings = openSettings(file)
    expect(settings.get()).toEqual(DEFAULTS)
    expect(existsSync(file)).toBe(false)
    expect(settings.set({ language: 'en', zoom: 1.25 })).toEqual({ language: 'en', theme: 'system', zoom: 1.25, notices: true })
    settings.setPlace({ x: -5, y: 10, width: 1200, height: 700, maximised: true })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(openSettings(file).get()).toEqual({ language: 'en', theme: 'system', zoom: 1.25, notices: true })
    expect(openSettings(file).place()).toEqual({ x: -5, y: 10, width: 1200, height: 700, maximised: true })
  })

  it.each(['', '{', 'null', '[]', '7', '{"language":"fr","theme":1,"zoom":99,"notices":"off","place":{"x":"1"}}'])('fall back from %j', (text) => {
    const file = join(folder, 'settings.json')
    writeFileSync(file, text)
    expect(openSettings(file).get()).toEqual(DEFAULTS)
    expect(openSettings(file).place()).toBeUndefined()
  })

  it('of a practice desk begin as those of the desk beside it, and leave them alone', () => {
    const [real, file] = [join(folder, 'settings.json'), join(folder, 'practice.json')]
    writeFileSync(real, '{"language":"en","theme":"dark"}')
    const settings = openSettings(file, real)
    expect(settings.get()).toEqual({ ...DEFAULTS, language: 'en', theme: 'dark' })
    settings.set({ theme: 'light' })
    expect(readFileSync(real, 'utf8')).toBe('{"language":"en","theme":"dark"}')
    writeFileSync(real, '{"language":"zh-CN"}')
    expect(openSettings(file, real).get()).toEqual({ ...DEFAULTS, language: 'en', theme: 'light' })
  })

  it('hold for this run when they cannot be written', () => {
    const settings = openSettings(join(folder, 'no such folder/settings.json'))
    expect(settings.set({ theme: 'dark' })).toMatchObject({ theme: 'dark' })
    expect(settings.get()).toMatchObject({ theme: 'dark' })
  })

  it('keep what is good of a file that is damaged in part, and nothing they do not know', () => {
    const file = join(folder, 'settings.json')
    writeFileSync(file, '{"language":"en","zoom":"big","passphrase":"x"}')
    const settings = openSettings(file)
    expect(settings.get()).toEqual({ ...DEFAULTS, language: 'en' })
    settings.set({ theme: 'dark' })
    expect(readFileSync(file, 'utf8')).not.toContain('passphrase')
  })
})

describe('the place of the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1040 }
  const saved = { x: 100, y: 60, width: 1300, height: 800, maximised: false }

  it('is the default size at first, no larger than the screen, no smaller than the least', () => {
    expect(choosePlace(undefined, [screen])).toEqual(DEFAULT_SIZE)
    expect(choosePlace(undefined, [{ ...screen, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 })
    expect(choosePlace(undefined, [{ ...screen, width: 800, height: 600 }])).toEqual(MIN_SIZE)
  })

  it('comes back where it was', () => {
    expect(choosePlace(saved, [screen])).toEqual({ x: 100, y: 60, width: 1300, height: 800 })
  })

  it('does not come back on a screen that is gone, nor with its title bar out of reach', () => {
    expect(choosePlace({ ...saved, x: 2500 }, [screen])).toEqual({ width: 1300, height: 800 })
    expect(choosePlace({ ...saved, y: -40 }, [screen])).toEqual({ width: 1300, height: 800 })
    expect(choosePlace({ ...saved, x: 2500 }, [screen, { ...screen, x: 1920 }])).toEqual({ x: 2500, y: 60, width: 1300, height: 800 })
  })
})
