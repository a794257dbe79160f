// N-3: a real desk in a network of its own, from enrolment over work, a package, a lock and a while of standing idle: every packet that its machine sends is
// written down. They go to the configured host and port and nowhere else; no name is asked for, and Chromium sends nothing of its own.
//
// The file runs twice: outside it makes the network and starts itself inside. Seen with a packet socket of our own (native/packet-log.c, needs `cc`): tcpdump is
// not on every machine, a list of system calls (strace) is not what went out, and counters of /proc do not say where to.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { lookup } from 'node:dns/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { expect as seen } from '@playwright/test'
import { mustHaveSandbox } from '../../../scripts/lib/desk-launch.mjs'
import { DEMO_ACCESS_CASE, DEMO_PERSON } from '../../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { openNewDesk } from '../../demo/demo-context'
import { startOriginProcess, type OriginProcess } from '../../demo/origin-process'
import type { Driver } from '../../e2e/desk-driver'
import { prepareOnce } from '../../e2e/launch'
import { INSIDE, NAME_SERVER, runInside, WAY_OUT, whyNoNamespace } from './network-namespace'
import { portsListenedAt, startPacketLog, type Flow } from './packet-log'

const IDLE_S = Number(process.env['PRIVACY_DESK_IDLE_S'] ?? 90)
const NEVER_SENT = ['192.0.2.7', '2001:db8::7']

function outside(): void {
  test('N-3: packets of a whole session, in a network namespace', async (context) => {
    const why = whyNoNamespace()
    if (why !== undefined) context.skip(why)
    const { status, said } = await runInside('test/deep/network/packets.test.ts', {})
    console.log(said.split('\n').filter((line) => /N-3|✓|×|Error/.test(line)).join('\n'))
    expect(status, said).toBe(0)
  })
}

async function work(driver: Driver): Promise<void> {
  await driver.goTo('app:nav.people')
  await driver.search(DEMO_PERSON.mobileTail)
  await seen(driver.page.getByRole('option').first()).toBeVisible({ timeout: 30_000 })
  await driver.goTo('queue:view.team')
  await driver.openCase(DEMO_ACCESS_CASE)
  await driver.takeCase()
  await driver.verifyIdentity('短信验证码回执')
  await driver.grant()
  await driver.goTo('queue:view.closed')
  await driver.openCase(DEMO_ACCESS_CASE)
  await driver.makePackage()
}

async function lockAndUnlock({ desk, page: old, t }: Driver): Promise<void> {
  const next = desk.nextPage()
  await old.keyboard.press('Control+l')
  const page = await next
  await page.getByLabel(t('unlock:passphrase'), { exact: true }).fill(DEMO_STAFF.zhou.passphrase)
  await page.getByRole('button', { name: t('unlock:unlock') }).click()
  await seen(page.getByRole('grid')).toBeVisible({ timeout: 120_000 })
}

/** What the kernel sends by itself to keep IPv6 going. */
const isKernels = ({ protocol }: Flow): boolean => protocol === 'icmp6'
const packetsOf = (flows: readonly Flow[]): number => flows.reduce((sum, { packets }) => sum + packets, 0)
const say = ({ on, protocol, from, fromPort, to, toPort, name, packets }: Flow): string => `${on} ${protocol} ${from}:${String(fromPort)} → ${to}:${String(toPort)} ${name}, ${String(packets)}`

function inside(): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-packets-'))
  let origin: OriginProcess
  afterAll(async () => {
    await origin?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('N-3: nothing goes elsewhere', async () => {
    const prepared = mustHaveSandbox(await prepareOnce())
    const keyLog = path.join(prepared.makeProfile('key-log'), 'keys.log')
    origin = await startOriginProcess(400)
    const log = await startPacketLog(folder)
    const { desk, enrolment } = await openNewDesk({ origin, language: 'zh-CN' }, { name: 'desk-1', staff: 'zhou', env: { SSLKEYLOGFILE: keyLog } })
    const { driver, profileDir } = desk
    // Those by which a test build is driven: of its own, on loopback, in no release.
    const driven = portsListenedAt(prepared.uid ?? process.getuid?.())
    expect(driven.length).toBeLessThanOrEqual(2)
    await driver.enrol(enrolment)
    await driver.waitForChip(driver.t('app:chip.synced', { time: '' }).trim())
    await work(driver)
    await lockAndUnlock(driver)
    await wait(IDLE_S * 1_000)
    await driver.close()
    const { flows, dropped } = await log.stop()
    const port = Number(new URL(origin.url()).port)
    const isOf = (ports: readonly number[]) => ({ on, protocol, fromPort, toPort }: Flow): boolean => on === 'lo' && protocol === 'tcp' && (ports.includes(fromPort) || ports.includes(toPort))
    const toOrigin = flows.filter(isOf([port]))
    const strangers = flows.filter((flow) => !isOf([port, ...driven])(flow) && !isKernels(flow))
    console.log(`N-3: ${String(packetsOf(toOrigin))} packets with the origin at port ${String(port)}, ${String(packetsOf(flows.filter(isOf(driven))))} by which the test drives, ${String(packetsOf(strangers))} others, ${String(dropped)} missed, ${String(IDLE_S)} s idle`)
    console.log(`N-6: SSLKEYLOGFILE set in the real desk: ${existsSync(keyLog) ? 'a file' : 'no file'}`)
    expect(strangers.map(say)).toEqual([])
    expect(dropped).toBe(0)
    expect(packetsOf(toOrigin)).toBeGreaterThan(100)
    expect(existsSync(keyLog)).toBe(false)
    expect(readdirSync(profileDir).length).toBeGreaterThan(3)
  })

  test('N-3 would be seen: a name that is asked for, and a connection to elsewhere', async () => {
    const log = await startPacketLog(folder)
    const asked = lookup('canary.example').catch(() => undefined)
    const tried = NEVER_SENT.map((host) => {
      const socket = net.connect({ host, port: 80 })
      socket.on('error', () => undefined)
      return socket
    })
    await wait(3_000)
    for (const socket of tried) socket.destroy()
    const { flows } = await log.stop()
    const left = flows.filter((flow) => flow.on === WAY_OUT && !isKernels(flow))
    for (const [to, toPort, name] of [[NAME_SERVER, 53, 'canary.example.'], [NEVER_SENT[0], 80, '']] as const) expect(left.some((flow) => flow.to === to && flow.toPort === toPort && flow.name === name), String(to)).toBe(true)
    await asked
  })
}

if (process.env[INSIDE] === '1') inside()
else outside()
