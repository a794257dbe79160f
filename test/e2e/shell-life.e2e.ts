// The shell's life in the real app: port, lock, crash of the data process, settings, key store, start and second start (R-3, R-9, R-15, K-2, K-5).

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { deskArguments, deskEnvironment, launchDesk, prepareOnce, startBare, type LaunchedDesk } from './launch'

let desk: LaunchedDesk | undefined
test.afterEach(async () => {
  await desk?.close()
  desk = undefined
})

/** Process ids by kind, as the main process knows them. */
async function readPids(launched: LaunchedDesk): Promise<{ readonly renderers: readonly number[]; readonly vault: number | undefined }> {
  return launched.app.evaluate(({ app }) => {
    const all = app.getAppMetrics()
    return { renderers: all.filter((entry) => entry.type === 'Tab').map((entry) => entry.pid), vault: all.find((entry) => entry.name === 'Privacy Desk vault')?.pid }
  })
}

/** Asks for a port like the screens do, and keeps it as `window.kept[name]`; resolves with what came along. */
function takePort(page: Page, name: string): Promise<{ readonly reply: unknown; readonly ports: number; readonly origin: string; readonly isOwnWindow: boolean }> {
  return page.evaluate(async (as) => {
    const arrived = new Promise<MessageEvent>((got) => {
      const hear = (event: MessageEvent): void => {
        if ((event.data as { type?: string }).type !== 'privacy-desk:port') return
        window.removeEventListener('message', hear)
        got(event)
      }
      window.addEventListener('message', hear)
    })
    const reply = await window.desk.connect()
    const event = await arrived
    const [port] = event.ports
    const kept = ((window as unknown as { kept?: Record<string, { port: MessagePort | undefined; isClosed: boolean }> }).kept ??= {})
    const entry: { port: MessagePort | undefined; isClosed: boolean } = (kept[as] = { port, isClosed: false })
    port?.addEventListener('close', () => (entry.isClosed = true))
    port?.start()
    return { reply, ports: event.ports.length, origin: event.origin, isOwnWindow: event.source === window }
  }, name)
}
/** The page asks for a port of its own when it starts; its first screen shows that it has it. */
const settled = (page: Page): Promise<void> => page.locator('main[aria-busy=false] .outside-card').waitFor()
const isClosed = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((as) => (window as unknown as { kept: Record<string, { isClosed: boolean }> }).kept[as]?.isClosed === true, name)

