// A real desk for a bench, enrolled at an origin of the bench's own, with everybody in its store.
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PreparedDesk } from '../../../scripts/lib/desk-launch.mjs'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { openDriver } from '../../e2e/desk-driver'
import type { BenchContext } from './bench'
import { startBenchOrigin } from './bench-origin'
import { BENCH_NOW } from './moment'

const { zhou } = DEMO_STAFF
const WORKSTATION = 'bench'
const REQUESTS = 400
const PATIENCE_MS = 6 * 3_600_000

/** A desk with everybody in its store, closed. */
export async function enrolledProfile(context: BenchContext, desk: PreparedDesk): Promise<string> {
  const origin = await startBenchOrigin(context, REQUESTS)
  const profileDir = desk.makeProfile('bench')
  context.defer(() => rmSync(profileDir, { recursive: true, force: true }))
  const file = join(profileDir, 'enrolment.json')
  copyFileSync(origin.enrolmentFile, file)
  desk.giveToDesk(file)
  context.say(`a desk takes ${String(context.people)} people into its store`)
  const driver = await openDriver({ profileDir, language: 'zh-CN', now: BENCH_NOW })
  try {
    await driver.enrol({ file, code: await origin.createCode(WORKSTATION), workstation: WORKSTATION, login: zhou.login, passphrase: zhou.passphrase })
    await driver.page.locator('.bootstrap-line progress, .bootstrap-line .progress').first().waitFor({ state: 'detached', timeout: PATIENCE_MS })
    await driver.page.getByText(driver.t('app:chip.synced', { time: '' }).trim()).first().waitFor({ timeout: PATIENCE_MS })
  } finally {
    await driver.close()
  }
  return profileDir
}
