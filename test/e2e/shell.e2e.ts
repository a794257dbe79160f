// The shell's surface in the real app: what a window may be, what it is served, what it may call (R-1, R-6, R-9…R-11). Ways out: shell-ways-out.e2e.ts.

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { APP_PAGE } from '../../src-shared/contract/shell'
import { TRAVERSALS } from '../security/traversals'
import { launchDesk, type LaunchedDesk } from './launch'

let desk: LaunchedDesk
let page: Page
test.beforeAll(async () => {
  desk = await launchDesk({ refusals: 'provoked' })
  page = await desk.page()
})
test.afterAll(() => desk.close())

test('the window has exactly the preferences we chose', async () => {
  const read = await desk.app.evaluate(({ BrowserWindow }) =>
    // the call is there but stands in no type
    BrowserWindow.getAllWindows().map((window) => (window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()),
  )
  expect(read).toEqual([
    {
      allowRunningInsecureContent: false, contextIsolation: true, disableDialogs: true, disablePopups: false, enableBlinkFeatures: '',
      experimentalFeatures: false, javascript: true, nodeIntegration: false, nodeIntegrationInSubFrames: false, safeDialogs: true,
      safeDialogsMessage: '', sandbox: true, webSecurity: true, webviewTag: false,
    },
  ])
})

test('developer tools do not open: by no call, no shortcut, no menu', async () => {
  const opened = await desk.app.evaluate(({ BrowserWindow, Menu, webContents }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents
    if (!contents) throw new Error('no window')
    const before = webContents.getAllWebContents().length
    for (const mode of ['detach', 'bottom', 'undocked'] as const) contents.openDevTools({ mode })
    contents.toggleDevTools()
    contents.inspectElement(5, 5)
    return { menu: Menu.getApplicationMenu(), before }
  })
  expect(opened.menu).toBeNull()
  for (const keys of ['F12', 'Control+Shift+I', 'Control+Shift+J', 'Control+Shift+C', 'Alt+Meta+I', 'Shift+F10']) await page.keyboard.press(keys)
  await page.mouse.click(10, 10, { button: 'right' })
  // What would have opened is there, or comes, in the turns of both processes after this.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)))
  const after = await desk.app.evaluate(({ BrowserWindow, webContents }) => ({
    open: BrowserWindow.getAllWindows().map((window) => [window.webContents.isDevToolsOpened(), window.webContents.devToolsWebContents === null]),
    contents: webContents.getAllWebContents().length,
  }))
  expect(after).toEqual({ open: [[false, true]], contents: opened.before })
})

test('the renderer runs in the kernel sandbox and cannot get privileges back', async () => {
  test.skip(desk.sandboxProblem !== undefined, desk.sandboxProblem ?? '')
  test.skip(process.platform !== 'linux', 'reads /proc')
  const pid = await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  expect(status).not.toMatch(/^Uid:\s+0\b/m)
})

test('every answer carries the policy, and nothing outside the map is answered', async () => {
  const ask = (urls: readonly string[]): Promise<readonly (readonly [number, string])[]> =>
    desk.app.evaluate(async ({ BrowserWindow }, list) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      const answers = list.map(async (url) => {
        try {
          const response = await session!.fetch(url)
          return [response.status, JSON.stringify(Object.fromEntries(response.headers))] as const
        } catch {
          return [0, ''] as const // refused before it reached the handler
        }
      })
      return Promise.all(answers)
    }, urls)

  const [[status, headers] = [0, '']] = await ask([APP_PAGE])
  expect(status).toBe(200)
  expect(JSON.parse(headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; worker-src 'none'; frame-src 'none'; " +
      "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin',
  })
  const hostile = [...TRAVERSALS, 'file:///etc/passwd', 'http://127.0.0.1/', 'https://example.invalid/', 'ws://127.0.0.1/', 'ftp://127.0.0.1/']
  const answers = await ask(hostile)
  // Chromium itself turns these spellings into the one page before anybody is asked: that page is all they get
  const SAME_PAGE = ['app://bundle/%69ndex.html', 'app://bundle/index%2ehtml', 'app://bundle:80/index.html', 'app://x@bundle/index.html']
  const readable = hostile.filter((_url, at) => ![0, 404].includes(answers[at]?.[0] ?? 0))
  expect(readable.filter((url) => !SAME_PAGE.includes(url))).toEqual([])
})

