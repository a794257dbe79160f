// I-4: a workstation whose whole profile was put back from before, its anchor with it. By itself it fits together and opens; the first contact finds it, at the origin
// and at the desk, before anything is uploaded. With the anchor left as it was the unlock refuses it, without the origin.
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ANCHOR_FILE } from '../../src-main/vault/anchor'
import { take } from '../fixtures/desk-acts'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, goAway, openDesk, openHost, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'
import { createTestNetwork } from '../fixtures/test-network'
import { makeFolder, removeFolders } from '../vault/desk-store'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let origin: TestOrigin
beforeAll(async () => {
  origin = await startOnlyOrigin()
})
afterAll(async () => {
  await removeDesksAndOrigin()
  await removeFolders()
})

async function putBack(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true })
  await cp(from, to, { recursive: true })
}

/** Closed, with an act that waits to be uploaded; then the desk goes on, and so does time. */
async function copyAndGoOn(first: TestDesk, ms: number): Promise<string> {
  await goAway(first)
  const [row] = (await first.get('queue.list', { view: 'team', limit: 100 })).rows.filter(({ state, assignee }) => state === 'received' && assignee === undefined)
  await take(first, row!.id)
  await first.close()
  const copy = join(await makeFolder(), 'profile')
  await cp(first.profileDir, copy, { recursive: true })
  const desk = await reopen(origin, first)
  await catchUp(origin, desk)
  await until('the origin’s word on the record', async () => (await desk.get('audit.verify', {})).witness)
  await desk.close()
  origin.advance(ms)
  return copy
}

it.each([['an hour', HOUR], ['a day', DAY], ['thirty days', 30 * DAY]] as const)('put back from %s before: refused at the unlock by its anchor, and found before any upload where the anchor is as old', async (_, ms) => {
  const workstation = `工作站 ${String(ms)}`
  const breaks = async (): Promise<number> => (await origin.running().context.db.selectFrom('audit_breaks').innerJoin('devices', 'devices.id', 'audit_breaks.device_id').select('found_at').where('devices.name', '=', workstation).execute()).length
  // As long as the limiter of enrolments wants.
  origin.advance(3 * 60_000)
  const desk = await openDesk(origin, DEMO_STAFF.zhou, { workstation })
  const { profileDir, exportDir, staff } = desk
  expect(await breaks()).toBe(0)
  const old = await copyAndGoOn(desk, ms)
  const today = join(await makeFolder(), 'profile')
  await cp(profileDir, today, { recursive: true })

  await putBack(old, profileDir)
  await cp(join(today, ANCHOR_FILE), join(profileDir, ANCHOR_FILE))
  const alone = await openHost(origin, { profileDir, exportDir })
  alone.network.cut()
  expect(await alone.ask('session.unlock', { staffId: staff.id, passphrase: staff.passphrase })).toMatchObject({ ok: false, error: { kind: 'store-outdated' } })
  await alone.close()

  await putBack(old, profileDir)
  const network = createTestNetwork()
  const rolledBack = await reopen(origin, desk, { network, until: 'unlocked' })
  const differs = await until('the find', async () => (await rolledBack.get('audit.verify', {})).differs)
  expect(differs.size).toBeGreaterThan(0)
  await until('the upload of what waited', async () => network.log.some((line) => line.endsWith('/push')))
  const told = network.log.findLastIndex((line, at) => line.endsWith('/audit/head') && at < network.log.findIndex((one) => one.endsWith('/push')))
  expect([told >= 0, rolledBack.internal]).toEqual([true, []])
  expect(await breaks()).toBe(1)
  await rolledBack.close()
})
