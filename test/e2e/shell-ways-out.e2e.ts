// The ways out of the window in the real app: permissions, navigation, windows, files that are dropped on it, the system's browser.
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { APP_PAGE } from '../../src-shared/contract/shell'
import { launchDesk, type LaunchedDesk } from './launch'

let desk: LaunchedDesk
let page: Page
test.beforeAll(async () => {
  desk = await launchDesk({ refusals: 'provoked' })
  page = await desk.page()
})
test.afterAll(() => desk.close())

test('every permission is denied but writing text to the clipboard', async () => {
  const NAMES = [
    'geolocation', 'notifications', 'camera', 'microphone', 'midi', 'persistent-storage', 'clipboard-read', 'background-sync', 'storage-access',
    'screen-wake-lock', 'idle-detection', 'window-management', 'local-fonts', 'display-capture', 'clipboard-write',
  ]
  const states = await page.evaluate(async (names) => {
    const read = async (name: string): Promise<readonly [string, string]> => [
      name, await navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state, () => 'unknown'),
    ]
    return Object.fromEntries(await Promise.all(names.map(read)))
  }, NAMES)
  expect(states['clipboard-write']).toBe('granted')
  expect(Object.entries(states).filter(([name, state]) => state === 'granted' && name !== 'clipboard-write')).toEqual([])

  const asked = await page.evaluate(async () => {
    // some are left without an answer for ever, which grants nothing either
    const unanswered = (): Promise<string> => new Promise((done) => setTimeout(() => done('unanswered'), 2000))
    const outcome = (work: Promise<unknown> | undefined): Promise<string> =>
      Promise.race([unanswered(), (work ?? Promise.reject(new Error('absent'))).then((got) => (Array.isArray(got) && got.length === 0 ? 'empty' : 'granted'), (error: unknown) => (error as Error).name)])
    const devices = navigator as unknown as Record<'usb' | 'hid' | 'serial' | 'bluetooth', { requestDevice?(o: object): Promise<unknown>; requestPort?(): Promise<unknown> } | undefined>
    return {
      video: await outcome(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await outcome(navigator.mediaDevices.getDisplayMedia({ video: true })),
      place: await outcome(new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, () => failed(new Error('denied'))))),
      notice: await Notification.requestPermission(),
      clipboard: await outcome(navigator.clipboard.readText()),
      usb: await outcome(devices.usb?.requestDevice?.({ filters: [] })),
      hid: await outcome(devices.hid?.requestDevice?.({ filters: [] })),
      serial: await outcome(devices.serial?.requestPort?.()),
      bluetooth: await outcome(devices.bluetooth?.requestDevice?.({ acceptAllDevices: true })),
      midi: await outcome(navigator.requestMIDIAccess()),
      fullscreen: await outcome(document.documentElement.requestFullscreen()),
    }
  })
  expect(asked.notice).toBe('denied')
  expect(Object.entries(asked).filter(([, outcome]) => outcome === 'granted')).toEqual([])
  expect(await page.evaluate(() => ['showOpenFilePicker', 'showDirectoryPicker', 'queryLocalFonts'].filter((name) => name in window))).toEqual([])
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isFullScreen()))).toBe(false)
})

/** As the runtime's types name them. */
const PERMISSIONS = [...new Set([...readFileSync('node_modules/electron/electron.d.ts', 'utf8').matchAll(/permission: ((?:'[\w-]+' \| )+'[\w-]+')/g)].flatMap(([, names = '']) => [...names.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)))]

