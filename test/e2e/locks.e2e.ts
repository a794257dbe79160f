// What the computer says makes an unlocked desk lock: sleep, the lock of the screen, another user (K-5). The system's words come from a real bus, where
// this machine has one; what must be gone is looked for in the kernel's list.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { LockReason } from '../../src-shared/contract/shell'
import { openNewDesk, type DemoDesk } from '../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../demo/origin-process'
import { prepareOnce } from './launch'
import { shootTo } from './pictures'

const DAEMON = '/usr/bin/dbus-daemon'
const SEND = '/usr/bin/dbus-send'
const BUSCTL = '/usr/bin/busctl'
const MONITOR = '/usr/bin/dbus-monitor'
const SHOTS = join('screenshots-output', 'locks')
const SESSION = '/org/freedesktop/login1/session/_37'

let origin: OriginProcess
let desk: DemoDesk
let bus: { readonly daemon: ChildProcess; readonly address: string } | undefined
test.beforeAll(async () => {
  test.setTimeout(300_000)
  bus = [DAEMON, SEND, MONITOR].every(existsSync) ? await startBus() : undefined
  origin = await startOriginProcess(400)
  const opened = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zhou', env: bus === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: bus.address, XDG_SESSION_ID: '7' } })
  desk = opened.desk
  await desk.driver.enrol(opened.enrolment)
})
test.afterAll(async () => {
  await desk?.driver.close()
  await origin?.remove()
  bus?.daemon.kill()
})

/** A bus that the desk's user may hear and we may speak on, as logind does on the system's. */
async function startBus(): Promise<{ readonly daemon: ChildProcess; readonly address: string }> {
  const prepared = await prepareOnce()
  const folder = prepared.makeProfile('bus')
  const config = join(folder, 'bus.conf')
  const address = `unix:path=${join(folder, 'bus')}`
  writeFileSync(config, `<busconfig><listen>${address}</listen><auth>EXTERNAL</auth><policy context="default"><allow user="*"/><allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/><allow send_type="signal"/><allow receive_type="signal" eavesdrop="true"/><allow eavesdrop="true"/></policy></busconfig>`)
  const daemon = spawn(DAEMON, [`--config-file=${config}`, '--nofork', '--nopidfile'], { stdio: 'ignore' })
  daemon.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await expect.poll(() => existsSync(join(folder, 'bus'))).toBe(true)
  prepared.giveToDesk(folder)
  return { daemon, address }
}

const pidOf = (): Promise<number | undefined> => desk.driver.desk.app.evaluate(({ app }) => app.getAppMetrics().find((entry) => entry.name === 'Privacy Desk vault')?.pid)

/** Locked for this reason, in a new window, and the process that held the key is gone; then open again for the next one. */
async function locksAndOpens(say: () => unknown, reason: LockReason): Promise<void> {
  const before = await pidOf()
  expect(before).toBeGreaterThan(0)
  const [locked] = await Promise.all([desk.driver.desk.nextPage(), say()])
  const { t } = desk.driver
  // As soon as there is a field, which is before the data process has said whose it is.
  await locked.getByLabel(t('unlock:passphrase'), { exact: true }).fill(DEMO_STAFF.zhou.passphrase)
  await locked.keyboard.press('Enter')
  expect(await locked.evaluate(() => window.desk.start.lockReason)).toBe(reason)
  expect(existsSync(`/proc/${String(before)}`)).toBe(false)
  await expect(locked.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: 120_000 })
}

test('the door is there while the data process still starts, and a passphrase that comes earlier is kept', async () => {
  test.skip(process.platform !== 'linux', 'stops a process')
  test.setTimeout(180_000)
  const { app } = desk.driver.desk
  const { t } = desk.driver
  // The next data process stands still from the moment that it is there.
  await app.evaluate(({ utilityProcess }) => {
    const fork = utilityProcess.fork.bind(utilityProcess)
    utilityProcess.fork = (...start) => {
      utilityProcess.fork = fork
      const child = fork(...start)
      child.once('spawn', () => process.kill(child.pid as number, 'SIGSTOP'))
      return child
    }
  })
  const [locked] = await Promise.all([desk.driver.desk.nextPage(), app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))])
  const field = locked.getByLabel(t('unlock:passphrase'), { exact: true })
  await expect(field).toBeFocused({ timeout: 60_000 })
  await expect(locked.locator('main[aria-busy=true]')).toBeVisible()
  await shootTo(locked, SHOTS, 'coming')
  await locked.keyboard.insertText(DEMO_STAFF.zhou.passphrase)
  await locked.keyboard.press('Enter')
  await expect(locked.getByRole('button', { name: t('unlock:opening') })).toBeDisabled()
  process.kill((await pidOf()) ?? 0, 'SIGCONT')
  await expect(locked.getByRole('navigation', { name: t('app:nav.label') })).toBeVisible({ timeout: 120_000 })
})

test('waking up, the lock of the screen and another user lock an open desk, as sleep does above', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc')
  test.setTimeout(300_000)
  // Electron's own events: nothing here can put this machine to sleep.
  for (const [event, reason] of [['resume', 'suspend'], ['lock-screen', 'screen-locked'], ['user-did-resign-active', 'screen-locked']] as const) {
    await test.step(event, () => locksAndOpens(() => desk.driver.desk.app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event), reason))
  }
})

test('logind’s words on the system bus lock it: the screen is locked, another session is in front', async () => {
  test.skip(bus === undefined, 'this machine has no D-Bus')
  test.setTimeout(180_000)
  const { address } = bus as NonNullable<typeof bus>
  await test.step('Lock', () => locksAndOpens(() => spawnSync(SEND, [`--bus=${address}`, '--type=signal', SESSION, 'org.freedesktop.login1.Session.Lock']), 'screen-locked'))
  // Of what speaks on a bus this alone says a property's change; it comes with systemd.
  if (!existsSync(BUSCTL)) return
  const changed = (session: string, value: boolean): unknown =>
    spawnSync(BUSCTL, [`--address=${address}`, 'emit', session, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', 'sa{sv}as', 'org.freedesktop.login1.Session', '1', 'Active', 'b', String(value), '0'])
  // Of somebody else's session, and of ours that comes to the front, it hears nothing.
  changed('/org/freedesktop/login1/session/_39', false)
  changed(SESSION, true)
  await expect.poll(pidOf).toBeGreaterThan(0)
  await test.step('Active', () => locksAndOpens(() => changed(SESSION, false), 'screen-locked'))
})