/** Killing pid 0 would kill ourselves, so the process must be known, which it is a moment after it was started. */
async function findVault(launched: LaunchedDesk): Promise<number> {
  await expect.poll(async () => (await readPids(launched)).vault).toBeGreaterThan(0)
  return (await readPids(launched)).vault as number
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`)

test('one port at a time: a second closes the first, a reload closes it too, a frame inside gets none', async () => {
  desk = await launchDesk()
  const page = await desk.page()
  await settled(page)
  expect(await takePort(page, 'first')).toEqual({ reply: { ok: true }, ports: 1, origin: 'app://bundle', isOwnWindow: true })
  expect(await isClosed(page, 'first')).toBe(false)
  await takePort(page, 'second')
  await expect.poll(() => isClosed(page, 'first')).toBe(true)
  expect(await isClosed(page, 'second')).toBe(false)

  const inside = await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const child = frame.contentWindow as (Window & typeof globalThis) | null
    const heard: unknown[] = []
    child?.addEventListener('message', (event) => heard.push(event.data))
    const answer = { desk: typeof child?.desk, require: typeof (child as unknown as { require?: unknown } | null)?.require }
    await window.desk.connect() // the frame asks through its parent: what comes, comes to the main frame only
    await new Promise((done) => setTimeout(done, 200))
    frame.remove()
    return { ...answer, heard }
  })
  expect(inside).toEqual({ desk: 'undefined', require: 'undefined', heard: [] })

  const vault = await findVault(desk)
  await takePort(page, 'last')
  await page.reload()
  await settled(page)
  expect((await takePort(page, 'fresh')).reply).toEqual({ ok: true })
  expect(await findVault(desk)).toBe(vault)
})

test('a lock ends the data process and the renderer, and says why in the new window', async () => {
  desk = await launchDesk()
  const page = await desk.page()
  expect(await page.evaluate(() => window.desk.start.lockReason)).toBe('start')
  await takePort(page, 'port')
  const vault = await findVault(desk)
  const { renderers } = await readPids(desk)

  const next = desk.nextPage()
  await page.evaluate(() => void window.desk.lock().catch(() => undefined))
  const fresh = await next
  await fresh.waitForLoadState()
  expect(await fresh.evaluate(() => window.desk.start.lockReason)).toBe('asked')
  await expect.poll(() => [vault, ...renderers].filter(isAlive)).toEqual([])
  // Asked of Electron itself: Playwright does not always hear of a page whose renderer was killed before its window went.
  await expect.poll(() => desk?.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)

  expect((await takePort(fresh, 'port')).reply).toEqual({ ok: true })
  expect(await findVault(desk)).not.toBe(vault)
  expect((await readPids(desk)).renderers).toHaveLength(1)
})

test('a data process that ends by itself locks with that reason; the third time in a row nothing is started any more', async () => {
  desk = await launchDesk()
  let page = await desk.page()
  for (const round of [1, 2, 3]) {
    await settled(page)
    expect((await takePort(page, 'port')).reply, `round ${round}`).toEqual({ ok: true })
    const vault = await findVault(desk)
    const next = desk.nextPage()
    await desk.app.evaluate((_electron, pid) => process.kill(pid, 'SIGKILL'), vault)
    page = await next
    await page.waitForLoadState()
    expect(await page.evaluate(() => window.desk.start.lockReason)).toBe('vault-ended')
  }
  expect(await page.evaluate(() => window.desk.connect())).toEqual({ ok: false, error: 'vault-keeps-ending' })
  expect((await readPids(desk)).vault).toBeUndefined()
})

test('quitting takes the data process along', async () => {
  const launched = await launchDesk()
  const page = await launched.page()
  await takePort(page, 'port')
  const vault = await findVault(launched)
  const { renderers } = await readPids(launched)
  await launched.close()
  await expect.poll(() => [vault, ...renderers].filter(isAlive)).toEqual([])
})

test('asked to end while a lock is under way, the app ends all the same', async () => {
  const launched = await launchDesk()
  const page = await launched.page()
  await takePort(page, 'port')
  const vault = await findVault(launched)
  const { renderers } = await readPids(launched)
  const ended = new Promise<void>((gone) => launched.app.process().once('exit', () => gone()))
  // In the main process's own time, between the word to the page and the next window: a lock that then made one kept the app alive for good.
  await launched.app.evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) throw new Error('no window')
    const send = window.webContents.send.bind(window.webContents)
    window.webContents.send = (channel: string, ...args: readonly unknown[]) => {
      send(channel, ...args)
      setImmediate(() => app.quit())
    }
  })
  // The page may be gone before it can answer.
  await page.evaluate(() => void window.desk.lock().catch(() => undefined)).catch(() => undefined)
  await ended
  expect([vault, ...renderers].filter(isAlive)).toEqual([])
})

test('settings change theme, zoom, language and title at once, and are there at the next start', async () => {
  const first = await launchDesk()
  const page = await first.page()
  const told = await page.evaluate(async () => {
    const heard: unknown[] = []
    window.desk.onSettings((settings) => heard.push(settings))
    await window.desk.settings.set({ theme: 'dark', zoom: 1.25, language: 'en' })
    await new Promise((done) => setTimeout(done, 200))
    return { last: heard.at(-1), isDark: matchMedia('(prefers-color-scheme: dark)').matches, ratio: devicePixelRatio }
  })
  expect(told).toEqual({ last: { language: 'en', theme: 'dark', zoom: 1.25, notices: true }, isDark: true, ratio: 1.25 })
  expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getTitle()))).toEqual(['Privacy Desk'])
  await page.evaluate(() => (document.title = 'a name that must not reach the task bar'))
  expect(await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getTitle()))).toEqual(['Privacy Desk'])
  await first.close()

  desk = await launchDesk({ profileDir: first.profileDir })
  const again = await desk.page()
  expect(await again.evaluate(() => window.desk.start.settings)).toEqual({ language: 'en', theme: 'dark', zoom: 1.25, notices: true })
  expect(statSync(join(first.profileDir, 'settings.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(first.profileDir, 'profile')).mode & 0o777).toBe(0o700)
  expect(readdirSync(first.profileDir, { recursive: true }).filter((name) => String(name).endsWith('.dmp'))).toEqual([])
})

test('the page moves its window, and the window comes back where it was', async () => {
  const first = await launchDesk()
  const page = await first.page()
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1100, height: 700 }))
  await page.evaluate(() => window.desk.windowAction('minimise'))
  const ended = first.app.waitForEvent('close')
  // The window may be gone before it can answer.
  await page.evaluate(() => void window.desk.windowAction('close')).catch(() => undefined)
  await ended
  const kept = JSON.parse(readFileSync(join(first.profileDir, 'settings.json'), 'utf8')) as { readonly place: unknown }
  expect(kept.place).toEqual({ x: 40, y: 30, width: 1100, height: 700, maximised: false })
  desk = await launchDesk({ profileDir: first.profileDir })
  expect(await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual({ x: 40, y: 30, width: 1100, height: 700 })
})

test('an enrolment file is picked by a native dialog, and only its text, if small and text, reaches the page', async () => {
  desk = await launchDesk()
  const page = await desk.page()
  const pick = (file: string, content: string | undefined): Promise<unknown> => pickWith(desk, page, file, content)
  expect(await pick('good.json', '{"tenant":"测试"}')).toEqual({ kind: 'picked', text: '{"tenant":"测试"}' })
  expect(await pick('full.json', 'x'.repeat(65_536))).toMatchObject({ kind: 'picked' })
  expect(await pick('large.json', 'x'.repeat(65_537))).toEqual({ kind: 'too-large' })
  expect(await pick('missing.json', undefined)).toEqual({ kind: 'unreadable' })
  expect(await pick('', undefined)).toEqual({ kind: 'cancelled' })
})

/** Answers the native dialog, which no test can click, with a file made by the desk's own user. */
function pickWith(launched: LaunchedDesk | undefined, page: Page, file: string, content: string | undefined): Promise<unknown> {
  return (launched as LaunchedDesk).app
    .evaluate(({ app, dialog }, [name, text]) => {
      const path = `${app.getPath('userData')}/${name}`
      if (text !== undefined) process.getBuiltinModule('node:fs').writeFileSync(path, text)
      dialog.showOpenDialog = () => Promise.resolve({ canceled: name === '', filePaths: name === '' ? [] : [path] })
    }, [file, content] as const)
    .then(() => page.evaluate(() => window.desk.pickEnrolmentFile()))
}

test('without a key store there is no secret on disk and the window says so', async () => {
  desk = await launchDesk({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } })
  const page = await desk.page()
  expect(await page.evaluate(() => window.desk.start.keyStore)).toBe('absent')
  await takePort(page, 'port')
  expect(existsSync(join(desk.profileDir, 'profile/device.secret'))).toBe(false)
})

test('with a key store the secret is wrapped on disk, 0600, and opens again at the next start', async () => {
  test.skip(process.platform !== 'linux' || !existsSync('/usr/bin/gnome-keyring-daemon'), 'no gnome-keyring on this machine')
  const first = await launchDesk({ keyring: 'throw-away' })
  expect(await (await first.page()).evaluate(() => window.desk.start.keyStore)).toBe('used')
  const file = join(first.profileDir, 'profile/device.secret')
  const wrapped = readFileSync(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(wrapped.subarray(0, 3).toString()).toBe('v11') // Chromium's mark of a key from the key store; v10 is the built-in password
  await first.close()
  desk = await launchDesk({ keyring: 'throw-away', profileDir: first.profileDir })
  expect(await (await desk.page()).evaluate(() => window.desk.start.keyStore)).toBe('used')
  expect(readFileSync(file).equals(wrapped)).toBe(true)
})

test('a start with a switch that opens a debugger, drops the sandbox or sends traffic elsewhere ends at once, in both languages', async () => {
  const port = await freePort()
  const profileDir = (await prepareOnce()).makeProfile('guard')
  // (`--inspect-brk` waits for its debugger before any line of ours runs: the fuse of the packed app refuses that one)
  for (const word of [`--remote-debugging-port=${port}`, '--remote-debugging-pipe', '--no-sandbox', '--disable-web-security', '--proxy-server=127.0.0.1:1', '--js-flags=--expose-gc', `--inspect=${port}`, '--load-extension=/tmp']) {
    const { code, output } = await startBare([word], profileDir)
    expect(code, word).toBe(78)
    expect(output).toContain(`不接受启动参数 ${word.split('=')[0]}`)
    expect(output).toContain(`the switch ${word.split('=')[0]} is not accepted`)
    expect(output, word).not.toContain('DevTools listening')
  }
  expect(readdirSync(profileDir)).toEqual([])
})

test('a variable that turns off the sandbox is refused, and one that loads code is not heard', async () => {
  const prepared = await prepareOnce()
  const profileDir = prepared.makeProfile('guard')
  const child = spawn(prepared.executablePath, deskArguments(prepared, { profileDir }), { env: { ...deskEnvironment(prepared, {}), ELECTRON_DISABLE_SANDBOX: '1' }, stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  expect(await new Promise((ended) => child.on('close', ended))).toBe(78)
  expect(output).toContain('沙箱被关闭')
  expect(readdirSync(profileDir)).toEqual([])

  desk = await launchDesk({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', SSLKEYLOGFILE: '/tmp/keys', HTTPS_PROXY: 'http://127.0.0.1:1', NODE_EXTRA_CA_CERTS: '/tmp/ca' } })
  const left = await desk.app.evaluate(() => Object.keys(process.env).filter((name) => /^NODE_|^SSL|PROXY$|^ELECTRON_/i.test(name)))
  expect(left).toEqual([])
})

test('a second start on the same profile ends, shows the first, and what it was told is not looked at', async () => {
  desk = await launchDesk()
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  // More than the first would read: Chromium would take it for dead and end it.
  expect(await startBare([`x${'y'.repeat(50_000)}`], desk.profileDir)).toMatchObject({ code: 78 })
  for (const word of ['privacy-desk://case/26-1180?do=erase', '"; rm -rf / #', `x${'y'.repeat(7_000)}`, 'a\nb']) {
    const { code } = await startBare([word], desk.profileDir)
    expect(code).toBe(0)
  }
  await expect.poll(() => desk?.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true])
  expect((await desk.page()).url()).toBe('app://bundle/index.html')
})

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