test('the policy holds: no eval, no HTML from strings, no inline style, no network', async () => {
  const held = await page.evaluate(async () => {
    const name = (work: () => unknown): string => {
      try {
        work()
        return 'done'
      } catch (error) {
        return (error as Error).name
      }
    }
    const box = document.body.appendChild(document.createElement('div'))
    box.setAttribute('style', 'position: fixed')
    const style = box.appendChild(document.createElement('style'))
    style.textContent = ':root { --injected: 1 }'
    const result = {
      html: name(() => (box.innerHTML = '<b>x</b>')),
      script: name(() => Object.assign(document.createElement('script'), { src: 'data:,1' })),
      policy: name(() => (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('default', {})),
      styleAttribute: getComputedStyle(box).position,
      styleElement: getComputedStyle(document.documentElement).getPropertyValue('--injected'),
      fetch: await fetch('app://bundle/index.html').then(() => 'done', (error: unknown) => (error as Error).name),
      beacon: navigator.sendBeacon('https://example.invalid/', 'x'),
      worker: name(() => new Worker('data:,1')),
      storage: name(() => indexedDB.open('x')),
      serviceWorker: await navigator.serviceWorker.register('/index.html').then(() => 'done', (error: unknown) => (error as Error).name),
    }
    box.remove()
    return result
  })
  expect(held).toMatchObject({ html: 'TypeError', script: 'TypeError', policy: 'TypeError', styleAttribute: 'static', styleElement: '', fetch: 'TypeError' })
  // Each is told where the other journeys listen for it, and nothing of it is expected there.
  for (const told of [/TrustedHTML/, /TrustedScriptURL/, /style-src/, /connect-src/]) await expect.poll(() => desk.refused.some((line) => told.test(line)), String(told)).toBe(true)
  expect(held.worker).not.toBe('done')
  expect(held.serviceWorker).not.toBe('done')
  // the debugger that drives this test may evaluate; a script of the page may not
  await expect(page.evaluate(() => setTimeout.call(window, 'window.evaluated = 1' as unknown as () => void, 0))).rejects.toThrow()
  expect(await page.evaluate(() => 'evaluated' in window)).toBe(false)
})

test('Chromium finds no host, not even this machine', async () => {
  const found = await desk.app.evaluate(({ session, BrowserWindow }) => {
    const sessions = [session.defaultSession, ...BrowserWindow.getAllWindows().map((window) => window.webContents.session)]
    return Promise.all(sessions.flatMap((one) => ['localhost', '127.0.0.1', 'redirector.gvt1.com'].map((host) => one.resolveHost(host).then(() => host, () => 'nobody'))))
  })
  expect(found).toEqual(Array.from({ length: 6 }, () => 'nobody'))
})

test('an empty page, which Chromium asks nobody about, is answered nothing and replaced by ours', async () => {
  const answer = await page.evaluate(async () => {
    const { desk } = window
    Object.assign(window, { isOld: true })
    location.href = 'about:blank'
    await new Promise((done) => setTimeout(done, 300))
    return desk.connect().then(() => 'answered', () => 'refused')
  }).catch(() => 'the page is gone')
  expect(answer).not.toBe('answered')
  const seen = (): Promise<string> => page.evaluate(() => `${location.href} ${'isOld' in window ? 'old' : 'new'}`).catch(() => 'between two pages')
  await expect.poll(seen).toBe(`${APP_PAGE} new`)
  expect(desk.app.windows()).toHaveLength(1)
})

test('what the page can reach of the shell is this and nothing else, frozen', async () => {
  await page.reload()
  const seen = await page.evaluate(() => {
    const isFrozen = (value: unknown): boolean => (typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen)))
    const before = window.desk
    try {
      ;(window as unknown as { desk: unknown }).desk = {}
    } catch {
      // not writable: as it should be
    }
    return {
      keys: Object.keys(window.desk).sort(), settings: Object.keys(window.desk.settings).sort(), start: Object.keys(window.desk.start).sort(),
      isFrozen: isFrozen(window.desk), isSame: window.desk === before,
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in window),
    }
  })
  expect(seen).toEqual({
    keys: ['connect', 'lock', 'onLink', 'onLockWarning', 'onLocked', 'onSettings', 'onWindowState', 'openExportFolder', 'openPractice', 'pickAttachment', 'pickEnrolmentFile', 'pickEvidence', 'pickFolder', 'settings', 'start', 'stayUnlocked', 'takeLink', 'windowAction', 'windowState'],
    settings: ['get', 'set'], start: ['door', 'isPractice', 'keyStore', 'lockReason', 'platform', 'settings', 'versions'], isFrozen: true, isSame: true, node: [],
  })
})

test('before unlock one script is loaded, and nothing of antd', async () => {
  const { sources, ahead } = await page.evaluate(() => ({
    sources: [...document.querySelectorAll('script')].map(({ src }) => src),
    ahead: document.querySelectorAll('link[rel=modulepreload]').length,
  }))
  expect(ahead).toBe(0)
  expect(sources).toHaveLength(1)
  // From the build: the page itself may fetch nothing.
  const text = readFileSync(join('out', 'renderer', 'assets', basename(sources[0] ?? '')), 'utf8')
  // It calls for the rest when it needs it, and needs none of it to run.
  expect(text).toMatch(/import\(["'`]\.\/signed-in/)
  expect(text).not.toMatch(/(?:from|import)["'`]\.\/|ant-modal/)
})

test('a call with anything but its arguments is refused', async () => {
  const outcomes = await page.evaluate(async () => {
    type Loose = (...args: readonly unknown[]) => Promise<unknown>
    const act = window.desk.windowAction as Loose
    const set = window.desk.settings.set as Loose
    const calls = [
      act(), act('destroy'), act('close', 'close'), act({ toString: () => 'close' }), set({ zoom: 7 }), set({ path: '/etc/passwd' }), set('en'), set(null),
      set({ language: 'zh-CN' }, {}), (window.desk.connect as Loose)('app://bundle'), (window.desk.openExportFolder as Loose)('/etc'), (window.desk.pickEnrolmentFile as Loose)('/etc/passwd'),
    ]
    return (await Promise.allSettled(calls)).map((call) => call.status)
  })
  expect(outcomes).toEqual(outcomes.map(() => 'rejected'))
})