test('of every permission that Electron knows the handlers of a session grant one, and that to our own page alone', async () => {
  expect(PERMISSIONS.length).toBeGreaterThan(40)
  const granted = await desk.app.evaluate(async ({ session, BrowserWindow }, names) => {
    type Ask = (contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void
    type Check = (contents: unknown, permission: string, origin: string) => boolean
    const handlers: { ask?: Ask; check?: Check; device?: (details: object) => boolean } = {}
    // The app hardens each session that is made; what it hands to this one is kept before it goes on to Electron.
    const prototype = Object.getPrototypeOf(session.defaultSession) as Record<string, (handler: never) => void>
    const keep = (call: string, as: keyof typeof handlers): (() => void) => {
      const own = prototype[call] as (handler: never) => void
      prototype[call] = function (this: unknown, handler: never) {
        handlers[as] = handler
        own.call(this, handler)
      }
      return () => void (prototype[call] = own)
    }
    const back = [keep('setPermissionRequestHandler', 'ask'), keep('setPermissionCheckHandler', 'check'), keep('setDevicePermissionHandler', 'device')]
    session.fromPartition('asked-for-every-permission')
    for (const undo of back) undo()
    const { ask, check, device } = handlers
    if (!ask || !check || !device) throw new Error('a session without handlers')
    const ours = BrowserWindow.getAllWindows()[0]?.webContents
    const asked = (contents: unknown, name: string): Promise<boolean> => new Promise((answered) => ask(contents, name, answered))
    const found: string[] = []
    for (const name of names) {
      if (await asked(ours, name)) found.push(`request ${name}`)
      if (await asked({ getURL: () => 'https://example.invalid/' }, name)) found.push(`request ${name} of another`)
      if (check(ours, name, 'app://bundle/')) found.push(`check ${name}`)
      for (const origin of ['https://example.invalid/', 'app://other/', 'app://bundle.example.invalid/', '']) if (check(ours, name, origin)) found.push(`check ${name} of ${origin}`)
    }
    for (const deviceType of ['hid', 'serial', 'usb']) if (device({ deviceType, origin: 'app://bundle', device: {} })) found.push(`device ${deviceType}`)
    return found
  }, PERMISSIONS)
  expect(granted).toEqual(['request clipboard-sanitized-write', 'check clipboard-sanitized-write'])
})

test('the page goes nowhere and opens nothing', async () => {
  const outside = await watchOutside()
  const attempts = await page.evaluate(async () => {
    const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 50))
    const link = (href: string, change: Partial<HTMLAnchorElement> = {}): HTMLAnchorElement => Object.assign(document.body.appendChild(document.createElement('a')), { href, ...change })
    const urls = ['https://example.invalid/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'data:text/html,<h1>x', 'app://other/index.html', 'app://bundle/missing.html', 'blob:app://bundle/x', 'mailto:a@b.invalid', 'view-source:app://bundle/index.html', 'chrome://gpu', 'devtools://devtools/bundled/inspector.html']
    const opened: string[] = []
    for (const url of urls) {
      const tries: readonly (() => unknown)[] = [
        () => (location.href = url),
        () => location.replace(url),
        () => window.open(url) !== null && opened.push(url),
        () => window.open(url, '_self', 'noopener') === window && undefined,
        () => link(url).click(),
        () => link(url, { target: '_blank' }).click(),
        () => link(url, { target: '_top' }).dispatchEvent(new MouseEvent('click', { button: 1, ctrlKey: true, bubbles: true })),
        () => link(url, { download: 'x.html' }).click(),
        () => {
          const form = document.body.appendChild(document.createElement('form'))
          Object.assign(form, { action: url, method: 'post' })
          form.submit()
        },
        () => {
          const meta = document.head.appendChild(document.createElement('meta'))
          Object.assign(meta, { httpEquiv: 'refresh', content: `0;url=${url}` })
        },
        () => (document.body.appendChild(document.createElement('iframe')).src = url),
        () => (document.body.appendChild(document.createElement('object')).data = url),
      ]
      for (const attempt of tries) {
        try {
          attempt()
        } catch {
          // refused at once: as good as refused later
        }
      }
      await pause()
    }
    return { count: urls.length * 12, opened }
  })
  expect(attempts.count).toBeGreaterThan(100)
  expect(attempts.opened).toEqual([])
  expect(page.url().split('#')[0]).toBe(APP_PAGE)
  expect(desk.app.windows()).toHaveLength(1)
  expect(page.frames().slice(1).map((frame) => frame.url()).filter((url) => !['', 'about:blank', 'chrome-error://chromewebdata/'].includes(url))).toEqual([])
  expect(await outside()).toEqual([])
})

/** What the system is asked to open from here on, by a look at the calls themselves. */
async function watchOutside(): Promise<() => Promise<readonly string[]>> {
  await desk.app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(shell, { openExternal: async (url: string) => void opened.push(url), openPath: async (path: string) => (opened.push(path), '') })
    Object.assign(globalThis, { openedOutside: opened })
  })
  return () => desk.app.evaluate(() => (globalThis as unknown as { openedOutside: string[] }).openedOutside)
}

/** Addresses that a person could take for the company's. */
const LOOK_ALIKES = Array.from({ length: 100 }, (_, at) => {
  const hosts = ['www.sinoimex.com.example.invalid', 'sin0imex.com', 'sinoimex.com@example.invalid', 'xn--sinoimex-9za.com', 'sinoimex.com%2eexample.invalid', 'SINOIMEX.COM.', 'sinoimex.com:8443', 'sinoimex。com', '①②⑦.0.0.1', '[::1]']
  const schemes = ['https:', 'HTTPS:', 'http:', 'mailto:', 'tel:', 'ms-settings:', 'smb:', 'file:', 'javascript:', 'privacy-desk:']
  return `${schemes[at % 10] ?? ''}//${hosts[Math.floor(at / 10)] ?? ''}/privacy`
})

test('no address opens outside, however much it looks like the company’s', async () => {
  const outside = await watchOutside()
  await page.evaluate((urls) => {
    for (const url of urls) {
      const link = Object.assign(document.body.appendChild(document.createElement('a')), { target: '_blank' })
      link.setAttribute('href', url)
      link.click()
      link.remove()
      try {
        window.open(url)
      } catch {
        // refused at once
      }
    }
  }, LOOK_ALIKES)
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
  expect(new Set(LOOK_ALIKES).size).toBe(100)
  expect(await outside()).toEqual([])
  expect(desk.app.windows()).toHaveLength(1)
  expect(page.url().split('#')[0]).toBe(APP_PAGE)
})

test('a file or an address that is dropped on the window, and a middle click, lead nowhere', async () => {
  const outside = await watchOutside()
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    for (const kind of ['dragenter', 'drop', 'auxclick']) window.addEventListener(kind, () => seen.push(kind))
    const link = Object.assign(document.body.appendChild(document.createElement('a')), { href: 'https://example.invalid/', textContent: 'x' })
    link.id = 'middle'
    link.style.cssText = 'position:fixed;left:0;top:0;width:60px;height:60px;z-index:99999'
  })
  const tools = await page.context().newCDPSession(page)
  const drops = [{ items: [], files: ['/etc/hostname'], dragOperationsMask: 1 }, { items: [{ mimeType: 'text/uri-list', data: 'https://example.invalid/' }], dragOperationsMask: 1 }]
  for (const data of drops) for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await tools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  await page.mouse.click(30, 30, { button: 'middle' })
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
  // They came to the page that was there before, and it is still the one.
  const seen = await page.evaluate(() => (window as unknown as { seen: readonly string[] }).seen)
  expect(seen.filter((kind) => kind === 'dragenter')).toHaveLength(2)
  expect(seen).toContain('auxclick')
  expect(page.url().split('#')[0]).toBe(APP_PAGE)
  expect(desk.app.windows()).toHaveLength(1)
  expect(await outside()).toEqual([])
})
